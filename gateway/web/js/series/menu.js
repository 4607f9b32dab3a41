// What can be done with a whole series, under one button.

import { ApiError } from '../api.js';
import { isAdmin } from '../auth.js';
import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { drop } from '../menu.js';
import { markMany } from '../progress.js';
import { toast } from '../toast.js';

/** @typedef {import('../types.js').SeriesDetail} SeriesDetail */

const EXPORTED = 200;                    // comics of one file, at most

/**
 * Runs what a press asks for; what goes wrong is said at the foot of the page.
 * @param {() => Promise<unknown>} work
 */
export function attempt(work) {
  void work().catch((error) => {
    if (!(error instanceof ApiError)) throw error;
    toast(error.detail);
  });
}

/** @param {string} name @param {string} text @param {() => Promise<unknown>} run */
export function menuItem(name, text, run) {
  return h('button', { class: 'menu-item', type: 'button', onclick: () => attempt(run) }, icon(name), text);
}

/** @param {string} name @param {string} text @param {string} href */
export function menuFile(name, text, href) {
  return h('a', { class: 'menu-item', href, download: '' }, icon(name), text);
}

/** Where comics come as one CBZ. @param {string[]} ids @param {string} name */
function exportHref(ids, name) {
  const query = new URLSearchParams({ name });
  for (const id of ids) query.append('comic', id);
  return `/api/export?${query}`;
}

/**
 * The links to a series as files of at most 200 comics.
 * @param {string[]} ids
 * @param {string} name
 */
export function exportItems(ids, name) {
  const parts = Array.from({ length: Math.ceil(ids.length / EXPORTED) }, (_, at) => ids.slice(at * EXPORTED, (at + 1) * EXPORTED));
  return parts.map((part, at) => menuFile('download', parts.length === 1 ? t('series.export') : t('series.exportPart', { at: at + 1, of: parts.length }),
    exportHref(part, parts.length === 1 ? name : `${name} ${at + 1}`)));
}

/**
 * Marks many, says so, and offers the way back.
 * @param {{series_id: string} | {comic_ids: string[]}} which
 * @param {boolean} completed
 * @param {() => Promise<unknown>} refresh
 */
export async function mark(which, completed, refresh) {
  const { changed, undo } = await markMany(which, completed);
  await refresh();
  if (!changed) return toast(completed ? t('series.allWereRead') : t('series.noneWasRead'));
  toast(completed ? t('series.markedRead', { n: changed }) : t('series.markedUnread', { n: changed }), { onUndo: async () => {
    await undo();
    await refresh();
  } });
}

/**
 * @param {SeriesDetail} series
 * @param {() => Promise<unknown>} refresh fetches what is read anew
 */
export function seriesMenu(series, refresh) {
  const { id, name } = series;
  const books = series.volumes.flatMap((volume) => volume.issues);
  const summary = h('summary', { class: 'btn btn-l btn-icon', 'aria-label': t('series.more'), title: t('series.more') }, icon('ellipsis'));
  return drop(summary, [
    menuItem('check-check', t('series.allRead'), () => mark({ series_id: id }, true, refresh)),
    menuItem('rotate-ccw', t('series.allUnread'), () => mark({ series_id: id }, false, refresh)),
    menuItem('download', t('series.offline'), async () => (await import('../offline/save.js')).saveOffline({ series_id: id })),
    ...exportItems(books.map((book) => book.id), name),
    isAdmin() && h('hr', { class: 'menu-sep' }),
    isAdmin() && menuItem('pencil', t('series.edit'), async () => (await import('../metadata/editor.js')).openEditor({ kind: 'series', ids: [id] })),
    isAdmin() && menuItem('merge', t('series.merge'), async () => (await import('../metadata/editor.js')).openMerge([id])),
  ], { end: true });
}
