// One or two pages side by side, laid out for the window. The stage shows one sheet, and during a swipe its neighbour.

import { h, replace } from '../dom.js';
import { remark } from './blanks.js';
import { fitted, place } from './leaves.js';
import { blanks, hasPreview, partFor } from './parts.js';

/** @typedef {import('./types.js').Page} Page */
/** @typedef {import('./types.js').Spread} Spread */
/** @typedef {import('./types.js').Dress} Dress */

export class Sheet {
  /** @type {{box: HTMLElement, page: Page, state: string, node: HTMLElement | null}[]} */
  #leaves;
  #dress;
  #onRetry;
  #half;
  #typical;

  /**
   * @param {Spread} spread
   * @param {Page[]} pages
   * @param {Dress} dress
   * @param {number} typical width for a height of 1, of a page whose size is not known
   * @param {(index: number) => void} onRetry
   */
  constructor({ half }, pages, dress, typical, onRetry) {
    this.#half = half;
    this.#dress = dress;
    this.#typical = typical;
    this.#onRetry = onRetry;
    this.#leaves = pages.map((page) => ({ box: h('div', { class: 'leaf' }), page, state: '', node: null }));
    this.element = h('div', { class: 'sheet', dir: dress.direction }, this.#leaves.map(({ box }) => box));
    this.fill();
  }

  /** Puts in what has come. */
  fill() {
    for (const leaf of this.#leaves) {
      const { page } = leaf;
      const state = page.state + page.note;
      if (leaf.state === state) continue;
      leaf.state = state;
      leaf.node = page.state !== 'ready' ? blanks(page, this.#onRetry, hasPreview(page, this.#half, this.#dress)) : page.img.isConnected ? copyOf(page.img) : page.img;
      replace(leaf.box, leaf.node, remark(page));
    }
  }

  /** @param {Dress} dress */
  wear(dress) {
    this.#dress = dress;
    this.element.dir = dress.direction;
  }

  /**
   * @param {number} width of the window, pixels
   * @param {number} height
   * @param {number} zoom
   */
  fit(width, height, zoom) {
    const parts = this.#leaves.map(({ page }) => partFor(page, this.#half, this.#dress, this.#typical));
    const size = fitted(parts, this.#dress.fit, width, height);
    const tall = Math.round(size.height * zoom);
    for (const [n, { box, page, node }] of this.#leaves.entries()) {
      const wide = Math.round(size.widths[n] * zoom);
      box.style.width = `${wide}px`;
      box.style.height = `${tall}px`;
      if (page.state === 'ready' && node) place(node, { width: page.img.naturalWidth, height: page.img.naturalHeight }, parts[n], wide, tall);
    }
    // What is said about a broken page needs its room, however small the page would be.
    this.element.toggleAttribute('data-alone', this.#leaves.length === 1 && this.#leaves[0].page.state === 'failed');
  }
}

/** The other half of a split page, during a swipe: the picture itself is on the stage. @param {HTMLImageElement} img */
function copyOf(img) {
  const copy = /** @type {HTMLImageElement} */ (img.cloneNode());
  copy.alt = '';
  return copy;
}
