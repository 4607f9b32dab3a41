// What taps, swipes, pinches and the wheel do to the reader.

import { gestures } from './gestures.js';
import { wheel } from './wheel.js';

/** @typedef {import('./gestures.js').Point} Point */

const DOUBLE_TAP = 2.5;                  // times the size that fits

export class Hands {
  /** A swipe coming to rest. @type {Promise<void> | null} */
  #gliding = null;
  #pinchedFrom = 1;
  #barsBefore = false;

  /**
   * @param {import('./conductor.js').Reader} reader
   * @param {import('./acts.js').Acts} acts
   * @param {AbortSignal} signal
   */
  constructor(reader, acts, signal) {
    this.reader = reader;
    this.acts = acts;
    gestures(reader.root, '.stage, .end, .zones', {
      onTap: (at, again) => this.#tap(at, again),
      canSwipe: () => this.#canSwipe(),
      onSwipe: (dx) => this.#swipe(dx),
      onRelease: (dx, over) => this.#release(dx, over),
      onPan: (dx, dy) => this.#pan(dx, dy),
      onPinch: () => this.#pinch(),
      onZoom: (times, at) => this.#zoom(times, at),
    }, signal);
    wheel(reader.root, {
      canTurn: () => this.#isFree() && reader.view.mode !== 'scroll',
      scrolls: (across, by) => !reader.atEnd && reader.view.stage.hasMore(across, by),
      onTurn: (step, across) => this.#wheel(step, across),
    }, signal);
  }

  /** Acts at once; a glide under way is cut short, and the action follows right after it. @param {() => void} act */
  soon(act) {
    if (!this.#gliding) act();
    else {
      this.reader.view.stage.hurry();
      void this.#gliding.then(act);
    }
  }

  /** Whether a page may be turned now: one is shown whole, and nothing lies over it. */
  #isFree() {
    const { reading, sheets, zones, view } = this.reader;
    return reading !== null && !this.#gliding && !sheets.name && !zones.shown && view.zoom === 1;
  }

  #canSwipe() {
    const { atEnd, view } = this.reader;
    return this.#isFree() && (atEnd || view.mode !== 'scroll') && !view.stage.element.hasAttribute('data-pan');
  }

  /** @param {Point} at @param {boolean} again */
  #tap(at, again) {
    const { root, view, sheets, zones, frame, habits } = this.reader;
    view.stage.element.focus({ preventScroll: true });
    habits.stir();
    if (zones.show(false)) return;
    if (sheets.name) return sheets.close();
    const does = view.zoom > 1 ? 'bars' : zones.at(at.x / root.clientWidth, at.y / root.clientHeight);
    if (does === 'bars' && again && !this.reader.atEnd) {
      frame.chrome(this.#barsBefore);
      view.zoomTo(view.zoom > 1 ? 1 : DOUBLE_TAP, at.x, at.y);
    } else if (does === 'bars') {
      this.#barsBefore = root.dataset.chrome !== 'off';
      frame.chrome(!this.#barsBefore);
    } else this.#turnByTap(does === 'next' ? 1 : -1);
  }

  /** @param {1 | -1} step */
  #turnByTap(step) {
    const { reader } = this;
    if (reader.view.mode === 'scroll' && !reader.atEnd) this.soon(() => this.acts.screen(step, false));
    else this.soon(() => reader.turn(step));
  }

  /** Which way a finger leads that moved by so many px. @param {number} dx */
  #way(dx) {
    return this.acts.side(dx < 0 ? 'right' : 'left');
  }

  /** @param {number} dx px */
  #swipe(dx) {
    const { reading, atEnd, view } = this.reader;
    if (!reading || atEnd || !view.stage.moves) return;
    const beside = view.beside(this.#way(dx));
    const pages = beside?.pages.map((n) => reading.pages.get(n)).filter((page) => page !== undefined) ?? [];
    const atStart = !beside && reading.index === 0 && this.#way(dx) < 0;
    view.stage.drag(atStart ? dx / 4 : dx, beside, pages); // nothing comes before the first page: it only gives a little
  }

  /** @param {number} dx px @param {boolean} over far enough to turn */
  #release(dx, over) {
    const { reading, atEnd, view, habits } = this.reader;
    const step = this.#way(dx);
    const turns = over && reading !== null && (atEnd || step > 0 || view.beside(step) !== null);
    view.stage.element.focus({ preventScroll: true });
    habits.stir();
    this.#gliding = view.stage.settle(turns).then(() => {
      this.#gliding = null;
      if (over) this.reader.turn(step);
    });
  }

  /** @param {number} dx px @param {number} dy px */
  #pan(dx, dy) {
    this.reader.view.stage.element.scrollBy({ left: -dx, top: -dy, behavior: 'instant' });
    this.reader.habits.stir();
  }

  #pinch() {
    this.#pinchedFrom = this.reader.view.zoom;
    this.reader.habits.stir();
  }

  /** @param {number} times @param {Point} at */
  #zoom(times, at) {
    const { atEnd, zones, view } = this.reader;
    if (!atEnd && !zones.shown) view.zoomTo(this.#pinchedFrom * times, at.x, at.y);
  }

  /** @param {1 | -1} step @param {boolean} across */
  #wheel(step, across) {
    const { reader } = this;
    reader.habits.stir();
    const way = across && this.acts.rtl ? (step > 0 ? -1 : 1) : step;
    if (way < 0 || !reader.atEnd) reader.turn(way, { fromEnd: way < 0 }); // into the next issue only by more than a wheel
  }
}
