// The windows of a long list that have been fetched: a bounded number of them, the longest unused go first.

import { isAbort } from './api.js';
import { WINDOW } from './browse/query.js';

const MOST_AT_ONCE = 200;              // what the server answers at most
const MOST = 24;                       // windows kept: 1,440 items

/**
 * @template T
 * @typedef {(offset: number, limit: number, signal: AbortSignal) => Promise<import('./types.js').Page<T>>} Fetch
 */

/** @template T */
export class WindowCache {
  /** @param {Fetch<T>} fetch */
  constructor(fetch) {
    this.fetch = fetch;
    /** @type {Map<number, T[]>} */
    this.windows = new Map();
    /** @type {Map<number, AbortController>} */
    this.running = new Map();
    /** @type {Set<number>} */
    this.stale = new Set();
    /** @type {number | null} */
    this.total = null;
    /** What is shown of an item, where this device knows more of it than the server; the same for the same item. @type {((item: T) => T) | null} */
    this.dress = null;
  }

  /**
   * @param {number} index
   * @returns {T | undefined} undefined: not fetched
   */
  at(index) {
    const item = this.windows.get(Math.floor(index / WINDOW))?.[index % WINDOW];
    return item !== undefined && this.dress ? this.dress(item) : item;
  }

  /** What is here is shown, and asked for again when it is. */
  markStale() {
    for (const key of this.windows.keys()) this.stale.add(key);
  }

  /** What is here is all that can be had for now. */
  settle() {
    this.stale.clear();
  }

  /**
   * Puts a changed item in the place of the old one.
   * @param {number} index
   * @param {T} item
   */
  put(index, item) {
    const window = this.windows.get(Math.floor(index / WINDOW));
    if (window) window[index % WINDOW] = item;
  }

  /**
   * All items between two, those that are not here fetched; what is kept is left as it is.
   * @param {number} first
   * @param {number} last inclusive
   * @param {AbortSignal} signal
   * @returns {Promise<T[]>}
   */
  async range(first, last, signal) {
    /** @type {T[]} */
    const found = [];
    for (let from = first; from <= last;) {
      const here = this.at(from);
      if (here !== undefined) {
        found.push(here);
        from += 1;
        continue;
      }
      const { items } = await this.fetch(from, Math.min(MOST_AT_ONCE, last - from + 1), signal);
      if (!items.length) break;
      found.push(...items);
      from += items.length;
    }
    return found;
  }

  /**
   * Fetches what is missing between two items, and gives up what is no longer wanted.
   * @param {number} first
   * @param {number} last inclusive
   * @param {(error: unknown) => void} onChange called whenever a window has come (null) or failed (its error)
   */
  want(first, last, onChange) {
    const from = Math.floor(Math.max(0, first) / WINDOW);
    const to = Math.floor(Math.max(0, last) / WINDOW);
    for (const [key, controller] of this.running) {
      if (key >= from - 1 && key <= to + 1) continue;
      controller.abort();
      this.running.delete(key);
    }
    for (let key = from; key <= to; key++) {
      const window = this.windows.get(key);
      if (window && this.windows.delete(key)) this.windows.set(key, window);       // used now
      if ((!window || this.stale.has(key)) && !this.running.has(key)) void this.load(key, onChange);
    }
  }

  /**
   * @param {number} key
   * @param {(error: unknown) => void} onChange
   */
  async load(key, onChange) {
    const controller = new AbortController();
    this.running.set(key, controller);
    try {
      const page = await this.fetch(key * WINDOW, WINDOW, controller.signal);
      this.stale.delete(key);
      this.windows.delete(key);
      this.windows.set(key, page.items);
      this.total = page.total;
      for (const old of this.windows.keys()) {
        if (this.windows.size <= MOST) break;
        this.windows.delete(old);
      }
      this.running.delete(key);
      onChange(null);
    } catch (error) {
      if (this.running.get(key) === controller) this.running.delete(key);
      if (!isAbort(error)) onChange(error);
    }
  }

  abort() {
    for (const controller of this.running.values()) controller.abort();
    this.running.clear();
  }
}
