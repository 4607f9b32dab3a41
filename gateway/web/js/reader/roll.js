// The vertical strip: pages without gaps, one under the other. Only those near the window are in the document; the others
// are reserved room, by the size that is known or likely. Whatever changes above, the place that one looks at stays.

import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { remark } from './blanks.js';
import { place, ratioOf } from './leaves.js';
import { blanks, partFor } from './parts.js';

/** @typedef {import('./types.js').Page} Page */
/** @typedef {import('./types.js').Dress} Dress */
/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {{box: HTMLElement, state: string, node: HTMLElement | null}} Leaf */

/** Screens above and below the window that are kept in the document. */
const MARGIN = 0.5;
/** How wide the strip is by itself, pixels. */
const COLUMN = 800;
/** Never more pages than this at once, however small they are. */
const MOST = 12;

export class Roll {
  element = h('div', { class: 'roll' });
  /** @type {number[]} */
  shown = [];
  zoom = 1;
  /** @type {Reading | null} */
  #reading = null;
  #stage;
  #on;
  /** @type {Dress} */
  #dress;
  /** Where each page begins, pixels, and where the last ends. @type {number[]} */
  #tops = [0];
  #width = 0;
  /** @type {Map<number, Leaf>} */
  #leaves = new Map();
  /** What lies in the middle of the window: a page and how far into it. */
  #anchor = { index: 0, part: 0 };
  /** Its size when it was last laid out, pixels. */
  #window = [0, 0];
  #frame = 0;
  #foot;

