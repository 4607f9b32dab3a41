// The address in the browser's bar, written once turning has paused: browsers refuse it more than some times a second.

const PAUSE = 250;                       // ms without a turn until the address is written

export class Address {
  #path = '';
  #timer = 0;

  /** @param {string} path */
  set(path) {
    this.#path = path;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.now(), PAUSE);
  }

  /** Writes what still waits. The router's own state of this entry stays. */
  now() {
    if (!this.#timer) return;
    this.drop();
    history.replaceState(history.state, '', this.#path);
  }

  /** Another page is about to have the address. */
  drop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
