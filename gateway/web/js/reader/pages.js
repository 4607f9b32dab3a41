// The pages held ready: decoded before they are asked for, let go as soon as they are out of reach.

import { ApiError, isAbort, request } from '../api.js';
import { h } from '../dom.js';
import { patiently, pause } from './issue.js';

/** @typedef {import('./types.js').Page} Page */

const AT_ONCE = 3;
const OFFLINE_WAITS = [1000, 3000];

export class Pages {
  /** @type {Map<number, Page>} */
  #kept = new Map();
  /** @type {number[]} */
  #order = [];
  #urlOf;
  /** A page is ready, has failed or has something to say. @type {(page: Page) => void} */
  onChange = () => {};

  /** @param {(index: number) => string} urlOf */
  constructor(urlOf) {
    this.#urlOf = urlOf;
  }

  /** @param {number} index */
  get(index) {
    return this.#kept.get(index);
  }

  /**
   * Keeps these pages and no others, loading them in this order.
   * @param {number[]} order the one to be seen first
   * @param {number} [onScreen] a page that stays until the next call, because it is still being seen
   */
  want(order, onScreen = -1) {
    this.#order = order;
    for (const page of this.#kept.values()) {
      if (!order.includes(page.index) && page.index !== onScreen) this.#release(page);
    }
    for (const index of order) {
      if (!this.#kept.has(index)) this.#kept.set(index, this.#blank(index));
    }
    this.#start();
  }

  /** Loads a page that failed once more. @param {number} index */
  retry(index) {
    const page = this.#kept.get(index);
    if (page?.state !== 'failed') return;
    Object.assign(page, { state: 'waiting', note: '', code: '', passing: false });
    this.#start();
  }

  /** What failed for a reason that passes is asked for again. */
  retryPassing() {
    for (const page of this.#kept.values()) if (page.passing) this.retry(page.index);
  }

  close() {
    this.#order = [];
    for (const page of this.#kept.values()) this.#release(page);
  }

  /** @param {number} index @returns {Page} */
  #blank(index) {
    const img = h('img', { class: 'page', alt: `Page ${index + 1}`, decoding: 'sync', draggable: 'false' });
    return { index, url: this.#urlOf(index), img, state: 'waiting', note: '', code: '', passing: false, life: new AbortController() };
  }

  /** @param {Page} page */
  #release(page) {
    this.#kept.delete(page.index);
    page.life.abort();
    page.img.removeAttribute('src');
  }

  #start() {
    let running = [...this.#kept.values()].filter((page) => page.state === 'loading').length;
    for (const [place, index] of this.#order.entries()) {
      const page = this.#kept.get(index);
      if (page?.state !== 'waiting') continue;
      if (place > 0 && running >= AT_ONCE) return;
      running += 1;
      page.state = 'loading';
      void this.#load(page);
    }
  }

  /** @param {Page} page */
  async #load(page) {
    try {
      await this.#fetchAndDecode(page);
      page.state = 'ready';
      page.code = '';
    } catch (error) {
      if (page.life.signal.aborted || isAbort(error)) return;
      if (!(error instanceof ApiError)) throw error;
      page.state = 'failed';
      page.note = error.detail;
      page.code = error.code;
      page.passing = error.status === 0 || error.status >= 429;
    }
    if (page.life.signal.aborted) return;
    this.onChange(page);
    this.#start();
  }

  /** @param {Page} page */
  async #fetchAndDecode(page) {
    const { signal } = page.life;
    for (let attempt = 0; ; attempt++) {
      if (await shows(page)) return;
      signal.throwIfAborted();
      try {
        await this.#ask(page);
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'offline' || attempt >= OFFLINE_WAITS.length) throw error;
        await pause(OFFLINE_WAITS[attempt], signal);
        continue;
      }
      if (attempt > 0) throw new ApiError(200, 'damaged', 'The picture of this page is damaged in the file.');
    }
  }

  /**
   * An image element says only that it failed. This asks the server why; a login is asked for on the way.
   * @param {Page} page
   */
  async #ask(page) {
    const { signal } = page.life;
    const answer = await patiently(() => request(page.url, { signal }), signal, (seconds) => {
      page.note = `The server is busy. Trying again in ${seconds} s.`;
      this.onChange(page);
    });
    page.note = '';
    await answer.body?.cancel();
  }
}

/** @param {Page} page @returns {Promise<boolean>} whether the picture is there and decoded */
async function shows(page) {
  page.img.src = page.url;
  try {
    await page.img.decode();
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}
