// A list of any length of which only the rows in view are in the document. Boxes have their final place from the
// start, so nothing moves when items or covers arrive. To assistive technology it stays one list of `total` items.
// While it scrolls, nothing is measured: where the list lies is known from the last change.

import { h, named } from './dom.js';
import { Cells } from './grid-cells.js';
import { gridKeys } from './grid-keys.js';
import { locate, measure } from './grid-measures.js';
import { Pace } from './grid-pace.js';

/**
 * @typedef {import('./cards.js').View} View
 * @typedef {{first: number, last: number}} Span of items, inclusive
 *
 * @typedef {object} GridOptions
 * @property {import('./window-cache.js').WindowCache<any>} cache
 * @property {(view: View) => import('./grid-cells.js').Card} card makes a card that shows nothing yet
 * @property {(total: number) => string} label names the list, with its total
 * @property {() => number} topEdge where the bars end that lie over the list, in px from the top of the window
 * @property {(error: unknown) => void} onError
 * @property {(total: number) => void} onTotal
 * @property {(card: HTMLElement, item: any) => void} [decorate] dresses a card when it shows an item, and on redecorate()
 * @property {(first: number, last: number) => void} [onView] told which items are in the first row in view, or at the end in all rows
 */

const OVERSCAN = 640;                    // px of rows beyond the window, above and below together, at most
const NODES = 420;                       // elements in the document, unless what is in view needs more
const LEFT = 160;                        // of them, on the side from which the window comes
const REST = 150;                        // ms without scrolling

export class Grid {
  /** @param {View} view @param {GridOptions} options */
  constructor(view, options) {
    this.options = options;
    this.view = view;
    this.total = 0;
    this.active = 0;                     // the item that Tab reaches
    this.columns = 1;
    this.step = { x: 0, y: 0 };          // px from one item to the next
    this.width = 0;
    this.place = { top: 0, edge: 0, height: 0, end: 0 };
    this.weight = 1;                     // elements of a cell
    this.over = OVERSCAN;
    this.failed = false;
    this.frame = 0;
    this.rest = 0;
    this.still = false;                  // that long; it rests if the next frame has not moved either, which may have been long in coming
    this.behind = false;                 // whether some cards out of view are not up to date
    this.bare = false;                   // whether no cover was asked for
    this.drawn = { first: 0, last: -1 };
    this.pace = new Pace();
    this.element = h('div', { class: 'grid windowed', role: 'list', dataset: { view } });
    this.cells = new Cells(this.element, () => options.card(this.view));
    this.abort = new AbortController();
    const { signal } = this.abort;
    window.addEventListener('scroll', () => this.schedule(), { passive: true, signal });
    window.addEventListener('resize', () => this.onResize(), { passive: true, signal });
    this.element.addEventListener('focusin', (event) => this.onFocus(event));
    this.element.addEventListener('keydown', (event) => gridKeys(this, event));
    this.resizes = new ResizeObserver((entries) => (entries.some(({ target }) => target === this.element) ? this.relayout() : this.onResize()));
    for (const target of [this.element, document.body]) this.resizes.observe(target);
    document.fonts.addEventListener('loadingdone', () => this.relayout(), { signal });
  }

  /** Ends everything that listens or fetches. */
  destroy() {
    this.abort.abort();
    this.resizes.disconnect();
    this.options.cache.abort();
    for (const { card } of this.cells.at.values()) card.box.stop();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
  }

  schedule() {
    this.frame ||= requestAnimationFrame((time) => this.onScroll(time));
  }

  /** @param {number} time of the frame */
  onScroll(time) {
    this.frame = 0;
    const { scrollY } = window;
    const rests = this.still && scrollY === this.pace.y;
    if (rests) {
      this.still = false;
      this.rest = 0;
      this.pace.rest();
    } else if (scrollY !== this.pace.y) {
      this.pace.move(scrollY, time, { height: this.place.height, columns: this.columns, step: this.step.y });
      this.still = false;
      clearTimeout(this.rest);
      this.rest = window.setTimeout(() => { this.still = true; this.schedule(); }, REST);
    }
    this.draw(!rests);
  }

