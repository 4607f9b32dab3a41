// Changes of bookmarks that wait for the server. They name comic and page, so that they can be made without it.

import { put, waiting, waitingOf } from './outbox.js';

/** @typedef {import('../reader/types.js').Bookmark} Bookmark */

/** @param {string} comic @param {number} page from 0 */
const idOf = (comic, page) => `${comic}/${page}`;

/**
 * Marks a page.
 * @param {string} comic
 * @param {number} page from 0
 * @param {string | null} [note] undefined: as it is
 */
export const mark = (comic, page, note) => put('bookmark', idOf(comic, page), { comic_id: comic, page, note, gone: false });

/** @param {string} comic @param {number} page from 0 */
export const unmark = (comic, page) => put('bookmark', idOf(comic, page), { comic_id: comic, page, gone: true });

/** Whether the server has still to hear what was done to the bookmark of a page. @param {string} comic @param {number} page from 0 */
export const isWaiting = (comic, page) => waitingOf('bookmark', idOf(comic, page)) !== null;

/**
 * The bookmarks of a comic as this device knows them.
 * @param {string} comic
 * @param {Bookmark[]} bookmarks as the server said
 * @returns {Bookmark[]}
 */
export function withWaiting(comic, bookmarks) {
  const pages = new Map(bookmarks.map((one) => [one.page_number, one]));
  for (const { kind, data, at } of waiting()) {
    if (kind !== 'bookmark' || data.comic_id !== comic) continue;
    if (data.gone) pages.delete(data.page);
    else {
      const before = pages.get(data.page) ?? { id: '', comic_id: comic, page_number: data.page, note: null, created_at: at };
      pages.set(data.page, { ...before, note: data.note === undefined ? before.note : data.note });
    }
  }
  return [...pages.values()].sort((a, b) => a.page_number - b.page_number);
}
