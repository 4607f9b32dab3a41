// The bookmarks of one issue: set and taken back at once, on their way to the server from then on, put right when it says no.

import { t } from '../i18n.js';
import * as changes from '../offline/bookmarks.js';
import * as state from '../state.js';
import { toast } from '../toast.js';

/** @typedef {import('./types.js').Bookmark} Bookmark */
/** @typedef {import('../offline/outbox.js').Outcome} Outcome */

export class Bookmarks {
  /** Notes by page. @type {Map<number, string>} */
  #pages;
  #comicId;
  #onChange;
  #onNote;
  #end;
  /** The pages that wait, as text. */
  #waits;
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
    this.#pages = new Map(bookmarks.map(({ page_number: page, note }) => [page, note ?? '']));
    this.#onChange = onChange;
    this.#waits = this.#waiting();
    this.#end = state.subscribe(['waiting'], () => {
      const now = this.#waiting();
      if (now !== this.#waits) onChange();
      this.#waits = now;
    });
  }

  /** What was said is no longer needed: the list is open. */
  hush() {
    this.#said();
  }

  /** @param {number} page from 0 */
  has(page) {
    return this.#pages.has(page);
  }

  /** @returns {{page: number, note: string, waits: boolean}[]} in the order of the pages; `waits`: the server does not know of it yet */
  get list() {
    return [...this.#pages].map(([page, note]) => ({ page, note, waits: changes.isWaiting(this.#comicId, page) })).sort((a, b) => a.page - b.page);
  }

  /**
   * Keeps a note with the bookmark of a page.
   * @param {number} page from 0
   * @param {string} note
   */
  async write(page, note) {
    const kept = this.#pages.get(page);
    if (kept === undefined || kept === note) return;
    this.#pages.set(page, note);
    this.#settle(await changes.mark(this.#comicId, page, note || null), page, kept);
  }

  /** @param {number} page from 0 */
  async toggle(page) {
    const kept = this.#pages.get(page);
    if (kept === undefined) {
      this.#said = toast(t('reader.bookmarked', { page: page + 1 }), { label: t('reader.writeNote'), onUndo: () => this.#onNote(page) });
      await this.#add(page);
      return;
    }
    this.#pages.delete(page);
    this.#onChange();
    toast(t('reader.bookmarkGone', { page: page + 1 }), { onUndo: () => void this.#add(page, kept) });
    this.#settle(await changes.unmark(this.#comicId, page), page, kept);
  }

  #waiting() {
    return this.#pages.size ? String(this.list.filter(({ waits }) => waits).map(({ page }) => page)) : '';
  }

  close() {
    this.#end();
  }

  /** @param {number} page @param {string} [note] undefined: what there is */
  async #add(page, note) {
    this.#pages.set(page, note ?? '');
    this.#onChange();
    this.#settle(await changes.mark(this.#comicId, page, note || undefined), page, undefined);
  }

  /** The server may know better: another device changed it since. @param {Outcome} outcome @param {number} page @param {string | undefined} before */
  #settle(outcome, page, before) {
    if (!outcome) return;
    const now = 'error' in outcome ? before : outcome.answer ? outcome.answer.note ?? '' : undefined;
    if (now === this.#pages.get(page)) return;
    if (now === undefined) this.#pages.delete(page);
    else this.#pages.set(page, now);
    this.#onChange();
  }
}