  /** @param {number} total */
  setTotal(total) {
    if (total === this.total && this.element.hasAttribute('aria-label')) return;
    this.total = total;
    named(this.element, this.options.label(total));
    this.options.onTotal(total);
    this.cells.cut(total);
    this.size();
  }

  /** @param {View} view */
  setView(view) {
    this.view = view;
    this.element.dataset.view = view;
    this.cells.clear();
    this.relayout(true);
  }

  locate() {
    if (!this.element.isConnected) return;
    this.place = locate(this.element, this.options.topEdge());
    const rows = Math.floor(NODES / this.weight / this.columns) - 1;
    this.over = Math.max(0, Math.min(OVERSCAN, rows * this.step.y - this.place.height + this.place.edge));
  }

  onResize() {
    this.locate();
    this.draw();
  }

  size() {
    const rows = Math.ceil(this.total / this.columns);
    this.element.style.blockSize = `${Math.max(0, rows * this.step.y)}px`;
  }

  /**
   * Lays out anew where the measures have changed, and keeps what was at the top where it is.
   * @param {boolean} [force]
   */
  relayout(force = false) {
    if (!this.element.isConnected || !this.element.clientWidth) return undefined;
    const { width, columns, column, height, x, y } = measure(this.element, this.view);
    this.locate();
    if (!force && width === this.width && columns === this.columns && y === this.step.y) return this.draw();
    const top = this.place.top - window.scrollY - this.place.edge;
    const rows = this.step.y ? -top / this.step.y : 0;
    const first = Math.floor(Math.max(0, rows)) * this.columns;
    const moved = columns !== this.columns || y !== this.step.y;
    Object.assign(this, { width, columns, step: { x, y }, weight: 2 + this.options.card(this.view).element.querySelectorAll('*').length });
    this.element.style.setProperty('--column', `${column}px`);
    this.element.style.setProperty('--row', `${height}px`);
    this.size();
    for (const cell of this.cells.at.values()) this.put(cell);
    if (moved && rows > 0) window.scrollBy(0, top + (Math.floor(first / columns) + (rows % 1)) * y);
    this.locate();
    return this.draw();
  }

  /** @param {import('./grid-cells.js').Cell} cell */
  put(cell) {
    const [x, y] = [(cell.index % this.columns) * this.step.x, Math.floor(cell.index / this.columns) * this.step.y];
    cell.element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;    // whole pixels: sharp letters
    return cell;
  }

  /**
   * The rows in view beneath the bars, and as many beyond it wherever it is, so that the cells suffice: most of them the way it goes.
   * @param {number} over px beyond the window, above and below together
   * @param {number} top of the list, from the top of the window
   * @returns {Span}
   */
  range(over, top) {
    const { columns, step: { y }, total, place: { edge, height } } = this;
    const above = this.pace.way > 0 ? Math.min(LEFT, over) : this.pace.way < 0 ? Math.max(0, over - LEFT) : over / 2;
    const row = Math.max(0, Math.floor((edge - top - above) / (y || 1)));
    const rows = Math.ceil((height - edge + over) / (y || 1)) + 1;
    const last = Math.min(total, (row + rows) * columns) - 1;
    return { first: Math.max(0, Math.min(row * columns, last + 1 - rows * columns)), last };
  }

  /** The items of the first row of which most lies below the bars; at the end of the page all to the last. @returns {[number, number]} */
  inView(y = window.scrollY) {
    const { top, edge, end } = this.place;
    const first = Math.max(0, Math.min(this.total - 1, Math.floor((edge + y - top) / this.step.y + 0.5) * this.columns));
    return [first, y >= end - 2 ? this.total - 1 : first + this.columns - 1];
  }

  /** Puts an item's row under the bars. @param {number} index */
  scrollToItem(index) {
    this.locate();
    window.scrollTo(window.scrollX, this.place.top + Math.floor(index / this.columns) * this.step.y - this.place.edge);
    this.active = index;
    this.draw();
  }

