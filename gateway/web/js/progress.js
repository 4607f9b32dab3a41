// Marking comics as read and unread, one or many, with undo: shown at once, and sent now or when the server is back.

import { t } from './i18n.js';
import { markWaits, readNow } from './offline/marks.js';
import { newName } from './offline/names.js';
import { put, settled, waitingOf, withdraw } from './offline/outbox.js';
import { recall, remember } from './reader/memory.js';

/** @typedef {import('./types.js').Book} Book */
/** @typedef {import('./types.js').Progress} Progress */
/** @typedef {{series_id: string} | {series_ids: string[]} | {comic_ids: string[]}} Which */
/** @typedef {{comic_id: string, progress: Progress | null}} Replaced */

const AT_ONCE = 1000;                                      // comics of one request: the gateway takes 1 MiB

/** What was done, and that it is only on this device yet, where it is. @param {string} said without a full stop @param {boolean} waits */
export const told = (said, waits) => (waits ? t('offline.kept', { said }) : said);

/** Whether somebody has read it to the end. @param {{progress: Progress | null}} book */
export const isRead = ({ progress }) => Boolean(progress?.completed);

/** The progress of a comic that is marked as read, or as unread. @param {Book} book @param {boolean} read */
export const asMarked = (book, read) => (read ? readNow(book) : null);

/**
 * Gives a comic a progress: as marked, or as it was before.
 * @param {Book} book as it is now
 * @param {Progress | null} to
 * @param {string} name of the comic, for where what waits is listed
 * @param {(progress: Progress | null) => void} show called at once, and again where the server knows better
 * @returns {Promise<boolean>} whether it waits here; ApiError where it was refused, and is shown as it was
 */
export async function setProgress(book, to, name, show) {
  const { id, progress: before } = book;
  show(to);
  if (!to && recall(id).place) remember(id, { place: null });
  const was = waitingOf('place', id)?.data.was ?? isRead(book);
  const data = to ? { comic_id: id, current_page: to.current_page, total_pages: to.total_pages, completed: to.completed, anew: !to.completed } : { comic_id: id, gone: true };
  const outcome = await put('place', id, { ...data, said: true, name, series_id: book.series_id, was });
  if (outcome && 'error' in outcome) {
    show(before);
    throw outcome.error;
  }
  if (outcome) show(outcome.answer ?? null);
  return outcome === null && markWaits(book);
}

/**
 * Marks a whole series, or some, or some comics, as read or unread.
 * @param {Which} which
 * @param {boolean} completed
 * @param {string} name of what is marked, for where what waits is listed
 * @param {Book[]} [books] of `comic_ids`, as far as they are known: their series are shown with what is unread then
 * @returns {Promise<{changed: number, waits: boolean, undo: () => Promise<unknown>}>} `undo` puts everything back as it was
 */
export async function markMany(which, completed, name, books = []) {
  const id = newName();
  /** @type {Record<string, number>} */
  const unread = {};
  for (const book of books) if (isRead(book) !== completed) unread[book.series_id] = (unread[book.series_id] ?? 0) + (completed ? -1 : 1);
  const attempt = put('marks', id, { which, completed, name, unread });
  const change = waitingOf('marks', id);
  const end = settled('marks', id);
  const outcome = await attempt;
  if (outcome && 'error' in outcome) throw outcome.error;
  const waits = outcome === null && waitingOf('marks', id) !== null;
  const undo = async () => {
    if (change && withdraw(change)) return;
    const how = await end;                                 // it is on its way: what it replaces is known when it is there
    if (!how || !('answer' in how)) return;
    const { replaced, at: since } = how.answer;
    for (let from = 0; from < replaced.length; from += AT_ONCE) {
      const back = await put('marks', newName(), { restore: replaced.slice(from, from + AT_ONCE), since, name });
      if (back && 'error' in back) throw back.error;
    }
  };
  return { changed: outcome ? outcome.answer.changed : 0, waits, undo };
}
