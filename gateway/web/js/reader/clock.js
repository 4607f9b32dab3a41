// How long an issue is read, and how many of its pages. A pause of more than two minutes counts for nothing. The server hears of it
// with the places: a session an hour at most, said again and again as it goes on.

import { newName } from '../offline/names.js';
import { put } from '../offline/outbox.js';
import { recall, remember } from './memory.js';

const PAUSE = 120_000;
const STAYED = 1500;                                       // ms; a page that is gone sooner was not read
const LEAST = 5;                                           // s; less is no reading
const QUIET = 1500;                                        // ms, a little longer than a place waits: both go together

const hour = () => Math.floor(Date.now() / 3_600_000);

export class Clock {
  #id = '';
  /** Before this session, as far as is known. */
  #before = 0;
  #seconds = 0;
  #said = 0;
  #last = 0;
  #session = '';
  #began = 0;
  /** What was read. @type {Set<number>} */
  #pages = new Set();
  /** @type {number[]} */
  #shown = [];
  #since = 0;

  /** @param {string} id of the issue @param {number} known seconds that it was read before, as the server says */
  start(id, known) {
    this.stop();
    this.#id = id;
    this.#before = Math.max(known, recall(id).seconds);
    this.#shown = [];
    this.#open();
  }

  #open() {
    [this.#seconds, this.#said, this.#last] = [0, 0, performance.now()];
    this.#session = newName();
    this.#began = Date.now();
    this.#pages = new Set();
  }

  /** A sign that somebody is reading: a page was turned, a key was pressed. @param {boolean} [hidden] whether the page is hidden, and was not until now */
  tick(hidden = false) {
    const now = performance.now();
    if (now - this.#last < PAUSE && (hidden || !document.hidden)) this.#seconds += (now - this.#last) / 1000;
    this.#last = now;
  }

  /** The page is to be seen again. */
  wake() {
    this.#last = this.#since = performance.now();
  }

  /** Other pages are on the screen. @param {number[]} pages from 0 */
  saw(pages) {
    this.#stayed();
    [this.#shown, this.#since] = [pages, performance.now()];
  }

  /** What stayed for a while was read, and not only leafed through. */
  #stayed() {
    if (performance.now() - this.#since >= STAYED) for (const page of this.#shown) this.#pages.add(page);
  }

  /** All that is known, in seconds. */
  get seconds() {
    return Math.round(this.#before + this.#seconds);
  }

  /** Writes down how long it has been; the server hears of it soon. @param {number} [step] seconds that are worth it */
  keep(step = 1) {
    const seconds = Math.round(this.#seconds);
    if (!this.#id || seconds - this.#said < step || seconds < LEAST) return;
    this.#stayed();
    this.#said = seconds;
    remember(this.#id, { seconds: this.seconds });
    const started_at = new Date(this.#began).toISOString();
    void put('time', this.#session, { comic_id: this.#id, started_at, seconds, pages: this.#pages.size }, QUIET);
    if (Math.floor(this.#began / 3_600_000) !== hour()) {
      this.#before += this.#seconds;
      this.#open();
    }
  }

  /** Nothing is kept from now on. */
  stop() {
    this.keep();
    this.#id = '';
  }
}
