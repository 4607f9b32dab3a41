// Where the pages lie. The stage scrolls when they are larger than it; during a swipe their neighbours lie beside them.

import { h, named, replace } from '../dom.js';
import { t } from '../i18n.js';
import { hasPreview } from './parts.js';
import { Sheet } from './sheet.js';

/** @typedef {import('./types.js').Page} Page */
/** @typedef {import('./types.js').Spread} Spread */
/** @typedef {import('./types.js').Dress} Dress */

const BONES_AFTER = 200;                 // ms
const PREVIEW_AFTER = 60;                // ms: what is ready by then comes without it

export class Stage {
  /** The pages that are really to be seen. @type {number[]} */
  shown = [];
  /** @type {Dress} */
  dress = { mode: 'one', fit: 'both', direction: 'ltr', crop: false, turn: false, padding: null };
  zoom = 1;
  /** @type {Page[]} */
  #pages = [];
  /** @type {Spread} */
  #spread = { pages: [], half: 0, run: 0 };
  /** @type {Sheet | null} */
  #sheet = null;
  #bones = 0;
  #typical = 2 / 3;
  /** What the sheet on the stage is of. @type {Spread | null} */
  #held = null;
  #fromEnd = false;
  /** Which side the neighbour lies on: 1 right, -1 left, 0 when there is none. */
  #side = 0;
  #dx = 0;
  /** @type {number | null} when a turn began whose pages are not there yet */
  #began = null;
  /** @type {Animation[]} */
  #glides = [];
  #onRetry;

  /** @param {(index: number) => void} onRetry */
  constructor(onRetry) {
    this.#onRetry = onRetry;
    this.element = h('div', { class: 'stage', tabindex: '0', role: 'group', 'aria-label': t('reader.pageField') });
    this.neighbour = h('div', { class: 'neighbour', 'aria-hidden': 'true', hidden: true });
  }

  /**
   * Shows pages at once when they are ready. Else what is there stays for a moment, then bones take their place.
   * @param {Spread} spread
   * @param {Page[]} pages
   * @param {boolean} [fromEnd] begin at their end, because one came backwards
   */
  show(spread, pages, fromEnd = false) {
    this.#began = performance.now();
    this.#spread = spread;
    this.#pages = pages;
    this.#fromEnd = fromEnd;
    this.zoom = 1;
    this.#lay();
  }

