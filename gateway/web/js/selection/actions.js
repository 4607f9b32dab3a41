// What can be done with several series or comics at once. What hurts can be taken back.

import { ApiError, send } from '../api.js';
import { t } from '../i18n.js';
import { comicsOf } from '../lists/mine.js';
import { toast } from '../toast.js';
import { inParts } from './in-parts.js';

/** @typedef {import('../types.js').ItemKind} ItemKind */
/** @typedef {{comic_id: string, progress: import('../types.js').Progress | null}} Replaced */

const AT_ONCE = 1000;
const SERIES_AT_ONCE = 100;

/**
 * Marks as read or unread; `done` is called after it, and after it is taken back.
 * @param {ItemKind} kind
 * @param {string[]} ids
 * @param {boolean} completed
 * @param {() => void} done
 */
export async function markAll(kind, ids, completed, done) {
  /** @type {{one: Replaced, at: number}[]} */
  const replaced = [];
  let changed = 0;
  let rest = '';                                           // why not all of them were marked
  try {
    const whole = await inParts(ids, kind === 'series' ? SERIES_AT_ONCE : AT_ONCE, async (part) => {
      const answer = await send('POST', '/api/progress/bulk', kind === 'series' ? { series_ids: part, completed } : { comic_ids: part, completed });
      changed += answer.changed;
      for (const one of answer.replaced) replaced.push({ one, at: answer.at });
    });
    if (!whole) rest = t('parts.stopped');
  } catch (error) {
    if (!(error instanceof ApiError) || !changed) throw error;
    rest = error.detail;
  }
  done();
  const undo = async () => {
    await inParts(replaced, AT_ONCE, restore);
    done();
  };
  const said = completed ? t('select.markedRead', { n: changed }) : t('select.markedUnread', { n: changed });
  if (changed) toast(rest ? t('parts.sofar', { said, why: rest }) : said, { onUndo: undo });
  else toast(rest || (completed ? t('select.allRead') : t('select.allUnread')));
}

/** @param {{one: Replaced, at: number}[]} part of what was replaced, each with the time of its request */
async function restore(part) {
  for (const at of new Set(part.map((entry) => entry.at))) {
    await send('POST', '/api/progress/bulk', { restore: part.filter((entry) => entry.at === at).map(({ one }) => one), at });
  }
}

/**
 * The comics as one file, a folder each, or as several where there are many.
 * @param {ItemKind} kind
 * @param {string[]} ids
 * @param {string} name of the file
 */
export async function exportAll(kind, ids, name) {
  const comics = kind === 'comic' ? ids : await comicsOf(ids);
  (await import('./export.js')).exportComics(comics, name);
}
