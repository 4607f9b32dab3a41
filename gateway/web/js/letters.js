// The rail of letters beside a long list: says where one is, and jumps. Pressed, dragged over, or by the arrow keys.
// A finger hides the letter it is on: a bubble beside it says which one, for as long as the finger goes along the rail.

import { announce } from './announce.js';
import { h, replace } from './dom.js';
import { t } from './i18n.js';

/** @typedef {{letter: string, offset: number, count: number}} Letter */

const LEAST = 2;                         // letters; with one there is nowhere to jump
const LEGIBLE = 13;                      // px of height a letter needs; where they are more, dots stand for those between
const LASTS = 500;                       // ms that the bubble stays when the finger has gone

export class Letters {
  /** @param {(offset: number) => void} jump */
  constructor(jump) {
    this.jump = jump;
    /** @type {Letter[]} */
    this.letters = [];
    this.at = -1;
    this.jumped = -1;                    // the letter that was jumped to last
    this.rail = h('div', { class: 'letters-rail', role: 'group', 'aria-label': t('browse.letters') });
    this.bubble = h('div', { class: 'letter-bubble', 'aria-hidden': 'true', hidden: true });
    this.fading = 0;
    this.held = NaN;                     // where the rail's top was when a finger came, in px of the window
    this.shift = 0;
    this.from = 0;
    this.element = h('div', { class: 'letters' }, this.rail, this.bubble);
    new ResizeObserver(() => { this.fit(); this.thin(); }).observe(this.rail);
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    this.element.addEventListener('pointerdown', (event) => this.onPress(event));
  }

  /** @param {Letter[]} letters */
  set(letters) {
    this.letters = letters.length >= LEAST ? letters : [];
    this.at = -1;
    this.jumped = -1;
    replace(this.rail, ...this.letters.map(({ letter, count }, index) => h('button', { type: 'button', tabindex: -1, dataset: { index },
      'aria-label': t('browse.letter', { letter, n: count }), onclick: () => this.go(index) }, letter)));
    this.bubble.hidden = true;
    this.mark(0);
    this.thin();
  }

  /** Leaves out letters where they would be too small to be read; all can still be gone to. */
  thin() {
    const every = Math.max(1, Math.ceil((LEGIBLE * this.letters.length) / Math.max(1, this.rail.clientHeight)));
    for (const [index, button] of [...this.rail.children].entries()) {
      button.classList.toggle('is-between', index % every !== 0);
      button.classList.toggle('is-dot', every > 1 && index % every === every >> 1);
    }
  }

  /**
   * Marks the letter of the first item in view. One that was jumped to stays marked while it begins among those.
   * @param {number} first
   * @param {number} [last] of those among which it may begin: the first row, all in view at the end of the list
   */
  mark(first, last = first) {
    const jumped = this.letters[this.jumped];
    if (jumped && (jumped.offset < first || jumped.offset > last)) this.jumped = -1;
    const at = this.jumped >= 0 ? this.jumped : this.letters.findLastIndex(({ offset }) => offset <= first);
    this.fit();
    if (at === this.at) return;
    const before = this.rail.children[Math.max(0, this.at)];
    const now = this.rail.children[Math.max(0, at)];
    before?.removeAttribute('aria-current');
    if (at >= 0) now?.setAttribute('aria-current', 'true');
    if (before instanceof HTMLElement) before.tabIndex = -1;
    if (now instanceof HTMLElement) now.tabIndex = 0;
    this.at = at;
  }

  /** @param {number} index */
  go(index) {
    const letter = this.letters[index];
    if (!letter) return;
    this.jumped = index;
    this.jump(letter.offset);
    this.mark(letter.offset);
  }

  /** Jumps to a letter that was typed. @param {string} typed @returns {boolean} whether there is such a letter */
  type(typed) {
    const index = this.letters.findIndex(({ letter }) => letter.toLocaleUpperCase() === typed.toLocaleUpperCase());
    if (index >= 0) this.go(index);
    return index >= 0;
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const from = [...this.rail.children].indexOf(/** @type {Element} */ (document.activeElement));
    /** @type {Record<string, number>} */
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: this.letters.length - 1 };
    const index = to[event.key];
    if (index === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const button = this.rail.children[Math.max(0, Math.min(this.letters.length - 1, index))];
    if (!(button instanceof HTMLElement)) return;
    this.go(Number(button.dataset.index));
    button.focus({ preventScroll: true });
  }

  /** As tall as there is room from where it begins, below what heads the page or below the bars. Under a finger it stays as it is. */
  fit() {
    const shelf = this.element.parentElement;
    if (!shelf) return;
    if (!Number.isNaN(this.held)) {
      this.shift += this.held - this.rail.getBoundingClientRect().top;
      this.element.style.translate = `0 ${this.shift}px`;
      return;
    }
    const from = Math.max(0, Math.round(shelf.getBoundingClientRect().top));
    if (from === this.from) return;
    this.from = from;
    this.element.style.setProperty('--from', `${from}px`);
  }

  /** The letter at a height of the window, the first or last one beyond the ends. @param {number} y */
  under(y) {
    const { top, height } = this.rail.getBoundingClientRect();
    return Math.max(0, Math.min(this.letters.length - 1, Math.floor(((y - top) / height) * this.letters.length)));
  }

  /** Says large, beside the finger, which letter it is on. @param {number} index */
  tell(index) {
    const button = this.rail.children[index];
    if (!(button instanceof HTMLElement)) return;
    clearTimeout(this.fading);
    this.bubble.hidden = false;
    replace(this.bubble, h('b', null, this.letters[index]?.letter));
    this.bubble.style.top = `${button.offsetTop + button.offsetHeight / 2}px`;
  }

  /** A finger or the mouse that goes along the rail takes the list with it. @param {PointerEvent} event */
  onPress(event) {
    if (event.button !== 0 || !this.letters.length) return;
    const finger = event.pointerType !== 'mouse';
    let last = -1;
    const follow = (/** @type {PointerEvent} */ move) => {
      const index = this.under(move.clientY);
      if (index === last) return;
      last = index;
      this.go(index);
      if (finger) this.tell(index);
    };
    this.held = this.rail.getBoundingClientRect().top;
    this.element.setPointerCapture(event.pointerId);
    const end = () => {
      this.element.removeEventListener('pointermove', follow);
      this.held = NaN;
      this.shift = 0;
      this.element.style.translate = '';
      this.fit();
      this.fading = window.setTimeout(() => { this.bubble.hidden = true; }, LASTS);
      const letter = this.letters[last];
      if (letter) announce(t('browse.letter', { letter: letter.letter, n: letter.count }));
    };
    this.element.addEventListener('pointermove', follow);
    this.element.addEventListener('lostpointercapture', end, { once: true });
    follow(event);
  }
}
