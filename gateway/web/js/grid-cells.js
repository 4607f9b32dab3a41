// The nodes of a windowed grid: as many cells as rows in view need, made once. One that scrolled out of view goes to
// where the next item comes into view, and shows that: no node is made or thrown away while the list scrolls.

import { h } from './dom.js';

/**
 * @typedef {object} Card what a cell holds; its nodes stay when it shows another item
 * @property {HTMLElement} element
 * @property {import('./cover.js').CoverBox} box
 * @property {(item: any) => void} show
 * @property {() => void} clear
 *
 * @typedef {{element: HTMLElement, card: Card, index: number, item: any}} Cell `item` is undefined while it has not come
 */

export class Cells {
  /** @param {HTMLElement} list @param {() => Card} card */
  constructor(list, card) {
    this.list = list;
    this.card = card;
    /** @type {Map<number, Cell>} by index of the item */
    this.at = new Map();
    /** @type {Cell | null} the one that Tab reaches */
    this.tabbed = null;
  }

  /** The cell that has the focus. @returns {Cell | null} */
  focused() {
    const element = document.activeElement?.closest('.cell');
    if (!(element instanceof HTMLElement) || !this.list.contains(element)) return null;
    return this.at.get(Number(element.dataset.index)) ?? null;
  }

  /**
   * Cells that may be used anew: out of range, and without the focus. The furthest come last.
   * @param {number} first
   * @param {number} last
   */
  free(first, last) {
    const focused = this.focused();
    const out = [...this.at.values()].filter((cell) => (cell.index < first || cell.index > last) && cell !== focused);
    const distance = (/** @type {Cell} */ { index }) => Math.max(first - index, index - last);
    return out.sort((a, b) => distance(a) - distance(b));
  }

  /**
   * A cell for an item, of those that are free or, where there is none, a new one.
   * @param {number} index
   * @param {number} total
   * @param {Cell[]} free
   * @returns {Cell}
   */
  take(index, total, free) {
    let cell = free.pop();
    if (cell) this.at.delete(cell.index);
    else {
      const card = this.card();
      card.element.tabIndex = -1;
      cell = { element: h('div', { class: 'cell is-waiting', role: 'listitem', 'aria-setsize': total }, card.element), card, index, item: undefined };
      this.list.append(cell.element);
    }
    cell.index = index;
    this.at.set(index, cell);
    cell.element.dataset.index = String(index);
    cell.element.setAttribute('aria-posinset', String(index + 1));
    return cell;
  }

  /** Shows an item in a cell, or the shape of what comes. @param {Cell} cell @param {any} item */
  fill(cell, item) {
    const { element, card } = cell;
    const waited = cell.item === undefined;
    cell.item = item;
    if (item === undefined) {
      card.clear();
      element.classList.add('is-waiting');
      return;
    }
    card.show(item);
    if (!waited && !element.classList.contains('is-waiting')) return;
    element.classList.remove('is-waiting');
    if (!element.hasAttribute('tabindex')) return;
    const focused = element === document.activeElement;
    element.removeAttribute('tabindex');
    if (focused) card.element.focus({ preventScroll: true });
  }

  /** Takes away what lies beyond the end. @param {number} total */
  cut(total) {
    for (const cell of this.at.values()) {
      if (cell.index >= total) this.drop(cell);
      else cell.element.setAttribute('aria-setsize', String(total));
    }
  }

  clear() {
    for (const cell of this.at.values()) this.drop(cell);
  }

  /** @param {Cell} cell */
  drop(cell) {
    cell.card.clear();
    cell.element.remove();
    this.at.delete(cell.index);
    if (this.tabbed === cell) this.tabbed = null;
  }

  /** Makes one card the only one that Tab reaches. @param {number} index */
  rove(index) {
    const cell = this.at.get(index);
    if (!cell || (cell === this.tabbed && cell.card.element.tabIndex === 0)) return;
    if (this.tabbed) this.tabbed.card.element.tabIndex = -1;
    cell.card.element.tabIndex = 0;
    this.tabbed = cell;
  }

  /**
   * Brings the nodes into the order of the items, for whoever reads them one after another. Few have to be moved, those
   * that went from one end to the other; the one with the focus never is.
   */
  order() {
    const sorted = [...this.at.values()].sort((a, b) => a.index - b.index);
    const middle = this.list.children[this.list.children.length >> 1];
    const anchor = this.focused() ?? sorted.find(({ element }) => element === middle);
    const at = anchor ? sorted.indexOf(anchor) : 0;
    for (let before = at - 1; before >= 0; before--) {
      const [one, next] = [sorted[before], sorted[before + 1]];
      if (one && next && one.element.nextSibling !== next.element) next.element.before(one.element);
    }
    for (let after = at + 1; after < sorted.length; after++) {
      const [one, last] = [sorted[after], sorted[after - 1]];
      if (one && last && one.element.previousSibling !== last.element) last.element.after(one.element);
    }
  }
}