  /**
   * Brings the document in line with where the window is: what is in view at once, what is near a few cards a frame.
   * @param {boolean} [scrolled] only the window has moved: with the same rows in view there is nothing to do
   */
  draw(scrolled = false) {
    if (!this.step.y || !this.element.isConnected) return;
    const { scrollY } = window;
    this.options.onView?.(...this.inView(scrollY));
    const top = this.place.top - scrollY;
    const near = this.range(this.over, top);
    const same = near.first === this.drawn.first && near.last === this.drawn.last;
    if (scrolled && same && !this.behind && (!this.bare || this.pace.hurries)) return;
    this.drawn = near;
    this.fill(near, this.range(0, top));
    if (!same || !scrolled) {
      if (!this.pace.hurries) this.rove(near, top);
      if (!this.pace.leaps) this.fetch(top);
    }
    if (this.behind) this.schedule();
    else if (!this.rest) this.cells.order();
  }

  /** @param {Span} near @param {Span} seen */
  fill(near, seen) {
    const { cells, options: { cache, decorate } } = this;
    const free = cells.free(near.first, near.last);
    let done = 0;
    this.behind = false;
    this.bare = this.pace.hurries;
    for (let index = near.first; index <= near.last; index++) {
      const item = cache.at(index);
      let cell = cells.at.get(index);
      if (!cell || cell.item !== item) {
        const inView = index >= seen.first && index <= seen.last;
        if (done >= this.pace.cards && !(inView && (!cell || !this.rest))) {   // nothing in view is empty; what has no name yet can wait
          this.behind = true;
          continue;
        }
        done += 1;
        cell ??= this.put(cells.take(index, this.total, free));
        cells.fill(cell, item);
        if (item !== undefined) decorate?.(cell.card.element, item);
      }
      if (!this.bare) cell.card.box.load(!this.rest);
    }
    if (!this.rest && !this.behind) for (const cell of free) cells.drop(cell);       // such as when there are fewer columns
  }

  /** @param {number} [top] of the list */
  fetch(top = this.place.top - window.scrollY) {
    if (this.failed || this.abort.signal.aborted) return;
    const { first, last } = this.range(this.over, top);
    if (last < first && this.total) return;
    const ahead = this.columns * Math.ceil(this.place.height / this.step.y);      // a window more, the way it goes
    const from = this.pace.way < 0 ? Math.max(0, first - ahead) : first;
    const to = this.pace.way > 0 ? Math.min(this.total - 1, last + ahead) : last;
    this.options.cache.want(from, Math.max(from, to), (error) => {
      if (this.abort.signal.aborted) return;
      if (error) {
        this.failed = true;
        this.options.onError(error);
      } else {
        this.setTotal(this.options.cache.total ?? 0);
        this.draw();
      }
    });
  }

  /** Fetches again after a failure, or what is here but may be old. */
  retry() {
    this.failed = false;
    this.draw();
  }

  /** Dresses all cards in the document anew, such as when what is picked has changed. */
  redecorate() {
    for (const { card, item } of this.cells.at.values()) if (item !== undefined) this.options.decorate?.(card.element, item);
  }

  /** One card only is reached by Tab: the one last used, or the first in view. @param {Span} near @param {number} top */
  rove({ first, last }, top) {
    const seen = this.range(0, top).first;
    this.cells.rove(this.active >= first && this.active <= last ? this.active : Math.min(Math.max(seen, first), last));
  }

  /** @param {FocusEvent} event */
  onFocus(event) {
    const cell = event.target instanceof Element ? event.target.closest('.cell') : null;
    if (!(cell instanceof HTMLElement)) return;
    this.active = Number(cell.dataset.index);
    this.cells.rove(this.active);
  }

  /** Moves the focus to an item, wherever it is. @param {number} index */
  focusItem(index) {
    this.locate();
    const target = Math.max(0, Math.min(this.total - 1, index));
    const top = this.place.top - window.scrollY + Math.floor(target / this.columns) * this.step.y;
    const edge = this.place.edge + 12;
    if (top < edge) window.scrollBy(0, top - edge);
    else if (top + this.step.y > this.place.height) window.scrollBy(0, top + this.step.y - this.place.height);
    this.active = target;
    this.draw();
    const cell = this.cells.at.get(target);
    if (!cell) return;
    if (cell.item === undefined) cell.element.tabIndex = -1;
    (cell.item === undefined ? cell.element : cell.card.element).focus({ preventScroll: true });
  }
}
