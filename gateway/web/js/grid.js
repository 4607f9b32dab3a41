// A list of any length of which only the rows in view are in the document. Boxes have their final place from the
// start, so nothing moves when items or covers arrive. To assistive technology it stays one list of `total` items.

import { bones, probeCard } from './cards.js';
import { h, replace } from './dom.js';
import { gridKeys } from './grid-keys.js';

/**
 * @typedef {import('./cards.js').View} View
 * @typedef {{element: HTMLElement, item: any}} Cell `item` is undefined while it has not come
 *
 * @typedef {object} GridOptions
 * @property {import('./window-cache.js').WindowCache<any>} cache
 * @property {(item: any, view: View) => HTMLElement} card
 * @property {(total: number) => string} label names the list, with its total
 * @property {() => number} topEdge where the bars end that lie over the list, in px from the top of the window
 * @property {(error: unknown) => void} onError
 * @property {(total: number) => void} onTotal
 * @property {(card: HTMLElement, item: any) => void} [decorate] dresses a card after it was made, and on redecorate()
 * @property {(first: number, last: number) => void} [onView] told which items are in the first row in view, or at the end in all rows
 */

const OVERSCAN = 320;                    // px above and below the window

export class Grid {
  /** @param {View} view @param {GridOptions} options */
  constructor(view, options) {
    this.options = options;
    this.view = view;
    this.total = 0;
    /** @type {Map<number, Cell>} */
    this.cells = new Map();
    this.active = 0;                     // the item that Tab reaches
    this.columns = 1;
    this.step = { x: 0, y: 0 };          // px from one item to the next
    this.width = 0;
    this.failed = false;
    this.frame = 0;
    this.settle = 0;
    this.drawn = { first: 0, last: -1 };
    this.lastTop = 0;
    this.element = h('div', { class: 'grid windowed', role: 'list', dataset: { view } });
    this.abort = new AbortController();
    const { signal } = this.abort;
    window.addEventListener('scroll', () => this.schedule(), { passive: true, signal });
    window.addEventListener('resize', () => this.schedule(), { passive: true, signal });
    this.element.addEventListener('focusin', (event) => this.onFocus(event));
    this.element.addEventListener('keydown', (event) => gridKeys(this, event));
    this.resizes = new ResizeObserver(() => this.relayout());
    this.resizes.observe(this.element);
    document.fonts.addEventListener('loadingdone', () => this.relayout(), { signal });
  }

  /** Ends everything that listens or fetches. */
  destroy() {
    this.abort.abort();
    this.resizes.disconnect();
    this.options.cache.abort();
    cancelAnimationFrame(this.frame);
  }

