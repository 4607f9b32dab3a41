// The strip of small pages over the scrubber. Pictures are asked for only where they are seen and while the bars are open,
// two at a time, so that the pages themselves go first; what is out of sight lets go of its picture.

import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { addressOf } from './issue.js';
import { plain } from './plain.js';
import { keepPreview } from './previews.js';

const AT_ONCE = 2;                       // pictures that are loaded at the same time

export class Thumbs {
  element = h('nav', { class: 'strip', 'aria-label': t('reader.pages'), hidden: true });
  /** @type {HTMLAnchorElement[]} */
  #links = [];
  /** @type {Set<HTMLAnchorElement>} */
  #seen = new Set();
  /** @type {Set<HTMLImageElement>} */
  #loading = new Set();
  #watch;
  #open = false;
  #comic = '';
  #first = 0;
  /** @type {(index: number) => string} */
  #urlOf = () => '';
  #goTo;

  /** @param {(index: number) => void} goTo */
  constructor(goTo) {
    this.#goTo = goTo;
    this.#watch = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const link = /** @type {HTMLAnchorElement} */ (target);
        if (isIntersecting) this.#seen.add(link);
        else if (this.#seen.delete(link)) this.#drop(link);
      }
      this.#next();
    }, { root: this.element, rootMargin: '0px 120px' });
  }

  /**
   * @param {string} id of the issue
   * @param {number | null} count of pages; null: no strip yet
   * @param {(index: number) => string} urlOf
   */
  issue(id, count, urlOf) {
    this.#watch.disconnect();
    for (const link of this.#links) this.#drop(link);
    this.#seen.clear();
    this.#urlOf = urlOf;
    this.#comic = id;
    this.element.hidden = count === null || count < 2;
    this.#links = Array.from({ length: count ?? 0 }, (_, index) => h('a', {
      href: addressOf(id, index), 'aria-label': t('reader.page', { page: index + 1 }), tabindex: '-1', dataset: { index },
      onclick: (/** @type {MouseEvent} */ event) => {
        if (!plain(event)) return;
        event.preventDefault();
        this.#goTo(index);
      },
    }, h('i', { class: 'blank' }), h('span', { 'aria-hidden': 'true' }, index + 1)));
    replace(this.element, this.#links);
    if (this.#open) this.#begin();
  }

  /** @param {number[]} pages what is seen now */
  at(pages) {
    for (const link of this.element.querySelectorAll('[aria-current]')) {
      link.removeAttribute('aria-current');
      link.setAttribute('tabindex', '-1');
    }
    this.element.querySelector('[data-peek]')?.removeAttribute('data-peek');
    this.#first = pages[0];
    for (const index of pages) this.#links[index]?.setAttribute('aria-current', 'true');
    const link = this.#links[this.#first];
    link?.setAttribute('tabindex', '0');
    if (this.element.contains(document.activeElement)) link?.focus({ preventScroll: true });
    if (this.#open) this.#scroll();
  }

  /** Somebody draws the scrubber along: the strip follows. @param {number} index from 0 */
  peek(index) {
    this.element.querySelector('[data-peek]')?.removeAttribute('data-peek');
    this.#links[index]?.setAttribute('data-peek', '');
    this.#first = index;
    this.#scroll();
  }

  /** @param {boolean} on whether the bars are open */
  show(on) {
    if (on === this.#open) return;
    this.#open = on;
    if (on) this.#begin();
    else {
      this.#watch.disconnect();
      for (const link of this.#seen) this.#drop(link);
      this.#seen.clear();
    }
  }

  #begin() {
    this.#scroll();
    for (const link of this.#links) this.#watch.observe(link);
  }

  #scroll() {
    const link = this.#links[this.#first];
    if (!link || this.element.scrollWidth <= this.element.clientWidth) return;
    const [strip, box] = [this.element.getBoundingClientRect(), link.getBoundingClientRect()];
    this.element.scrollBy({ left: box.left + box.width / 2 - strip.left - strip.width / 2, behavior: 'instant' });
  }

  #next() {
    for (const link of this.#seen) {
      if (this.#loading.size >= AT_ONCE) return;
      if (waiting.has(link)) continue;
      const img = h('img', { alt: '', width: 100, height: 150, decoding: 'async', fetchpriority: 'low', draggable: 'false' });
      const done = (/** @type {boolean} */ came) => {
        this.#loading.delete(img);
        const blank = link.querySelector('.blank');
        if (came) {
          blank?.replaceWith(img);
          keepPreview(this.#comic, Number(link.dataset.index), img);
        }
        else blank?.setAttribute('data-failed', '');
        this.#next();
      };
      img.addEventListener('load', () => { if (this.#loading.has(img)) done(true); });
      img.addEventListener('error', () => { if (this.#loading.has(img)) done(false); });
      this.#loading.add(img);
      img.src = this.#urlOf(Number(link.dataset.index));
      waiting.set(link, img);
    }
  }

  /** Lets its picture go, or stops it on its way. @param {HTMLAnchorElement} link */
  #drop(link) {
    const img = waiting.get(link);
    if (!img) return;
    waiting.delete(link);
    this.#loading.delete(img);
    img.removeAttribute('src');
    if (img.isConnected) img.replaceWith(h('i', { class: 'blank' }));
  }
}

/** The picture that each link has or waits for. @type {WeakMap<HTMLAnchorElement, HTMLImageElement>} */
const waiting = new WeakMap();
