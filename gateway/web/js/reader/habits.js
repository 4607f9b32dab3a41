// What happens besides turning pages: keeping the place and the time, or not (incognito), and pages that turn by themselves.

import { announce } from '../announce.js';
import { t } from '../i18n.js';
import { Auto } from './auto.js';
import { Clock } from './clock.js';
import { forSession, ofSession } from './device.js';
import { flush, flushNow } from '../offline/outbox.js';
import { fullName } from './issue.js';
import { record } from './progress.js';

/** @typedef {import('./reading.js').Reading} Reading */
/**
 * @typedef {object} Handlers
 * @property {() => void} onTurn it is time for the next page
 * @property {() => boolean} holds whether that has to wait
 * @property {() => void} onChange something here was switched on or off
 */

/** Seconds read that are worth a word to the server. */
const STEP = 10;
const INCOGNITO = 'quarterbin.reader.incognito';

export class Habits {
  incognito = ofSession(INCOGNITO);
  auto;
  #clock = new Clock();
  /** @type {import('./types.js').Issue | null} */
  #issue = null;
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

  /** An issue is opened. @param {import('./types.js').Issue} issue */
  begin(issue) {
    this.#issue = issue;
    if (this.incognito) this.#clock.stop();
    else this.#clock.start(issue.id, issue.time?.seconds ?? 0);
  }

  /** Pages are seen. @param {number[]} pages from 0 */
  saw(pages) {
    if (!this.incognito) this.#clock.saw(pages);
  }

  /** Somebody went there: it is their place. @param {Reading} reading */
  record({ issue, index, count, last, atLast }) {
    if (this.incognito) return;
    this.#clock.keep(STEP);
    record({ comic_id: issue.id, current_page: atLast ? last : index, total_pages: count, completed: atLast },
      { name: fullName(issue), series_id: issue.series_id, was: Boolean(issue.progress?.completed) });
  }

  /** Somebody does something: the clock goes on, and the countdown starts again. */
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

  /** The page is going away, perhaps for good. @param {boolean} hidden it was to be seen until now */
  keep(hidden) {
    this.#clock.tick(hidden);
    this.#clock.keep();
    flushNow();
  }

  /** The page is to be seen again. */
  wake() {
    this.#clock.wake();
  }

  /** Reading pauses: what waits is sent. */
  rest() {
    this.auto.stop();
    this.#clock.tick();
    this.#clock.keep();
    return flush();
  }

  close() {
    this.#clock.tick();
    this.#clock.stop();
    void this.rest();
  }
}