  schedule() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw(true);
    });
  }

  /** @param {number} total */
  setTotal(total) {
    if (total === this.total && this.element.hasAttribute('aria-label')) return;
    this.total = total;
    this.element.setAttribute('aria-label', this.options.label(total));
    this.options.onTotal(total);
    for (const [index, cell] of this.cells) {
      if (index >= total) this.drop(index, cell);
      else cell.element.setAttribute('aria-setsize', String(total));
    }
    this.size();
  }

  /** @param {View} view */
  setView(view) {
    this.view = view;
    this.element.dataset.view = view;
    for (const [index, cell] of this.cells) this.drop(index, cell);
    this.relayout(true);
  }

  size() {
    const rows = Math.ceil(this.total / this.columns);
    this.element.style.blockSize = `${Math.max(0, rows * this.step.y)}px`;
  }

  /** Measures the tallest card at the width there is. */
  measure() {
    const width = this.element.clientWidth;
    const style = getComputedStyle(this.element);
    const gapX = Number.parseFloat(style.columnGap) || 0;
    const gapY = Number.parseFloat(style.rowGap) || 0;
    const ruler = h('div', { class: 'ruler', 'aria-hidden': 'true' });
    this.element.append(ruler);
    const least = Math.min(ruler.offsetWidth || width, width);
    const columns = this.view === 'list' ? 1 : Math.max(1, Math.floor((width + gapX) / (least + gapX)));
    const column = (width - gapX * (columns - 1)) / columns;
    ruler.style.inlineSize = `${column}px`;
    replace(ruler, probeCard(this.view));
    const height = Math.ceil(ruler.offsetHeight);
    ruler.remove();
    return { width, columns, column, x: column + gapX, y: height + gapY };
  }

  /**
   * Lays out anew where the measures have changed, and keeps what was at the top where it is.
   * @param {boolean} [force]
   */
  relayout(force = false) {
    if (!this.element.isConnected || !this.element.clientWidth) return;
    const { width, columns, column, x, y } = this.measure();
    if (!force && width === this.width && columns === this.columns && y === this.step.y) return;
    const top = this.element.getBoundingClientRect().top - this.options.topEdge();
    const rows = this.step.y ? -top / this.step.y : 0;
    const first = Math.floor(Math.max(0, rows)) * this.columns;
    const moved = columns !== this.columns || y !== this.step.y;
    Object.assign(this, { width, columns, step: { x, y } });
    this.element.style.setProperty('--column', `${column}px`);
    this.size();
    for (const [index, cell] of this.cells) this.place(index, cell.element);
    if (moved && rows > 0) window.scrollBy(0, top + (Math.floor(first / columns) + (rows % 1)) * y);
    this.draw();
  }

  /** @param {number} index @param {HTMLElement} element */
  place(index, element) {
    const row = Math.floor(index / this.columns);
    element.style.transform = `translate(${(index % this.columns) * this.step.x}px, ${row * this.step.y}px)`;
  }

  /**
   * The rows in view: the first and the last item, inclusive.
   * @param {number} [over] px beyond the window
   * @param {number} [top] of the list, where it is known: measuring after a change costs a layout
   */
  range(over = 0, top = this.element.getBoundingClientRect().top) {
    const row = (/** @type {number} */ y) => Math.floor(y / (this.step.y || 1));
    const first = Math.max(0, row(-top - over)) * this.columns;
    const last = Math.min(this.total, (Math.max(0, row(window.innerHeight - top + over)) + 1) * this.columns) - 1;
    return { first, last, top };
  }

  /** The items of the first row of which most lies below the bars; at the end of the page all to the last. @returns {[number, number]} */
  inView() {
    const below = this.options.topEdge() - this.element.getBoundingClientRect().top;
    const first = Math.max(0, Math.min(this.total - 1, Math.floor(below / this.step.y + 0.5) * this.columns));
    const atEnd = window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 2;
    return [first, atEnd ? this.total - 1 : first + this.columns - 1];
  }

  /** Puts an item's row under the bars. @param {number} index */
  scrollToItem(index) {
    const y = Math.floor(index / this.columns) * this.step.y;
    window.scrollBy(0, this.element.getBoundingClientRect().top + y - this.options.topEdge());
    this.active = index;
    this.draw();
  }

  /**
   * Brings the document in line with where the window is.
   * @param {boolean} [scrolled] only the window has moved: with the same rows in view there is nothing to do
   */
  draw(scrolled = false) {
    if (!this.step.y || !this.element.isConnected) return;
    this.options.onView?.(...this.inView());
    const { first, last, top } = this.range(OVERSCAN);
    if (scrolled && first === this.drawn.first && last === this.drawn.last) return;
    this.drawn = { first, last };
    for (const [index, cell] of this.cells) {
      if ((index < first || index > last) && !cell.element.contains(document.activeElement)) this.drop(index, cell);
    }
    const beyond = [...this.cells.keys()].find((index) => index > last);
    let after = beyond === undefined ? null : this.cells.get(beyond)?.element ?? null;
    for (let index = last; index >= first; index--) {
      let cell = this.cells.get(index);
      if (!cell) {
        cell = this.create(index);
        this.element.insertBefore(cell.element, after);
      }
      this.fill(index, cell);
      after = cell.element;
    }
    this.rove(first, last, top);
    const leap = Math.abs(top - this.lastTop) > window.innerHeight;
    this.lastTop = top;
    if (leap && !this.settle) this.settle = window.setTimeout(() => { this.settle = 0; this.fetch(); }, 80);
    else if (!this.settle) this.fetch(top);
  }

  /** @param {number} [top] of the list, where it is known */
  fetch(top) {
    if (this.failed || this.abort.signal.aborted) return;
    const { first, last } = this.range(OVERSCAN * 2, top);
    if (last < first && this.total) return;
    this.options.cache.want(first, Math.max(first, last), (error) => {
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

  /** @param {number} index @returns {Cell} */
  create(index) {
    const element = h('div', { class: 'cell', role: 'listitem', 'aria-setsize': this.total, 'aria-posinset': index + 1, dataset: { index } }, bones());
    this.place(index, element);
    const cell = { element, item: undefined };
    this.cells.set(index, cell);
    return cell;
  }

  /** @param {number} index @param {Cell} cell */
  fill(index, cell) {
    const item = this.options.cache.at(index);
    if (item === undefined || item === cell.item) return;
    if (cell.item !== undefined && JSON.stringify(item) === JSON.stringify(cell.item)) {
      cell.item = item;
      return;
    }
    const focused = cell.element.contains(document.activeElement);
    const card = this.options.card(item, this.view);
    cell.item = item;
    card.tabIndex = -1;
    this.options.decorate?.(card, item);
    replace(cell.element, card);
    cell.element.removeAttribute('tabindex');
    if (focused) card.focus({ preventScroll: true });
  }

  /** Dresses all cards in the document anew, such as when what is picked has changed. */
  redecorate() {
    for (const { element, item } of this.cells.values()) {
      const card = element.querySelector('a');
      if (card && item !== undefined) this.options.decorate?.(card, item);
    }
  }

  /** @param {number} index @param {Cell} cell */
  drop(index, cell) {
    cell.element.remove();
    this.cells.delete(index);
  }

  /** One card only is reached by Tab: the one last used, or the first in view. @param {number} first @param {number} last @param {number} [top] */
  rove(first, last, top) {
    const { first: seen } = this.range(0, top);
    const tabbable = this.active >= first && this.active <= last ? this.active : Math.min(Math.max(seen, first), last);
    for (const [index, { element }] of this.cells) {
      const card = element.querySelector('a');
      if (card) card.tabIndex = index === tabbable ? 0 : -1;
    }
  }

  /** @param {FocusEvent} event */
  onFocus(event) {
    const cell = event.target instanceof Element ? event.target.closest('.cell') : null;
    if (!(cell instanceof HTMLElement)) return;
    this.active = Number(cell.dataset.index);
    this.rove(this.drawn.first, this.drawn.last);
  }

  /** Moves the focus to an item, wherever it is. @param {number} index */
  focusItem(index) {
    const target = Math.max(0, Math.min(this.total - 1, index));
    const y = Math.floor(target / this.columns) * this.step.y;
    const top = this.element.getBoundingClientRect().top;
    const edge = this.options.topEdge() + 12;
    if (top + y < edge) window.scrollBy(0, top + y - edge);
    else if (top + y + this.step.y > window.innerHeight) window.scrollBy(0, top + y + this.step.y - window.innerHeight);
    this.active = target;
    this.draw();
    const cell = this.cells.get(target)?.element;
    const card = cell?.querySelector('a');
    if (card) card.focus({ preventScroll: true });
    else if (cell) {
      cell.tabIndex = -1;
      cell.focus({ preventScroll: true });
    }
  }
}
