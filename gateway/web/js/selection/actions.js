// What can be done with several series or comics at once. Everything that could hurt can be undone.

import { ApiError } from '../api.js';
import { t } from '../i18n.js';
import { comicsOf } from '../lists/mine.js';
import { toast } from '../toast.js';
import { inParts } from './in-parts.js';

/** @typedef {import('../types.js').ItemKind} ItemKind */

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
  const { markMany, told } = await import('../progress.js');
  /** @type {(() => Promise<unknown>)[]} */
  const undos = [];
  let [changed, waiting] = [0, 0];
  let rest = '';                                           // why not all of them were marked
  try {
    const whole = await inParts(ids, kind === 'series' ? SERIES_AT_ONCE : AT_ONCE, async (part) => {
      const name = kind === 'series' ? t('count.series', { n: part.length }) : t('count.comics', { n: part.length });
      const marked = await markMany(kind === 'series' ? { series_ids: part } : { comic_ids: part }, completed, name);
      changed += marked.changed;
      waiting += marked.waits ? part.length : 0;
      undos.push(marked.undo);
    });
    if (!whole) rest = t('parts.stopped');
  } catch (error) {
    if (!(error instanceof ApiError) || !(changed || waiting)) throw error;
    rest = error.detail;
  }
  done();
  const undo = async () => {
    await inParts(undos, 1, (part) => Promise.all(part.map((back) => back())));
    done();
  };
  const said = waiting ? told(markedSo(kind, completed, waiting), true) : completed ? t('select.markedRead', { n: changed }) : t('select.markedUnread', { n: changed });
  if (changed || waiting) toast(rest ? t('parts.sofar', { said, why: rest }) : said, { onUndo: undo });
  else toast(rest || (completed ? t('select.allRead') : t('select.allUnread')));
}

/** What is marked where only the device knows it yet. @param {ItemKind} kind @param {boolean} completed @param {number} n of series, or of comics */
function markedSo(kind, completed, n) {
  if (kind === 'comic') return completed ? t('select.markedRead', { n }) : t('select.markedUnread', { n });
  return completed ? t('select.seriesRead', { n }) : t('select.seriesUnread', { n });
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
