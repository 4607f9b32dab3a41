// One issue being read: where one is, how many pages there are, which are held ready, and the next issue warmed near the end.

import { ApiError, isAbort } from '../api.js';
import { Bookmarks } from './bookmarks.js';
import { countPages, loadIssue, pageUrl, startPage } from './issue.js';
import { Pages } from './pages.js';

/** @typedef {import('./types.js').Issue} Issue */
/** @typedef {import('./types.js').Page} Page */
/**
 * @typedef {object} Handlers
 * @property {(page: Page) => void} onPage a page has changed its state
 * @property {() => void} onCount the count of pages became known
 * @property {(problem: ApiError) => void} onTrouble nothing of this comic can be read
 * @property {() => void} onBookmark
 * @property {() => void} onNext more is known about the next issue
 */

/** What is held ready, from the page being read, in the order of loading. With the next issue's first page and one still on screen: eight. */
const REACH = [0, 1, 2, -1, 3, 4];
/** The same while nobody knows where the comic ends. */
const REACH_BLIND = [0, 1, -1];
const NEAR_THE_END = 3;

export class Reading {
  /** @type {number | null} */
  count;
  index;
  #life = new AbortController();
  /** @type {{issue: Issue, pages: Pages} | null} */
  #next = null;
  #warming = false;
  #anyReady = false;
  #onScreen = -1;
  #on;

  /**
   * @param {Issue} issue
   * @param {number} index from 0, where reading begins
   * @param {Pages | null} warmed pages loaded before the issue was opened
   * @param {Handlers} on
   */
  constructor(issue, index, warmed, on) {
    this.issue = issue;
    this.index = index;
    this.count = issue.pages;
    this.bookmarks = new Bookmarks(issue.id, issue.bookmarks, on.onBookmark);
    this.#on = on;
    this.pages = warmed ?? new Pages((n) => pageUrl(issue, n));
    this.pages.onChange = (page) => this.#changed(page);
    if (this.count === null) void this.#ask();
  }

  /** @returns {number} the last page as far as is known */
  get last() {
    return this.count === null ? Infinity : this.count - 1;
  }

  /** @returns {Issue | null} the next issue, once it has been asked for */
  get next() {
    return this.#next?.issue ?? null;
  }

  /**
   * Goes to a page and holds its neighbours ready.
   * @param {number} index from 0, not past the end
   * @param {number} onScreen the page still to be seen until this one is there
   * @returns {Page}
   */
  goTo(index, onScreen) {
    this.index = index;
    this.#onScreen = onScreen;
    this.#hold();
    const page = this.pages.get(index);
    if (!page) throw new RangeError(`There is no page ${index} of ${this.count}.`);
    if (page.passing) this.pages.retry(index);
    this.#anyReady ||= page.state === 'ready';
    return page;
  }

  /** The next issue with what is already loaded of it; it is the caller's from then on. */
  takeNext() {
    const taken = this.#next;
    this.#next = null;
    return taken;
  }

  close() {
    this.#life.abort();
    this.pages.close();
    this.#next?.pages.close();
  }

  #hold() {
    const reach = this.count === null ? REACH_BLIND : REACH;
    this.pages.want(reach.map((step) => this.index + step).filter((n) => n >= 0 && n <= this.last), this.#onScreen);
    if (this.count !== null && this.index >= this.count - NEAR_THE_END) void this.#warm();
  }

  async #ask() {
    try {
      this.#learn(await countPages(this.issue.id, this.#life.signal));
    } catch (error) {
      if (isAbort(error)) return;
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 422) this.#on.onTrouble(error); // anything else: the pages themselves will tell
    }
  }

  /** @param {number} count */
  #learn(count) {
    if (this.count !== null) return;
    this.count = count;
    if (count === 0) this.#on.onTrouble(new ApiError(200, 'no_pages', 'There are no pages in this file.'));
    else {
      if (this.index < count) this.#hold();
      this.#on.onCount();
    }
  }

  /** @param {Page} page */
  #changed(page) {
    this.#anyReady ||= page.state === 'ready';
    const missing = (/** @type {number} */ index) => this.pages.get(index)?.code === 'page_not_found';
    if (page.state === 'ready' && missing(page.index + 1)) this.#learn(page.index + 1);
    else if (missing(page.index) && (page.index === 0 || this.pages.get(page.index - 1)?.state === 'ready')) this.#learn(page.index);
    if (page.state === 'failed' && page.code === 'comic_unreadable' && !this.#anyReady) {
      this.pages.close();
      this.#on.onTrouble(new ApiError(422, page.code, page.note));
      return;
    }
    this.#on.onPage(page);
  }

  /** Loads what the reader will need first of the next issue. When it fails nothing is said: opening it will tell. */
  async #warm() {
    if (!this.issue.next || this.#warming) return;
    this.#warming = true;
    try {
      const issue = await loadIssue(this.issue.next.id, this.#life.signal);
      const pages = new Pages((n) => pageUrl(issue, n));
      this.#next = { issue, pages };
      if (issue.pages !== 0) pages.want([startPage(issue, null)]);
      this.#on.onNext();
    } catch (error) {
      if (!(error instanceof ApiError) && !isAbort(error)) throw error;
    }
  }
}