  /**
   * @param {HTMLElement} stage what scrolls
   * @param {Dress} dress
   * @param {{onPassed: (index: number) => void, onSeen: (pages: number[]) => void, onRetry: (index: number) => void, onEnd: () => void}} on
   */
  constructor(stage, dress, on) {
    this.#stage = stage;
    this.#dress = dress;
    this.#on = on;
    this.#foot = h('div', { class: 'roll-foot', hidden: true }, h('button', { class: 'btn', type: 'button', onclick: on.onEnd }, t('reader.end')));
    stage.addEventListener('scroll', () => {
      if (this.#reading && !this.#frame) this.#frame = requestAnimationFrame(() => { this.#frame = 0; this.#scrolled(); });
    }, { passive: true });
  }

  get open() {
    return this.#reading !== null;
  }

  /**
   * @param {Reading} reading
   * @param {number} index the page to go to, from 0
   * @param {boolean} fromEnd to its end
   */
  show(reading, index, fromEnd) {
    if (this.#reading !== reading) {
      this.leave();
      this.#reading = reading;
      replace(this.#stage, this.element);
    }
    this.#window = [this.#stage.clientWidth, this.#stage.clientHeight];
    this.#measure();
    const height = this.#tops[index + 1] - this.#tops[index];
    const seen = this.#stage.clientHeight;
    const top = fromEnd ? this.#tops[index + 1] - seen : height < seen / 2 ? this.#tops[index] - (seen - height) / 2 : this.#tops[index];
    this.#stage.scrollTop = top;
    this.#stage.scrollLeft = (this.#stage.scrollWidth - this.#stage.clientWidth) / 2;
    this.#anchorHere();
    this.#render();
  }

  leave() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#reading = null;
    this.zoom = 1;
    this.#leaves.clear();
    this.shown = [];
    replace(this.element);
    this.element.remove();
  }

  /** A page has changed its state. @param {Page} page */
  refresh(page) {
    const leaf = this.#leaves.get(page.index);
    if (leaf) this.#fill(leaf, page);
    this.layout();
  }

  /** Lays out anew, with what is in the middle of the window where it was. @param {Dress} [dress] */
  layout(dress = this.#dress) {
    this.#dress = dress;
    if (!this.#reading) return;
    const { clientWidth, clientHeight } = this.#stage;
    if (clientWidth === this.#window[0] && clientHeight === this.#window[1]) this.#anchorHere(); // else the place is that of the window before
    this.#window = [clientWidth, clientHeight];
    this.#measure();
    const { index, part } = this.#anchor;
    const top = this.#tops[index] + part * (this.#tops[index + 1] - this.#tops[index]) - this.#stage.clientHeight / 2;
    if (Math.abs(top - this.#stage.scrollTop) > 0.5) this.#stage.scrollTop = top;
    this.#render();
  }

  #measure() {
    const { ratios, count, index } = /** @type {Reading} */ (this.#reading);
    const window = this.#stage.clientWidth;
    const { padding } = this.#dress;
    this.#width = Math.round((padding === null ? Math.min(window, COLUMN) : window * (1 - padding / 50)) * this.zoom);
    const known = [...ratios.values()].sort((a, b) => a - b);
    const typical = known[known.length >> 1] ?? 2 / 3;
    const pages = count ?? Math.max(index, ...ratios.keys(), 0) + 2;
    this.#tops = [0];
    for (let page = 0; page < pages; page++) this.#tops.push(this.#tops[page] + Math.max(1, Math.round(this.#width / this.#ratio(page, typical))));
    const { style } = this.element;
    style.width = `${this.#width}px`;
    style.height = `${this.#tops[pages] + (count === null ? 0 : this.#foot.offsetHeight)}px`;
    this.#foot.hidden = count === null;
    this.#foot.style.top = `${this.#tops[pages]}px`;
    if (!this.#foot.isConnected) this.element.append(this.#foot);
  }

  /** @param {number} index @param {number} typical */
  #ratio(index, typical) {
    const { pages, ratios } = /** @type {Reading} */ (this.#reading);
    const page = pages.get(index);
    return this.#dress.crop && page?.state === 'ready' ? ratioOf(partFor(page, 0, this.#dress, typical)) : ratios.get(index) ?? typical;
  }

  #anchorHere() {
    const middle = this.#stage.scrollTop + this.#stage.clientHeight / 2;
    const index = this.#at(middle);
    const height = this.#tops[index + 1] - this.#tops[index];
    this.#anchor = { index, part: (middle - this.#tops[index]) / height };
  }

  /** The page at a height. @param {number} y */
  #at(y) {
    let [low, high] = [0, this.#tops.length - 2];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#tops[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #scrolled() {
    this.#anchorHere();
    this.#render();
    const { scrollTop, clientHeight } = this.#stage;
    const atEnd = scrollTop + clientHeight >= this.#tops[this.#tops.length - 1] - 1;
    this.#on.onPassed(scrollTop < 1 ? 0 : atEnd ? this.#tops.length - 2 : this.#anchor.index);
  }

  #render() {
    const reading = /** @type {Reading} */ (this.#reading);
    const { scrollTop, clientHeight } = this.#stage;
    const first = this.#at(scrollTop - MARGIN * clientHeight);
    const last = Math.min(first + MOST - 1, this.#at(scrollTop + (1 + MARGIN) * clientHeight));
    const near = Array.from({ length: last - first + 1 }, (_, n) => first + n);
    const [top, bottom] = [this.#at(scrollTop), this.#at(scrollTop + clientHeight - 1)];
    this.shown = near.filter((page) => page >= top && page <= bottom);
    for (const [index, { box }] of this.#leaves) {
      if (index >= first && index <= last) continue;
      box.remove();
      this.#leaves.delete(index);
    }
    this.#on.onSeen([...this.shown, ...near.filter((page) => page > bottom), ...near.filter((page) => page < top)]);
    for (const index of near) {
      const page = reading.pages.get(index);
      if (page) this.#lay(index, page);
    }
  }

  /** @param {number} index @param {Page} page */
  #lay(index, page) {
    let leaf = this.#leaves.get(index);
    if (!leaf) {
      leaf = { box: h('div', { class: 'leaf' }), state: '', node: null };
      this.#leaves.set(index, leaf);
      this.element.append(leaf.box);
    }
    this.#fill(leaf, page);
    const height = this.#tops[index + 1] - this.#tops[index];
    leaf.box.style.top = `${this.#tops[index]}px`;
    leaf.box.style.width = `${this.#width}px`;
    leaf.box.style.height = `${height}px`;
    if (page.state !== 'ready' || !leaf.node) return;
    const { img } = page;
    place(leaf.node, { width: img.naturalWidth, height: img.naturalHeight }, partFor(page, 0, this.#dress, 1), this.#width, height);
  }

  /** @param {Leaf} leaf @param {Page} page */
  #fill(leaf, page) {
    const state = `${page.state} ${page.note}`;
    if (leaf.state === state && (page.state !== 'ready' || leaf.node === page.img)) return;
    leaf.state = state;
    leaf.node = page.state === 'ready' ? page.img : blanks(page, this.#on.onRetry, true);
    replace(leaf.box, leaf.node, remark(page));
  }
}
