// Turning by itself: a countdown in the corner, which stops it when pressed. Whatever somebody does begins it anew.

import { announce } from '../announce.js';
import { h, ring } from '../dom.js';
import { t } from '../i18n.js';

const STEP = 250;                        // ms between two ticks of the countdown

export class Auto {
  #timer = 0;
  #left = 0;
  seconds = 0;
  #number = h('span', { class: 'num' });
  #ring = ring(0);
  element = h('button', { class: 'auto', type: 'button', hidden: true, 'aria-label': t('reader.autoStop'), title: t('reader.autoStop'), onclick: () => this.stop() },
    this.#ring, this.#number);
  #onTurn;
  #holds;
  #onStop;

  /**
   * @param {() => void} onTurn
   * @param {() => boolean} holds whether it has to wait: a sheet is open, the page is not there yet
   * @param {() => void} onStop
   */
  constructor(onTurn, holds, onStop) {
    this.#onTurn = onTurn;
    this.#holds = holds;
    this.#onStop = onStop;
  }

  get on() {
    return this.#timer !== 0;
  }

  /** @param {number} seconds a page stays */
  start(seconds) {
    clearInterval(this.#timer);
    this.seconds = seconds;
    this.#timer = window.setInterval(() => this.#tick(), STEP);
    this.element.hidden = false;
    this.again();
    announce(t('reader.autoOn', { n: seconds }));
  }

  stop() {
    if (!this.on) return;
    clearInterval(this.#timer);
    this.#timer = 0;
    this.element.hidden = true;
    announce(t('reader.autoOff'));
    this.#onStop();
  }

  /** The count begins anew. */
  again() {
    this.#left = this.seconds;
    this.#paint();
  }

  #tick() {
    if (document.hidden || this.#holds()) return;
    this.#left -= STEP / 1000;
    if (this.#left <= 0) {
      this.again();
      this.#onTurn();
    } else this.#paint();
  }

  #paint() {
    const left = Math.ceil(this.#left);
    if (this.#number.textContent === String(left)) return;
    this.#number.textContent = String(left);
    this.#ring.lastElementChild?.setAttribute('stroke-dasharray', `${Math.round((left / this.seconds) * 100)} 100`);
  }
}