  #lay() {
    clearTimeout(this.#bones);
    const coming = this.#pages.filter(({ state }) => state !== 'ready' && state !== 'failed');
    if (!coming.length) return this.#swap(this.#spread.pages);
    const known = coming.every((page) => hasPreview(page, this.#spread.half, this.dress));
    this.#bones = window.setTimeout(() => this.#swap([]), known ? PREVIEW_AFTER : BONES_AFTER);
    return undefined;
  }

  /** Bones after a moment, while it is not even known which page comes. */
  clear() {
    clearTimeout(this.#bones);
    this.#pages = [];
    this.#spread = { pages: [], half: 0, run: 0 };
    this.shown = [];
    this.#sheet = null;
    replace(this.element);
    this.#bones = window.setTimeout(() => {
      const bone = h('div', { class: 'page-bone bones bone-first' });
      replace(this.element, bone);
    }, BONES_AFTER);
  }

  /** Gives the room to somebody else. */
  leave() {
    clearTimeout(this.#bones);
    this.#sheet = null;
    this.#pages = [];
    this.shown = [];
    this.zoom = 1;
    replace(this.element);
  }

  /** A page has changed its state. @param {Page} page */
  refresh(page) {
    if (!this.#pages.includes(page)) return;
    if (this.#sheet && this.shown.length === 0 && !this.#pages.every(({ state }) => state === 'ready' || state === 'failed')) {
      this.#sheet.fill();
      this.layout();
    } else if (page.state !== 'loading') this.#lay();
    else if (this.shown.length === 0) this.#swap([]);
  }

  /** @param {string} label */
  describe(label) {
    named(this.element, label);
  }

  /** Lays out anew for the window, the look and the zoom. */
  layout() {
    const { element } = this;
    this.#sheet?.wear(this.dress);
    this.#sheet?.fit(element.clientWidth, element.clientHeight, this.zoom);
    this.measure();
  }

  /**
   * Moves on by a screen.
   * @param {1 | -1} step
   * @returns {boolean} false when there is no more to be seen there
   */
  scrollOn(step) {
    const { element } = this;
    const down = left(element.scrollTop, element.clientHeight, element.scrollHeight, step);
    const way = this.dress.direction === 'rtl' ? -step : step;
    const across = left(element.scrollLeft, element.clientWidth, element.scrollWidth, way);
    if (down < 4 && across < 4) return false;
    const behavior = this.moves ? 'smooth' : 'instant';
    if (down >= 4) element.scrollBy({ top: step * element.clientHeight * 0.9, behavior });
    else element.scrollTo({ left: element.scrollLeft + way * element.clientWidth * 0.9, top: step > 0 ? 0 : element.scrollHeight, behavior });
    return true;
  }

  /** Whether there is more to be seen that way. @param {boolean} across @param {number} by its sign says where */
  hasMore(across, by) {
    const { element } = this;
    const [at, seen, all] = across ? [element.scrollLeft, element.clientWidth, element.scrollWidth] : [element.scrollTop, element.clientHeight, element.scrollHeight];
    return left(at, seen, all, by > 0 ? 1 : -1) >= 4;
  }

  /** Pages larger than the window begin where reading begins: at the top, and at the right when right-to-left. */
  toStart() {
    const { element } = this;
    const ends = (this.dress.direction === 'rtl') !== this.#fromEnd;
    element.scrollTop = this.#fromEnd ? element.scrollHeight : 0;
    element.scrollLeft = ends ? element.scrollWidth : 0;
    this.measure();
  }

  /** Where the pages are wider than the window, a finger pans them instead of swiping. */
  measure() {
    const { element } = this;
    element.toggleAttribute('data-pan', element.scrollWidth > element.clientWidth + 1);
    element.toggleAttribute('data-zoomed', this.zoom > 1.01);
  }

  /** Whether anything may move at all. */
  get moves() {
    return this.#duration() > 0 && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  /**
   * Follows the finger.
   * @param {number} dx pixels
   * @param {Spread | null} spread what comes from the other side, if there is anything
   * @param {Page[]} pages
   */
  drag(dx, spread, pages) {
    const { neighbour, element } = this;
    const side = dx < 0 ? 1 : -1;
    this.#dx = dx;
    if (side !== this.#side) {
      this.#side = side;
      const sheet = spread && pages.length ? new Sheet(spread, pages, this.dress, this.#typical, this.#onRetry) : null;
      sheet?.fit(element.clientWidth, element.clientHeight, 1);
      replace(neighbour, sheet?.element);
      neighbour.hidden = false;
    }
    shift(element, dx);
    shift(neighbour, dx + side * element.clientWidth);
  }

  /**
   * The finger has gone: glides to the neighbour, or back.
   * @param {boolean} over
   * @returns {Promise<void>} the stage is back in its place: the next page is to be shown at once
   */
  async settle(over) {
    if (!this.#side) return;
    const { element, neighbour } = this;
    const dx = this.#dx;
    const width = element.clientWidth;
    const to = over ? -this.#side * width : 0;
    const glide = (/** @type {HTMLElement} */ node, /** @type {number} */ offset) => node.animate(
      [{ transform: `translateX(${dx + offset}px)` }, { transform: `translateX(${to + offset}px)` }],
      { duration: this.#duration(), easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)', fill: 'forwards' },
    );
    this.#glides = [glide(element, 0), glide(neighbour, this.#side * width)];
    await Promise.all(this.#glides.map((one) => one.finished));
    for (const one of this.#glides) one.cancel();
    this.#glides = [];
    shift(element, 0);
    neighbour.hidden = true;
    replace(neighbour);
    this.#side = 0;
  }

  /** Ends a glide now. */
  hurry() {
    for (const one of this.#glides) one.finish();
  }

  close() {
    this.hurry();
    clearTimeout(this.#bones);
  }

  #duration() {
    return Number.parseFloat(getComputedStyle(this.element).getPropertyValue('--base')) || 0;
  }

  /** @param {number[]} shown */
  #swap(shown) {
    const { element } = this;
    const stays = this.#held === this.#spread && this.shown.length === 0;      // its bones or its small picture were here
    const [x, y] = [element.scrollLeft, element.scrollTop];
    replace(element);
    this.#sheet = new Sheet(this.#spread, this.#pages, this.dress, this.#typical, this.#onRetry);
    replace(element, this.#sheet.element);
    this.#held = this.#spread;
    this.shown = shown;
    this.layout();
    this.toStart();
    if (stays && (x || y)) element.scrollTo({ left: x, top: y, behavior: 'instant' });
    const first = this.#pages.at(-1);
    if (first?.state === 'ready') this.#typical = first.img.naturalWidth / first.img.naturalHeight || this.#typical;
    const start = this.#began;
    if (shown.length === 0 || start === null) return;
    this.#began = null;
    requestAnimationFrame(() => performance.measure('page-turn', { start })); // for tests and for the curious
  }
}

/** What is left to scroll, pixels. @param {number} at @param {number} seen @param {number} all @param {number} step */
const left = (at, seen, all, step) => (step > 0 ? all - seen - at : at);

/** @param {HTMLElement} node @param {number} x */
function shift(node, x) {
  if (x) node.style.setProperty('transform', `translateX(${x}px)`);
  else node.style.removeProperty('transform');
}
