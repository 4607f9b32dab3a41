// The pages held ready: decoded before they are asked for, let go as soon as they are out of reach.

import { ApiError, isAbort, request } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { patiently, pause } from './issue.js';
import { isWhole } from './whole.js';

/** @typedef {import('./types.js').Page} Page */

const AT_ONCE = 3;                       // pages that are loaded at the same time
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
   * @param {number[]} [onScreen] pages that stay until the next call, because they are still being seen
   */
  want(order, onScreen = []) {
    this.#order = order;
    for (const page of this.#kept.values()) {
      if (!order.includes(page.index) && !onScreen.includes(page.index)) this.#release(page);
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
    forget(page.img);
    Object.assign(page, { state: 'waiting', note: '', code: '', passing: false });
    this.#start();
  }

  /** What failed for a reason that passes is asked for again. */
  retryPassing() {
    for (const page of this.#kept.values()) if (page.passing) this.retry(page.index);
  }

  /** How much memory a decoded page takes, in pixels, as most of those that are here; 0 while none is. */
  get pixels() {
    const areas = [...this.#kept.values()].filter(({ state }) => state === 'ready').map(({ img }) => img.naturalWidth * img.naturalHeight);
    return areas.sort((a, b) => a - b)[areas.length >> 1] ?? 0;
  }

  close() {
    this.#order = [];
    for (const page of this.#kept.values()) this.#release(page);
  }

  /** @param {number} index @returns {Page} */
  #blank(index) {
    const img = h('img', { class: 'page', alt: t('reader.page', { page: index + 1 }), decoding: 'sync', draggable: 'false' });
    return { index, url: this.#urlOf(index), img, state: 'waiting', note: '', code: '', passing: false, life: new AbortController() };
  }

  /** @param {Page} page */
  #release(page) {
    this.#kept.delete(page.index);
    page.life.abort();
    forget(page.img);
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

  /** One request a page: it brings the picture, or says why there is none; a login is asked for on the way. @param {Page} page */
  async #fetchAndDecode(page) {
    const { signal } = page.life;
    const priority = page.index === this.#order[0] ? 'high' : 'low';
    for (let attempt = 0; ; attempt++) {
      try {
        const picture = await patiently(() => bodyOf(page.url, { signal, priority }), signal, (seconds) => {
          page.note = t('reader.busy', { seconds });
          this.onChange(page);
        });
        page.note = await isWhole(picture) ? '' : t('reader.damaged');
        signal.throwIfAborted();
        page.img.src = URL.createObjectURL(picture);
        break;
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'offline' || attempt >= OFFLINE_WAITS.length) throw error;
        await pause(OFFLINE_WAITS[attempt], signal);
      }
    }
    try {
      await page.img.decode();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      throw new ApiError(200, 'damaged', t('reader.damaged'));
    }
  }
}

/** @param {string} url @param {RequestInit} init */
async function bodyOf(url, init) {
  const answer = await request(url, init);
  try {
    return await answer.blob();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, 'offline', t('reader.broke'));
  }
}

/** Lets a picture go, and the memory that it came in. @param {HTMLImageElement} img */
function forget(img) {
  URL.revokeObjectURL(img.src);
  img.removeAttribute('src');
}
