// How long an issue has been read on this device. A pause of more than two minutes counts for nothing.

import { recall, remember } from './memory.js';

const PAUSE = 120_000;

export class Clock {
  #id = '';
  #seconds = 0;
  #last = 0;

  /** @param {string} id of the issue */
  start(id) {
    this.keep();
    this.#id = id;
    this.#seconds = recall(id).seconds;
    this.#last = performance.now();
  }

  /** Somebody reads: a page was turned, a key was pressed. */
  tick() {
    const now = performance.now();
    if (now - this.#last < PAUSE && !document.hidden) this.#seconds += (now - this.#last) / 1000;
    this.#last = now;
  }

  get seconds() {
    return Math.round(this.#seconds);
  }

  keep() {
    if (this.#id) remember(this.#id, { seconds: this.seconds });
  }

  /** Nothing is kept from now on. */
  stop() {
    this.keep();
    this.#id = '';
  }
}
