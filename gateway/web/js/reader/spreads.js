// Which pages are seen together. Pages wider than high stand alone, and pairs are counted anew after each of them: such a
// stretch is a run. What is learnt late about pages further up never changes the pair that is on the screen.

/** @typedef {import('./types.js').Spread} Spread */

/** @param {Spread} one @param {Spread} other */
export const same = (one, other) => one.half === other.half && one.pages.length === other.pages.length && one.pages[0] === other.pages[0];

export class Spreads {
  /** Pages known to be wider than high. @type {Set<number>} */
  #wide = new Set();
  /** Runs whose pairs are shifted by one, by their first page. @type {Set<number>} */
  #shifted;
  /** Pages that begin a spread because they were on the screen when more was learnt. @type {Set<number>} */
  #held = new Set();
  #rules = { two: false, cover: true, split: false };
  /** @type {Spread[] | null} */
  #laid = null;
  #count = 1;

  /** @param {number[]} shifted as `shifted` gave them */
  constructor(shifted) {
    this.#shifted = new Set(shifted);
  }

  get shifted() {
    return [...this.#shifted];
  }

  /** @param {{two: boolean, cover: boolean, split: boolean}} rules split: wide pages are two spreads of half a page */
  follow(rules) {
    this.#rules = rules;
    this.#held.clear();
    this.#laid = null;
  }

  /**
   * @param {number} index from 0
   * @param {number | null} count of pages
   * @param {0 | 1 | 2} [half] 2: the second of a page that is split
   * @returns {Spread}
   */
  at(index, count, half = 0) {
    const all = this.#all(count ?? index + 3);
    const found = all.findIndex(({ pages }) => pages.includes(index));
    const spread = all[found] ?? { pages: [index], half: 0, run: 0 };
    return half === 2 && spread.half === 1 ? all[found + 1] : spread;
  }

  /**
   * The spread after or before one.
   * @param {Spread} spread
   * @param {1 | -1} step
   * @param {number | null} count
   * @returns {Spread | null} null at either end
   */
  beside(spread, step, count) {
    const all = this.#all(count ?? spread.pages[0] + 4);
    return all[all.findIndex((one) => same(one, spread)) + step] ?? null;
  }

  /**
   * @param {number} index from 0
   * @param {boolean} wide
   * @param {Spread | null} seen what is on the screen
   * @param {number | null} count
   */
  learn(index, wide, seen, count) {
    if (!wide || this.#wide.has(index)) return;
    this.#wide.add(index);
    this.#laid = null;
    if (seen && index < seen.pages[0] && !same(this.at(seen.pages[0], count), seen)) {
      this.#held.add(seen.pages[0]);
      this.#laid = null;
    }
  }

  /** Shifts the pairs of the run that a spread belongs to. @param {Spread} spread */
  shift({ run }) {
    if (!this.#shifted.delete(run)) this.#shifted.add(run);
    this.#held.clear();
    this.#laid = null;
  }

  /** @param {number} count */
  #all(count) {
    if (!this.#laid || this.#count !== count) {
      this.#count = count;
      this.#laid = this.#lay(count);
    }
    return this.#laid;
  }

  /** @param {number} count @returns {Spread[]} */
  #lay(count) {
    const { two, cover, split } = this.#rules;
    /** @type {Spread[]} */
    const spreads = [];
    let run = 0;
    for (let page = 0; page < count; page++) {
      const wide = this.#wide.has(page);
      if (wide && split) spreads.push({ pages: [page], half: 1, run: page + 1 }, { pages: [page], half: 2, run: page + 1 });
      else if (wide || !two || (cover && page === 0)) spreads.push({ pages: [page], half: 0, run: page + 1 });
      else {
        const mate = page + 1;
        const alone = (page === run && this.#shifted.has(run)) || mate >= count || this.#wide.has(mate) || this.#held.has(mate);
        spreads.push({ pages: alone ? [page] : [page, mate], half: 0, run });
        if (!alone) page = mate;
        continue;
      }
      run = page + 1;
    }
    return spreads;
  }
}
