// The bar below: the slider through the pages with their small pictures above it, and the issues before and after.

import { h, icon, replace } from '../dom.js';
import { issueNumber, isIssue } from '../format.js';
import { t } from '../i18n.js';
import { shortName, thumbUrl, whereabouts } from './issue.js';
import { plain } from './plain.js';
import { Thumbs } from './thumbs.js';

/** @typedef {import('./types.js').Issue} Issue */
/** @typedef {import('./types.js').Neighbour} Neighbour */

/** What a neighbour is called in the bar. @param {Neighbour} book @param {boolean} after */
function neighbourName(book, after) {
  if (book.chapter === null && book.volume === null) return h('span', null, after ? t('reader.next') : t('reader.previous'));
  return isIssue(book) ? t('name.issue', { no: issueNumber(book) }) : issueNumber(book);
}

export class Scrubber {
  #range = h('input', { class: 'range', type: 'range', min: 1, max: 1, value: 1, disabled: true, 'aria-label': t('reader.pageField') });
  #previous = h('span', { class: 'scrub-issue' });
  #next = h('span', { class: 'scrub-issue' });
  #row = h('div', { class: 'scrub' }, this.#previous, this.#range, this.#next);
  #meter = h('progress', { class: 'meter', value: 0, max: 1 });
  /** The line at the foot that stays when the bars are gone. */
  fold = h('div', { class: 'fold', 'aria-hidden': 'true' }, this.#meter);
  /** @type {Issue | null} */
  #issue = null;
  /** @type {number | null} */
  #count = null;
  /** @type {number[]} */
  #seen = [0];

  /**
   * @param {{goTo: (index: number) => void, openIssue: (id: string) => void}} on `goTo`: a page from 0
   * @param {() => void} onMove another page is on the slider, also while it is drawn along
   */
  constructor(on, onMove) {
    this.on = on;
    this.onMove = onMove;
    this.thumbs = new Thumbs((index) => on.goTo(index));
    this.element = h('footer', { class: 'chrome chrome-end' }, this.thumbs.element, this.#row);
    this.#range.addEventListener('input', () => {
      this.#paint();
      this.thumbs.peek(this.#at - 1);
    });
    this.#range.addEventListener('change', () => on.goTo(this.#at - 1));
  }

  /** Where the slider is, from 1. */
  get #at() {
    return Number(this.#range.value);
  }

  /** Where that is, in words. */
  get where() {
    return whereabouts(this.#at - 1 === this.#seen[0] ? this.#seen : [this.#at - 1], this.#count);
  }

  /** How many pages come after it; null while their number is not known. */
  get left() {
    return this.#count && this.#count - this.#at;
  }

  #paint() {
    this.#range.setAttribute('aria-valuetext', this.where);
    this.#range.style.setProperty('--at', `${this.#count && this.#count > 1 ? ((this.#at - 1) / (this.#count - 1)) * 100 : 0}%`);
    this.onMove();
  }

  /** @param {Issue} issue */
  issue(issue) {
    this.#issue = issue;
    this.thumbs.issue(issue.id, issue.pages, (n) => thumbUrl(issue, n));
    replace(this.#previous, issue.previous && this.#link(issue.previous, t('reader.previousIssue'), false));
    replace(this.#next, issue.next && this.#link(issue.next, t('reader.nextIssue'), true));
  }

  /** @param {Neighbour} book @param {string} label @param {boolean} after */
  #link(book, label, after) {
    return h('a', {
      href: `/read/${encodeURIComponent(book.id)}`, 'aria-label': t('reader.issueLink', { label, name: shortName(book, this.#issue?.series ?? '') }), title: label,
      onclick: (/** @type {MouseEvent} */ event) => {
        if (!plain(event)) return;
        event.preventDefault();
        this.on.openIssue(book.id);
      },
    }, !after && icon('chevron-left', 'i-s'), neighbourName(book, after), after && icon('chevron-right', 'i-s'));
  }

  /**
   * @param {number[]} pages what is seen, from 0
   * @param {number | null} known count of pages
   */
  position(pages, known) {
    const issue = this.#issue;
    if (known !== this.#count && issue && known !== issue.pages) this.thumbs.issue(issue.id, known, (n) => thumbUrl(issue, n));
    const index = pages[0] ?? 0;
    this.#seen = pages;
    this.#count = known;
    this.#range.disabled = known === null || known < 2;
    this.#range.max = String(known ?? index + 1);
    this.#range.value = String(index + 1);
    this.#meter.max = known ?? 1;
    this.#meter.value = known === null ? 0 : (pages.at(-1) ?? index) + 1;
    this.thumbs.at(pages);
    this.#paint();
  }

  /** @param {'ltr' | 'rtl'} direction */
  direction(direction) {
    this.#row.dir = this.thumbs.element.dir = this.fold.dir = direction;
  }
}
