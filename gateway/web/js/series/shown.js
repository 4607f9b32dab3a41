// The issues of a volume, as rows or as covers, in chunks.

import { h, replace } from '../dom.js';
import { chunks } from './near.js';
import { issueTile } from './tile.js';

/** @typedef {import('./row.js').Row} Row */

const ROWS = 12;                           // in a chunk
const LINES = 3;                           // of covers
const FEW = 60;                            // covers: what is not more lies in one chunk

export class Shown {
  element = h('div', { role: 'list' });
  /** @type {Row[]} */
  #rows = [];
  /** @type {import('./near.js').Item[]} */
  #items = [];
  #covers = false;
  #stamp = '';
  #columns = 0;

  constructor() {
    new ResizeObserver(() => this.measure()).observe(this.element);
  }

  /**
   * @param {Row[]} rows in their order
   * @param {boolean} covers
   * @param {string} stamp what they were chosen by; rows of the same stamp stay as they are, covers are made anew
   */
  draw(rows, covers, stamp) {
    if (!covers && !this.#covers && stamp === this.#stamp) return;
    this.#rows = rows;
    this.#items = covers ? rows.map(({ book }) => issueTile(book)) : rows;
    this.#covers = covers;
    this.#stamp = stamp;
    this.#columns = 0;
    this.#lay(ROWS);
    this.measure();
  }

  /** Lays covers out anew where another number of them is in a line: a chunk holds whole lines. */
  measure() {
    const [first] = this.element.children;
    if (!this.#covers || !this.element.clientWidth || !first) return;
    const columns = getComputedStyle(first).gridTemplateColumns.split(' ').length;
    if (columns === this.#columns) return;
    this.#columns = columns;
    this.#lay(columns * LINES);
  }

  /** What shows an issue. @param {Row} row */
  elementOf(row) {
    return this.#items[this.#rows.indexOf(row)]?.element;
  }

  /** @param {number} size of a chunk */
  #lay(size) {
    const few = this.#covers && this.#items.length <= FEW;
    const all = chunks(this.#items, few ? FEW : size, this.#covers ? 'grid tiles' : 'rows');
    for (const item of this.#items.slice(0, few ? FEW : size)) item.near(true);
    replace(this.element, ...all);
  }
}
