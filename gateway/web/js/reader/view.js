// What is seen of an issue: sheets of one or two pages on the stage, or the strip; and how far it is zoomed.

import { dressOf } from './look.js';
import { Roll } from './roll.js';
import { same } from './spreads.js';
import { Stage } from './stage.js';

/** @typedef {import('./reading.js').Reading} Reading */
/** @typedef {import('./types.js').Spread} Spread */
/** @typedef {import('./types.js').Page} Page */
/** @typedef {{onRetry: (index: number) => void, onPassed: (index: number) => void, onEnd: () => void}} Handlers */

const DEEPEST = 6;                       // times the size that fits

export class View {
  stage;
  #roll;
  /** @type {Reading | null} */
  #reading = null;

  /** @param {Handlers} on */
  constructor(on) {
    this.stage = new Stage(on.onRetry);
    this.#roll = new Roll(this.stage.element, this.stage.dress, { ...on, onSeen: (pages) => this.#reading?.goTo(this.#reading.spread, [], pages) });
  }

  get mode() {
    return this.stage.dress.mode;
  }

  /** The pages to be seen now. */
  get shown() {
    return this.mode === 'scroll' ? this.#roll.shown : this.stage.shown;
  }

  get zoom() {
    return this.#target.zoom;
  }

  get #target() {
    return this.mode === 'scroll' ? this.#roll : this.stage;
  }

  /**
   * Takes on what the settings say.
   * @param {import('./settings.js').Settings} settings
   * @returns {boolean} whether the pages have to be shown anew
   */
  wear(settings) {
    const dress = dressOf(settings);
    const before = this.stage.dress;
    this.stage.dress = dress;
    Object.assign(this.stage.element.dataset, { up: dress.mode, fit: dress.fit, dir: dress.direction });
    const rules = { two: dress.mode === 'two', cover: settings.look.cover, split: dress.mode === 'one' && settings.look.wide === 'split' };
    const anew = this.#rule(rules) || before.mode !== dress.mode;
    if (dress.mode === 'scroll') this.#roll.layout(dress);
    else {
      this.stage.layout();
      if (before.fit !== dress.fit || before.direction !== dress.direction) this.stage.toStart();
    }
    return anew;
  }

  /** The rules by which pages are paired. */
  #rules = { two: false, cover: true, split: false };

  /** @param {{two: boolean, cover: boolean, split: boolean}} rules @returns {boolean} whether they changed */
  #rule(rules) {
    const old = this.#rules;
    const changed = old.two !== rules.two || old.cover !== rules.cover || old.split !== rules.split;
    this.#rules = rules;
    if (changed) this.#reading?.spreads.follow(rules);
    return changed;
  }

  /** Another issue, or none. @param {Reading | null} reading */
  read(reading) {
    this.#reading = reading;
    reading?.spreads.follow(this.#rules);
    if (!reading) {
      this.#roll.leave();
      this.stage.clear();
    }
  }

  /**
   * @param {number} index from 0
   * @param {0 | 1 | 2} [half]
   * @returns {Spread} what is seen together with a page
   */
  spreadAt(index, half = 0) {
    const { spreads, count } = /** @type {Reading} */ (this.#reading);
    return this.mode === 'scroll' ? { pages: [index], half: 0, run: 0 } : spreads.at(index, count, half);
  }

  /** What comes after or before what is seen; null at either end. @param {1 | -1} step @returns {Spread | null} */
  beside(step) {
    const { spreads, spread, count } = /** @type {Reading} */ (this.#reading);
    return spreads.beside(spread, step, count);
  }

  /** @param {Spread} spread @param {boolean} fromEnd */
  show(spread, fromEnd) {
    const reading = /** @type {Reading} */ (this.#reading);
    if (this.mode === 'scroll') {
      if (!this.#roll.open) this.stage.leave();
      reading.goTo(spread, []);
      this.#roll.show(reading, spread.pages[0], fromEnd);
    } else {
      if (this.#roll.open) this.#roll.leave();
      this.stage.show(spread, reading.goTo(spread, this.stage.shown), fromEnd);
    }
  }

  /**
   * A page has changed its state.
   * @param {Page} page
   * @returns {Spread | null} what is to be shown instead, when the page's size changed the pairs
   */
  refresh(page) {
    const reading = this.#reading;
    if (!reading) return null;
    if (this.mode === 'scroll') {
      this.#roll.refresh(page);
      return null;
    }
    const { spread } = reading;
    const now = this.spreadAt(reading.anchor, spread.half);
    if (!same(now, spread)) return now;
    this.stage.refresh(page);
    return null;
  }

  /** Asks for a page again. @param {number} index */
  again(index) {
    const reading = /** @type {Reading} */ (this.#reading);
    const page = reading.pages.get(index);
    if (this.mode !== 'scroll') this.show(reading.spread, false);
    else if (page) this.#roll.refresh(page);
  }

  /** @param {1 | -1} step @returns {boolean} false when there is no more to be seen there */
  scrollOn(step) {
    return this.stage.scrollOn(step);
  }

  /**
   * Zooms, with what is at a point of the window staying there.
   * @param {number} zoom 1: as the fit says
   * @param {number} [x] pixels; the middle of the window by itself
   * @param {number} [y]
   */
  zoomTo(zoom, x = this.stage.element.clientWidth / 2, y = this.stage.element.clientHeight / 2) {
    const target = this.#target;
    const { element } = this.stage;
    const inner = element.firstElementChild;
    const to = Math.max(1, Math.min(DEEPEST, zoom));
    if (!inner || to === target.zoom) return;
    const before = inner.getBoundingClientRect();
    const [across, down] = [(x - before.left) / before.width, (y - before.top) / before.height];
    target.zoom = to < 1.02 ? 1 : to;
    target.layout();
    const after = inner.getBoundingClientRect();
    element.scrollLeft += after.left + across * after.width - x;
    element.scrollTop += after.top + down * after.height - y;
    element.toggleAttribute('data-zoomed', target.zoom > 1);
    this.stage.measure();
  }
}
