// One issue being read: where one is, how many pages there are, which are held ready, and the next issue warmed near the end.

import { ApiError, isAbort } from '../api.js';
import { t } from '../i18n.js';
import { Bookmarks } from './bookmarks.js';
import { countPages, loadIssue, pageUrl, startPage } from './issue.js';
import { recall, remember } from './memory.js';
import { Pages } from './pages.js';
import { Spreads } from './spreads.js';

/** @typedef {import('./types.js').Issue} Issue */
/** @typedef {import('./types.js').Page} Page */
/** @typedef {import('./types.js').Spread} Spread */
/**
 * @typedef {object} Handlers
 * @property {(page: Page) => void} onPage a page has changed its state
 * @property {() => void} onCount the count of pages became known
 * @property {(problem: ApiError) => void} onTrouble nothing of this comic can be read
 * @property {() => void} onBookmark
 * @property {(page: number) => void} onNote somebody wants to write a note to a page
 * @property {() => void} onNext more is known about the next issue
 */

/** How many pages are held ready after the ones on the screen, and before them. */
const AHEAD = 4;
/** Pixels of decoded pages beyond which fewer are held, but one after and one before: 480 MB. */
const HEAVY = 120_000_000;
const LEAST = 2;
/** How much of the next issue is warmed. */
const WARMED = 2;
const NEAR_THE_END = 3;
/** Width for a height of 1 below which no page of paper is, and no screen of a phone. */
const STRIP = 0.42;

export class Reading {
  /** @type {number | null} */
  count;
  /** What is on the screen, or about to be. @type {Spread} */
  spread;
  /** The page that stays when its pair turns out to be none: the first, or the last when one came backwards. */
  anchor;
  /** Width for a height of 1, of the pages whose size is known. @type {Map<number, number>} */
  ratios = new Map();
  #life = new AbortController();
  /** @type {{issue: Issue, pages: Pages} | null} */
  #next = null;
  #warming = false;
  /** @type {Promise<void> | null} */
  #asking = null;
  #anyReady = false;
  /** @type {number[]} */
  #onScreen = [];
  /** @type {number[]} */
  #around = [];
  #on;

  /**
   * @param {Issue} issue
   * @param {number} index from 0, where reading begins
   * @param {Pages | null} warmed pages loaded before the issue was opened
   * @param {Handlers} on
   */
  constructor(issue, index, warmed, on) {
    this.issue = issue;
    this.count = issue.pages;
    this.anchor = index;
    this.spread = { pages: [index], half: 0, run: 0 };
    this.spreads = new Spreads(recall(issue.id).shifted);
    this.bookmarks = new Bookmarks(issue.id, issue.bookmarks, on.onBookmark, on.onNote);
    this.#on = on;
    this.pages = warmed ?? new Pages((n) => pageUrl(issue, n));
    this.pages.onChange = (page) => this.#changed(page);
    void this.askCount();
  }

  /** The first page on the screen, from 0. */
  get index() {
    return this.spread.pages[0];
  }

  /** Whether the pages after the cover are so high that they can only be one long strip. */
  get tall() {
    const inner = [...this.ratios].filter(([index]) => index > 0).map(([, ratio]) => ratio);
    return inner.length > 1 && inner.filter((ratio) => ratio < STRIP).length * 2 > inner.length;
  }

  /** Whether the end of the issue is on the screen. */
  get atLast() {
    return this.spread.pages.at(-1) === this.last && this.spread.half !== 1;
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
   * Goes to pages and holds their neighbours ready.
   * @param {Spread} spread
   * @param {number[]} onScreen the pages still to be seen until these are there
   * @param {number[]} [around] further pages that are seen with them, in a strip
   * @returns {Page[]}
   */
  goTo(spread, onScreen, around = []) {
    this.spread = spread;
    this.#onScreen = onScreen;
    this.#around = around;
    this.#hold();
    return spread.pages.map((index) => {
      const page = this.pages.get(index);
      if (!page) throw new RangeError(`There is no page ${index} of ${this.count}.`);
      if (page.passing) this.pages.retry(index);
      this.#anyReady ||= page.state === 'ready';
      return page;
    });
  }

  /** Shifts the pairs by one from here to the next page that stands alone; remembered for this issue on this device. */
  shift() {
    this.spreads.shift(this.spread);
    remember(this.issue.id, { shifted: this.spreads.shifted });
  }

  /** Bookmarks the page on the screen, or takes the bookmark back. */
  bookmark() {
    const marked = this.spread.pages.find((page) => this.bookmarks.has(page));
    void this.bookmarks.toggle(marked ?? this.index);
  }

  /** The next issue with what is already loaded of it; it is the caller's from then on. */
  takeNext() {
    const taken = this.#next;
    this.#next = null;
    return taken;
  }

  close() {
    this.#life.abort();
    this.bookmarks.close();
    this.pages.close();
    this.#next?.pages.close();
  }

  #hold() {
    const seen = [...new Set([...this.spread.pages, ...this.#around])];
    const [first, last] = [Math.min(...seen), Math.max(...seen)];
    const around = [last + 1, first - 1, last + 2, last + 3, last + AHEAD, ...(this.spread.pages.length > 1 ? [first - 2] : [])];
    const near = around.filter((n) => n >= 0 && n <= this.last);
    const room = this.count === null ? 0 : Math.floor(HEAVY / (this.pages.pixels || 1)) - seen.length;
    this.pages.want([...seen.filter((n) => n <= this.last), ...near.slice(0, Math.max(LEAST, room))], this.#onScreen);
    if (this.count !== null && last >= this.count - NEAR_THE_END) void this.#warm();
  }

  async #ask() {
    if (this.count !== null) return;
    try {
      this.#learn(await countPages(this.issue.id, this.#life.signal));
    } catch (error) {
      this.#asking = null;
      if (isAbort(error) || this.#life.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 422) this.#on.onTrouble(error); // anything else: the pages themselves will tell
    }
  }

  /** @param {Page} page */
  #learnSize({ index, img }) {
    const first = !this.#anyReady;
    this.#anyReady = true;
    const ratio = img.naturalWidth / img.naturalHeight;
    this.ratios.set(index, ratio);
    this.spreads.learn(index, ratio > 1, this.spread, this.count);
    if (first) this.#hold();                               // how many there is room for is known from now on
  }

  /** Asks for the count of pages where it is not known yet. */
  async askCount() {
    this.#asking ??= this.#ask();
    await this.#asking;
  }

  /** @param {number} count */
  #learn(count) {
    if (this.count !== null) return;
    this.count = count;
    if (count === 0) this.#on.onTrouble(new ApiError(200, 'no_pages', t('reader.noPages')));
    else {
      if (this.index < count) this.#hold();
      this.#on.onCount();
    }
  }

  /** @param {Page} page */
  #changed(page) {
    if (page.state === 'ready') this.#learnSize(page);
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
      const from = startPage(issue, null);
      pages.want([...Array(WARMED).keys()].map((step) => from + step).filter((n) => n < (issue.pages ?? 1)));
      this.#on.onNext();
    } catch (error) {
      if (!(error instanceof ApiError) && !isAbort(error)) throw error;
    }
  }
}
