// The bookmarks of one issue: set and taken back at once, put right again when the server says no.

import { ApiError, send } from '../api.js';
import { toast } from '../toast.js';

/** @typedef {import('./types.js').Bookmark} Bookmark */

export class Bookmarks {
  /** @type {Map<number, Bookmark | null>} null while the server has not answered */
  #pages;
  #comicId;
  #onChange;

  /**
   * @param {string} comicId
   * @param {Bookmark[]} bookmarks
   * @param {() => void} onChange
   */
  constructor(comicId, bookmarks, onChange) {
    this.#comicId = comicId;
    this.#pages = new Map(bookmarks.map((one) => [one.page_number, one]));
    this.#onChange = onChange;
  }

  /** @param {number} page from 0 */
  has(page) {
    return this.#pages.has(page);
  }

  /** @param {number} page from 0 */
  async toggle(page) {
    const kept = this.#pages.get(page);
    if (kept === null) return;
    if (kept === undefined) {
      await this.#add(page, null);
      return;
    }
    this.#pages.delete(page);
    this.#onChange();
    try {
      await send('DELETE', `/api/bookmarks/${encodeURIComponent(kept.id)}`);
      toast(`The bookmark on page ${page + 1} is gone.`, { onUndo: () => void this.#add(page, kept.note) });
    } catch (error) {
      this.#pages.set(page, kept);
      this.#fail(error, 'The bookmark could not be removed.');
    }
  }

  /** @param {number} page @param {string | null} note */
  async #add(page, note) {
    this.#pages.set(page, null);
    this.#onChange();
    try {
      const body = { comic_id: this.#comicId, page_number: page, ...(note && { note }) };
      this.#pages.set(page, await send('POST', '/api/bookmarks', body));
    } catch (error) {
      this.#pages.delete(page);
      this.#fail(error, `Page ${page + 1} could not be bookmarked.`);
    }
  }

  /** @param {unknown} error @param {string} text */
  #fail(error, text) {
    this.#onChange();
    if (!(error instanceof ApiError)) throw error;
    toast(`${text} ${error.detail}`);
  }
}
