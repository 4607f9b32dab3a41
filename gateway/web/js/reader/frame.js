// What lies over the pages: the bars, the end page, where to press. It comes and goes, and never moves a page.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { Interlude } from './end.js';
import { restingPointer } from './pointer.js';
import { Sheets } from './sheets.js';
import { Zones } from './zones.js';

/** @typedef {import('./bars.js').Bars} Bars */

export class Frame {
  zones = new Zones();
  heading = h('h1', { class: 'sr' }, t('reader.title'));
  #stage;
  #bars;

  /**
   * @param {import('./stage.js').Stage} stage
   * @param {Bars} bars
   * @param {HTMLElement} countdown
   * @param {import('./end.js').Ways} ways
   */
  constructor(stage, bars, countdown, ways) {
    this.#stage = stage.element;
    this.#bars = bars;
    this.over = new Interlude(ways);
    this.root = h('main', { class: 'reader', dataset: { chrome: 'on' } }, this.heading, stage.element, stage.neighbour,
      bars.scrubber.fold, countdown, this.over.element, bars.top, bars.scrubber.element, this.zones.element);
    this.sheets = new Sheets(this.root, stage.element);
    restingPointer(this.root);
  }

  /** @param {boolean} on whether the bars are to be seen */
  chrome(on) {
    if (!on && this.#held) this.#stage.focus({ preventScroll: true });
    this.root.dataset.chrome = on ? 'on' : 'off';
    this.#bars.show(on);
  }

  /** The bars go when pages turn, unless somebody is at them. */
  hideBars() {
    if (!this.#held && !this.sheets.name) this.chrome(false);
  }

  get #held() {
    return this.root.querySelector('.chrome:focus-within') !== null;
  }

  /** @param {boolean} on the end page, or what went wrong, lies over the stage */
  cover(on) {
    const { activeElement } = document;
    const nobody = !activeElement || activeElement === document.body;
    if (on) this.chrome(true);
    else this.over.hide();
    this.root.toggleAttribute('data-end', on);
    const from = on ? this.#stage : this.over.element;
    if (nobody || from.contains(activeElement)) (on ? this.over.element : this.#stage).focus({ preventScroll: true });
  }
}
