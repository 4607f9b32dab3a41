// The newest lines of the logs: a bounded list that follows its end as long as that is in view.

import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { logLine } from './log-lines.js';
import { notice } from './parts.js';

/** @typedef {import('./log-lines.js').Line} Line */

const NEAR = 40;                         // px from the end that still count as being there

export class LogList {
  element = h('ol', { class: 'log', tabindex: 0, 'aria-label': t('admin.logs') });
  /** What went wrong, above the lines. */
  notices = h('div', { class: 'notices', hidden: true });
  /** Stands in place of the lines where there are none. */
  none = h('p', { class: 'quiet log-none', hidden: true }, t('logs.none'));
  /** Lines by their ids, the newest last. @type {Map<string, Line>} */
  #lines = new Map();

  /** @param {number} most lines that are kept */
  constructor(most) {
    this.most = most;
  }

  get size() {
    return this.#lines.size;
  }

  /** When the last line was said; undefined where there is none. */
  get lastTime() {
    return [...this.#lines.values()].at(-1)?.time;
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** @param {string[]} sentences @param {'warn' | 'bad'} kind */
  say(sentences, kind) {
    replace(this.notices, ...sentences.map((text) => notice(text, kind)));
    this.notices.hidden = !sentences.length;
  }

  /**
   * Adds lines, leaving out those that are here already.
   * @param {{items: Line[], silent: {detail: string}[]}} found
   * @param {boolean} anew takes the place of all lines
   */
  take(found, anew) {
    const { element } = this;
    const follow = anew || element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    if (anew) {
      this.#lines = new Map();
      replace(element);
    }
    for (const line of found.items) {
      if (this.#lines.has(line.id)) continue;
      this.#lines.set(line.id, line);
      element.append(logLine(line));
    }
    for (const id of [...this.#lines.keys()].slice(0, Math.max(0, this.size - this.most))) {
      this.#lines.delete(id);
      element.firstElementChild?.remove();
    }
    this.none.hidden = this.size > 0;
    this.say(found.silent.map(({ detail }) => detail), 'warn');
    if (follow) this.toEnd();
  }
}
