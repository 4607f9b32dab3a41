// What goes on beside the turning: the place and the time that are kept, or not; and pages that turn by themselves.

import { announce } from '../announce.js';
import { t } from '../i18n.js';
import { Auto } from './auto.js';
import { Clock } from './clock.js';
import { forSession, ofSession } from './device.js';
import * as progress from './progress.js';

/** @typedef {import('./reading.js').Reading} Reading */
/**
 * @typedef {object} Handlers
 * @property {() => void} onTurn it is time for the next page
 * @property {() => boolean} holds whether that has to wait
 * @property {() => void} onChange something here was switched on or off
 */

const INCOGNITO = 'quarterbin.reader.incognito';

export class Habits {
  incognito = ofSession(INCOGNITO);
  auto;
  #clock = new Clock();
  #issue = '';
  #on;

  /** @param {Handlers} on */
  constructor(on) {
    this.#on = on;
    this.auto = new Auto(() => { this.#clock.tick(); on.onTurn(); }, on.holds, on.onChange);
  }

  /** How long the issue was read; 0 where that is not kept. */
  get seconds() {
    return this.incognito ? 0 : this.#clock.seconds;
  }

  /** An issue is opened. @param {string} id */
  begin(id) {
    this.#issue = id;
    if (this.incognito) this.#clock.stop();
    else this.#clock.start(id);
  }

  /** Somebody went there: it is their place. @param {Reading} reading */
  record({ issue, index, count, last, atLast }) {
    if (!this.incognito) progress.record({ comic_id: issue.id, current_page: atLast ? last : index, total_pages: count, completed: atLast });
  }

  /** Somebody does something: the clock runs on, the countdown begins anew. */
  stir() {
    this.#clock.tick();
    if (this.auto.on) this.auto.again();
  }

  /** @param {number} seconds a page stays */
  toggleAuto(seconds) {
    if (this.auto.on) this.auto.stop();
    else this.auto.start(seconds);
  }

  /** The time a page stays may have been changed. @param {number} seconds */
  follow(seconds) {
    if (this.auto.on && this.auto.seconds !== seconds) this.auto.start(seconds);
  }

  /** @param {boolean} on nothing of what is read is kept */
  setIncognito(on) {
    if (on) this.#clock.stop();
    this.incognito = on;
    forSession(INCOGNITO, on);
    if (this.#issue) this.begin(this.#issue);
    announce(on ? t('reader.incognitoOn') : t('reader.incognitoOff'));
    this.#on.onChange();
  }

  /** The page is going away, perhaps for good. */
  keep() {
    progress.flushNow();
    this.#clock.keep();
  }

  /** Reading pauses: what waits is sent. */
  rest() {
    this.auto.stop();
    this.#clock.keep();
    return progress.flush();
  }

  close() {
    this.#clock.stop();
    void this.rest();
  }
}
