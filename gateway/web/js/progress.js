// Marking comics read and unread, one or many, and taking it back.

import { send } from './api.js';

/** @typedef {import('./types.js').Book} Book */
/** @typedef {import('./types.js').Progress} Progress */

/**
 * @param {Book} book
 * @returns {Promise<Progress>}
 */
export function markRead({ id, pages, progress }) {
  const current_page = pages ? pages - 1 : progress?.current_page ?? 0;
  return send('POST', '/api/progress', { comic_id: id, current_page, completed: true });
}

/**
 * Forgets how far a comic was read.
 * @param {Book} book
 * @returns {Promise<null>}
 */
export function markUnread({ id }) {
  return send('DELETE', `/api/progress/${id}`);
}

/**
 * Puts the progress back that a comic had.
 * @param {Book} book
 * @param {Progress | null} before
 * @returns {Promise<Progress | null>}
 */
export function undoRead(book, before) {
  if (!before) return markUnread(book);
  const { current_page, completed } = before;
  return send('POST', '/api/progress', { comic_id: book.id, current_page, completed });
}

/**
 * Marks a whole series, or some comics, as read or unread.
 * @param {{series_id: string} | {comic_ids: string[]}} which
 * @param {boolean} completed
 * @returns {Promise<{changed: number, undo: () => Promise<unknown>}>} `undo` puts everything back as it was
 */
export async function markMany(which, completed) {
  const { changed, replaced, at } = await send('POST', '/api/progress/bulk', { ...which, completed });
  return { changed, undo: () => send('POST', '/api/progress/bulk', { restore: replaced, at }) };
}
