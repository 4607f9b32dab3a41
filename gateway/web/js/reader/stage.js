// Where the page lies. The stage scrolls when the page is larger than it; during a swipe the neighbour lies beside it.

import { h, icon, replace } from '../dom.js';

/** @typedef {import('./types.js').Page} Page */

const BONES_AFTER = 200;

export class Stage {
  /** The page that is really to be seen, -1 while there is none. */
  shown = -1;
  /** @type {Page | null} */
  #page = null;
  #bones = 0;
  #ratio = '2 / 3';
  #fromEnd = false;
  /** Which side the neighbour lies on: 1 right, -1 left, 0 when there is none. */
  #side = 0;
  #dx = 0;
  /** @type {number | null} when a turn began whose page is not there yet */
  #began = null;
  /** @type {Animation[]} */
  #glides = [];
  #onRetry;

  /** @param {(index: number) => void} onRetry */
  constructor(onRetry) {
    this.#onRetry = onRetry;
    this.element = h('div', { class: 'stage', tabindex: '0', role: 'group', 'aria-label': 'Page' });
    this.neighbour = h('div', { class: 'neighbour', 'aria-hidden': 'true', hidden: true });
  }

  /**
   * Shows a page at once when it is ready. Else what is there stays for a moment, then bones take its place.
   * @param {Page} page
   * @param {boolean} [fromEnd] begin at its end, because one came backwards
   */
  show(page, fromEnd = false) {
    this.#began = performance.now();
    this.#page = page;
    this.#fromEnd = fromEnd;
    this.#lay(page);
  }

  /** @param {Page} page */
  #lay(page) {
    clearTimeout(this.#bones);
    if (page.state === 'ready' || page.state === 'failed') this.#swap(this.#node(page), page.index);
    else this.#bones = window.setTimeout(() => this.#swap(this.#node(page), -1), BONES_AFTER);
  }

  /** Bones after a moment, while it is not even known which page comes. */
  clear() {
    clearTimeout(this.#bones);
    this.#page = null;
    this.shown = -1;
    this.#bones = window.setTimeout(() => this.#swap(this.#bone(''), -1), BONES_AFTER);
  }

  /** A page has changed its state. @param {Page} page */
  refresh(page) {
    if (page === this.#page) {
      if (page.state !== 'loading') this.#lay(page);
      else if (this.shown === -1) this.#swap(this.#node(page), -1);
    }
  }

  /** @param {string} label */
  describe(label) {
    this.element.setAttribute('aria-label', label);
  }

  /**
   * Moves on by a screen.
   * @param {1 | -1} step
   * @returns {boolean} false when the page has no more to show there
   */
  scrollOn(step) {
    const { scrollTop, clientHeight, scrollHeight } = this.element;
    const left = step > 0 ? scrollHeight - clientHeight - scrollTop : scrollTop;
    if (left < 4) return false;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches || this.#duration() === 0;
    this.element.scrollBy({ top: step * clientHeight * 0.9, behavior: calm ? 'instant' : 'smooth' });
    return true;
  }

  /** A page larger than the window begins where reading begins: at the top, and at the right when right-to-left. */
  toStart() {
    const { element } = this;
    element.scrollTop = this.#fromEnd ? element.scrollHeight : 0;
    element.scrollLeft = element.dataset.dir === 'rtl' ? element.scrollWidth : 0;
    this.measure();
  }

  /** Where the page is wider than the window, a finger pans it instead of swiping. */
  measure() {
    const { element } = this;
    element.toggleAttribute('data-pan', element.scrollWidth > element.clientWidth + 1);
  }

  /** Whether anything may move at all. */
  get moves() {
    return this.#duration() > 0;
  }

  /**
   * Follows the finger.
   * @param {number} dx pixels
   * @param {Page | undefined} page the one that comes from the other side, if there is one
   */
  drag(dx, page) {
    const { neighbour, element } = this;
    const side = dx < 0 ? 1 : -1;
    this.#dx = dx;
    if (side !== this.#side) {
      this.#side = side;
      replace(neighbour, page && this.#node(page));
      neighbour.hidden = false;
      neighbour.dataset.fit = element.dataset.fit;
    }
    place(element, dx);
    place(neighbour, dx + side * element.clientWidth);
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
    place(element, 0);
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

  /** @param {Node} node @param {number} index */
  #swap(node, index) {
    if (node !== this.element.firstChild) replace(this.element, node);
    this.shown = index;
    this.toStart();
    const start = this.#began;
    if (index < 0 || start === null) return;
    this.#began = null;
    requestAnimationFrame(() => performance.measure('page-turn', { start })); // for tests and for the curious
  }

  /** @param {Page} page @returns {HTMLElement} */
  #node(page) {
    if (page.state === 'failed') return this.#broken(page);
    if (page.state !== 'ready') return this.#bone(page.note);
    this.#ratio = `${page.img.naturalWidth || 2} / ${page.img.naturalHeight || 3}`;
    return page.img;
  }

  /** @param {string} note */
  #bone(note) {
    const bone = h('div', { class: 'page page-bone bones' }, note && h('p', null, note));
    bone.style.setProperty('aspect-ratio', this.#ratio);
    return bone;
  }

  /** @param {Page} page */
  #broken(page) {
    const lost = page.code === 'offline';
    return h('div', { class: 'page-broken' }, icon(lost ? 'wifi-off' : 'file-x', 'i-l'),
      h('p', null, h('b', null, `Page ${page.index + 1} cannot be shown.`)), h('p', { class: 'quiet' }, page.note),
      h('div', { class: 'actions' }, h('button', { class: 'btn', type: 'button', onclick: () => this.#onRetry(page.index) }, icon('rotate-ccw'), 'Try again')),
      !lost && h('p', { class: 'quiet small' }, 'The other pages can still be read.'));
  }
}

/** @param {HTMLElement} node @param {number} x */
function place(node, x) {
  if (x) node.style.setProperty('transform', `translateX(${x}px)`);
  else node.style.removeProperty('transform');
}
