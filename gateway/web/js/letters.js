// The rail of letters beside a long list: says where one is, and jumps. Pressed, dragged over, or by the arrow keys.

import { announce } from './announce.js';
import { h, replace } from './dom.js';
import { t } from './i18n.js';

/** @typedef {{letter: string, offset: number, count: number}} Letter */

const LEAST = 2;                         // letters; with one there is nowhere to jump

export class Letters {
  /** @param {(offset: number) => void} jump */
  constructor(jump) {
    this.jump = jump;
    /** @type {Letter[]} */
    this.letters = [];
    this.at = -1;
    this.jumped = -1;                    // the letter that was jumped to last
    this.element = h('div', { class: 'letters', role: 'group', 'aria-label': t('browse.letters') });
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    this.element.addEventListener('pointerdown', (event) => this.onPress(event));
  }

  /** @param {Letter[]} letters */
  set(letters) {
    this.letters = letters.length >= LEAST ? letters : [];
    this.at = -1;
    this.jumped = -1;
    replace(this.element, ...this.letters.map(({ letter, count }, index) => h('button', { type: 'button', tabindex: -1, dataset: { index },
      'aria-label': t('browse.letter', { letter, n: count }), onclick: () => this.go(index) }, letter)));
    this.mark(0);
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
    if (at === this.at) return;
    const before = this.element.children[Math.max(0, this.at)];
    const now = this.element.children[Math.max(0, at)];
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
    const from = [...this.element.children].indexOf(/** @type {Element} */ (document.activeElement));
    /** @type {Record<string, number>} */
    const to = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: this.letters.length - 1 };
    const index = to[event.key];
    if (index === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const button = this.element.children[Math.max(0, Math.min(this.letters.length - 1, index))];
    if (!(button instanceof HTMLElement)) return;
    this.go(Number(button.dataset.index));
    button.focus({ preventScroll: true });
  }

  /** A finger or the mouse that goes along the rail takes the list with it. @param {PointerEvent} event */
  onPress(event) {
    if (event.button !== 0) return;
    let last = -1;
    const follow = (/** @type {PointerEvent} */ move) => {
      const box = this.element.getBoundingClientRect();
      const under = document.elementFromPoint(box.left + box.width / 2, Math.max(box.top + 1, Math.min(box.bottom - 1, move.clientY)));
      const index = under instanceof HTMLElement && under.dataset.index !== undefined ? Number(under.dataset.index) : -1;
      if (index < 0 || index === last || !this.element.contains(under)) return;
      last = index;
      this.go(index);
    };
    this.element.setPointerCapture(event.pointerId);
    const end = () => {
      this.element.removeEventListener('pointermove', follow);
      const letter = this.letters[last];
      if (letter) announce(t('browse.letter', { letter: letter.letter, n: letter.count }));
    };
    this.element.addEventListener('pointermove', follow);
    this.element.addEventListener('lostpointercapture', end, { once: true });
    follow(event);
  }
}
