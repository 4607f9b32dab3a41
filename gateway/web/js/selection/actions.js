// What can be done with several series or comics at once. What hurts can be taken back.

import { ApiError, isAbort, send } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { comicsOf } from '../lists/mine.js';
import { toast } from '../toast.js';

/** @typedef {import('../types.js').ItemKind} ItemKind */
/** @typedef {{comic_id: string, progress: import('../types.js').Progress | null}} Replaced */

const AT_ONCE = 1000;
const MOST_EXPORTED = 200;

/**
 * Does something, and says where it fails.
 * @param {() => Promise<void>} work
 */
export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (isAbort(error)) return;
    if (!(error instanceof ApiError)) throw error;
    toast(error.detail);
  }
}

/**
 * Marks as read or unread; `done` is called after it, and after it is taken back.
 * @param {ItemKind} kind
 * @param {string[]} ids
 * @param {boolean} completed
 * @param {() => void} done
 */
export async function markAll(kind, ids, completed, done) {
  /** @type {{replaced: Replaced[], at: string}[]} */
  const made = [];
  let changed = 0;
  const one = async (/** @type {Record<string, unknown>} */ what) => {
    const answer = await send('POST', '/api/progress/bulk', { ...what, completed });
    changed += answer.changed;
    made.push(answer);
  };
  let failure = '';
  try {
    if (kind === 'series') for (const series_id of ids) await one({ series_id });
    else for (let at = 0; at < ids.length; at += AT_ONCE) await one({ comic_ids: ids.slice(at, at + AT_ONCE) });
  } catch (error) {
    if (!(error instanceof ApiError) || !changed) throw error;
    failure = error.detail;                                // some are done: they can be taken back
  }
  done();
  const undo = async () => {
    for (const { replaced, at } of made.reverse()) if (replaced.length) await restore(replaced, at);
    done();
  };
  const said = completed ? t('select.markedRead', { n: changed }) : t('select.markedUnread', { n: changed });
  if (changed) toast(failure ? `${said}. ${failure}` : said, { onUndo: undo });
  else toast(completed ? t('select.allRead') : t('select.allUnread'));
}

/** @param {Replaced[]} replaced @param {string} at */
async function restore(replaced, at) {
  for (let from = 0; from < replaced.length; from += AT_ONCE) {
    await send('POST', '/api/progress/bulk', { restore: replaced.slice(from, from + AT_ONCE), at });
  }
}

/**
 * The comics as one file, a folder each.
 * @param {ItemKind} kind
 * @param {string[]} ids
 * @param {string} name of the file
 */
export async function exportAll(kind, ids, name) {
  const comics = kind === 'comic' ? ids : await comicsOf(ids);
  if (comics.length > MOST_EXPORTED) {
    toast(t('select.exportMost', { n: comics.length, most: MOST_EXPORTED }));
    return;
  }
  const query = new URLSearchParams(comics.map((id) => ['comic', id]));
  query.set('name', name);
  download(`/api/export?${query}`);
}

/** Hands an address to the browser's downloads. @param {string} href */
export function download(href) {
  const link = h('a', { href, download: '' });
  document.body.append(link);
  link.click();
  link.remove();
}
