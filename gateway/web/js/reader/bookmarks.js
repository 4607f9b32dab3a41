// The bookmarks of one issue: set and taken back at once, put right again when the server says no.

import { ApiError, send } from '../api.js';
import { t } from '../i18n.js';
import { toast } from '../toast.js';

/** @typedef {import('./types.js').Bookmark} Bookmark */

export class Bookmarks {
  /** @type {Map<number, Bookmark | null>} null while the server has not answered */
  #pages;
  #comicId;
  #onChange;
  #onNote;
  /** Takes the last toast away. */
  #said = () => {};

  /**
   * @param {string} comicId
   * @param {Bookmark[]} bookmarks
   * @param {() => void} onChange
   * @param {(page: number) => void} onNote somebody wants to write a note to a page
   */
  constructor(comicId, bookmarks, onChange, onNote) {
    this.#onNote = onNote;
    this.#comicId = comicId;
    this.#pages = new Map(bookmarks.map((one) => [one.page_number, one]));
    this.#onChange = onChange;
  }

  /** What was said is no longer needed: the list is open. */
  hush() {
    this.#said();
  }

  /** @param {number} page from 0 */
  has(page) {
    return this.#pages.has(page);
  }

  /** @returns {{page: number, note: string}[]} in the order of the pages */
  get list() {
    return [...this.#pages].map(([page, one]) => ({ page, note: one?.note ?? '' })).sort((a, b) => a.page - b.page);
  }

  /**
   * Keeps a note with the bookmark of a page.
   * @param {number} page from 0
   * @param {string} note
   */
  async write(page, note) {
    const kept = this.#pages.get(page);
    if (!kept || (kept.note ?? '') === note) return;
    this.#pages.set(page, { ...kept, note });
    try {
      await send('PATCH', `/api/bookmarks/${encodeURIComponent(kept.id)}`, { note: note || null });
    } catch (error) {
      this.#pages.set(page, kept);
      this.#fail(error, t('reader.noteNotKept'));
    }
  }

  /** @param {number} page from 0 */
  async toggle(page) {
    const kept = this.#pages.get(page);
    if (kept === null) return;
    if (kept === undefined) {
      if (await this.#add(page, null)) this.#said = toast(t('reader.bookmarked', { page: page + 1 }), { label: t('reader.writeNote'), onUndo: () => this.#onNote(page) });
      return;
    }
    this.#pages.delete(page);
    this.#onChange();
    try {
      await send('DELETE', `/api/bookmarks/${encodeURIComponent(kept.id)}`);
      toast(t('reader.bookmarkGone', { page: page + 1 }), { onUndo: () => void this.#add(page, kept.note) });
    } catch (error) {
      this.#pages.set(page, kept);
      this.#fail(error, t('reader.bookmarkNotRemoved'));
    }
  }

  /** @param {number} page @param {string | null} note */
  async #add(page, note) {
    this.#pages.set(page, null);
    this.#onChange();
    try {
      const body = { comic_id: this.#comicId, page_number: page, ...(note && { note }) };
      this.#pages.set(page, await send('POST', '/api/bookmarks', body));
      return true;
    } catch (error) {
      this.#pages.delete(page);
      this.#fail(error, t('reader.notBookmarked', { page: page + 1 }));
      return false;
    }
  }

  /** @param {unknown} error @param {string} text */
  #fail(error, text) {
    this.#onChange();
    if (!(error instanceof ApiError)) throw error;
    toast(`${text} ${error.detail}`);
  }
}
