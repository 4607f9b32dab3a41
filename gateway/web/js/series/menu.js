// What can be done with a whole series, under one button.

import { isAdmin } from '../auth.js';
import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { drop, menuItem } from '../menu.js';
import { markMany, told } from '../progress.js';
import { toast } from '../toast.js';

/** @typedef {import('../types.js').SeriesDetail} SeriesDetail */

/**
 * Marks many, says so, and offers the way back.
 * @param {{series_id: string} | {comic_ids: string[]}} which
 * @param {boolean} completed
 * @param {() => Promise<unknown>} refresh
 * @param {{name: string, n: number, books?: import('../types.js').Book[]}} what is marked, and how many comics that is at most
 */
export async function mark(which, completed, refresh, { name, n, books }) {
  const marking = markMany(which, completed, name, books);
  void refresh();                                          // it is shown before the server has answered
  const { changed, waits, undo } = await marking;
  const back = { onUndo: async () => {
    await undo();
    await refresh();
  } };
  if (waits) toast(told(completed ? t('series.markedRead', { n }) : t('series.markedUnread', { n }), true), back);
  else if (!changed) toast(completed ? t('series.allWereRead') : t('series.noneWasRead'));
  else toast(completed ? t('series.markedRead', { n: changed }) : t('series.markedUnread', { n: changed }), back);
  await refresh();
}

/**
 * @param {SeriesDetail} series
 * @param {() => Promise<unknown>} refresh fetches what is read anew
 */
export function seriesMenu(series, refresh) {
  const { id, name } = series;
  const books = series.volumes.flatMap((volume) => volume.issues);
  const whole = { name, n: books.length };
  const summary = h('summary', { class: 'btn btn-l btn-icon', 'aria-label': t('series.more'), title: t('series.more') }, icon('ellipsis'));
  return drop(summary, [
    menuItem('check-check', t('series.allRead'), () => mark({ series_id: id }, true, refresh, whole)),
    menuItem('rotate-ccw', t('series.allUnread'), () => mark({ series_id: id }, false, refresh, whole)),
    menuItem('download', t('series.offline'), async () => (await import('../offline/save.js')).saveOffline({ series_id: id })),
    menuItem('download', t('series.export'), async () => (await import('../selection/export.js')).exportComics(books.map((book) => book.id), name)),
    isAdmin() && h('hr', { class: 'menu-sep' }),
    isAdmin() && menuItem('pencil', t('series.edit'), async () => (await import('../metadata/editor.js')).openEditor({ kind: 'series', ids: [id] })),
    isAdmin() && menuItem('merge', t('series.merge'), async () => (await import('../metadata/editor.js')).openMerge([id])),
  ], { end: true });
}
