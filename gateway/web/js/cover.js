// The cover: a fixed 2:3 box from the first paint, into which the picture fades. Only those in view are loaded.

import { fetchCover } from './cover-queue.js';
import { h } from './dom.js';
import { t } from './i18n.js';

/**
 * @typedef {object} CoverOf
 * @property {string | null} cover its address
 * @property {boolean} [has_thumbnail] true: it is drawn and a plain picture will do; else it may still be drawn
 * @property {string | null} [problem] why the comic cannot be read
 */

/** Addresses of pictures are given back when nobody has the box any more. @type {FinalizationRegistry<string>} */
const forgotten = new FinalizationRegistry((url) => URL.revokeObjectURL(url));

/**
 * The box itself, which can be made to show one comic after another. It is a single node, as there are many: the picture
 * is its background, and comes there once it has been loaded.
 */
export class CoverBox {
  /** @param {string} [alt] */
  constructor(alt = '') {
    this.image = new Image();
    this.image.decoding = 'async';
    this.image.fetchPriority = 'high';
    this.image.onload = () => this.onLoad();
    this.image.onerror = () => this.onError();
    this.words = document.createTextNode('');              // what stands in the box instead of a picture
    this.element = h('span', { class: 'cover', role: alt ? 'img' : null, 'aria-label': alt || null }, this.words);
    /** @type {string | null} */
    this.src = null;
    this.drawn = false;
    /** @type {'empty' | 'wanted' | 'asked' | 'coming' | 'in' | 'broken'} */
    this.state = 'empty';
    /** @type {AbortController | null} */
    this.asking = null;
    this.blob = '';
    this.fades = true;
  }

  /** Shows another comic's cover; it comes with load(). @param {CoverOf | null} of null: nothing yet */
  show(of) {
    const src = of?.cover ?? null;
    const drawn = Boolean(of?.has_thumbnail);
    const broken = Boolean(of?.problem) && !drawn;
    if (src === this.src && drawn === this.drawn && broken === (this.state === 'broken')) return;
    this.empty();
    this.src = src;
    this.drawn = drawn;
    if (broken) this.showBroken(t('cover.unreadable'));
    else if (src) this.state = 'wanted';
  }

  /** Fetches the picture, unless that was done. @param {boolean} [fades] into the box, where it did not come from memory */
  load(fades = true) {
    if (this.state !== 'wanted' || !this.src) return;
    this.fades = fades;
    if (!this.drawn) return this.ask(this.src);
    this.state = 'coming';
    return this.setSource(this.src);
  }

  /** Gives up what is not here yet; load() begins anew. */
  stop() {
    if (this.state === 'asked' || this.state === 'coming') {
      this.empty();
      this.state = 'wanted';
    }
  }

  empty() {
    this.asking?.abort();
    this.asking = null;
    if (this.state !== 'empty' && this.state !== 'wanted') {
      this.image.removeAttribute('src');
      this.element.style.removeProperty('--picture');
      this.look('cover');
    }
    this.free();
    this.state = 'empty';
  }

  free() {
    if (!this.blob) return;
    URL.revokeObjectURL(this.blob);
    forgotten.unregister(this);
    this.blob = '';
  }

  /** Asks for a cover that may not be drawn yet. @param {string} src */
  ask(src) {
    this.state = 'asked';
    this.asking = new AbortController();
    fetchCover(src, (result) => {
      if (result.state === 'generating') this.showGenerating();
      else if (result.state === 'broken') this.showBroken(result.reason);
      else {
        this.blob = result.url;
        forgotten.register(this, result.url, this);
        this.state = 'coming';
        this.setSource(result.url);
      }
    }, this.asking.signal);
  }

  /** @param {string} src */
  setSource(src) {
    this.image.src = src;
    if (this.image.complete && this.image.naturalWidth) this.onLoad(false);      // from the browser's memory: no fade
  }

  onLoad(fades = this.fades) {
    if (this.state !== 'coming' || !this.image.complete || !this.image.naturalWidth) return;
    this.state = 'in';
    this.element.style.setProperty('--picture', `url("${this.image.src}")`);
    this.look(fades ? 'cover is-in' : 'cover is-in is-kept');
  }

  onError() {
    if (this.state !== 'coming' || !this.src) return;
    const plain = !this.blob;
    this.image.removeAttribute('src');
    this.free();
    if (plain) this.ask(this.src);
    else this.showBroken(t('cover.unreadable'));
  }

  showGenerating() {
    this.look('cover generating', t('cover.generating'));
  }

  /** @param {string} reason */
  showBroken(reason) {
    this.state = 'broken';
    this.look('cover cover-broken', reason);
  }

  /** @param {string} className @param {string} [text] */
  look(className, text = '') {
    if (this.element.className !== className) this.element.className = className;
    if (this.words.data !== text) this.words.data = text;
  }
}

/** @type {WeakMap<Element, CoverBox>} */
const boxes = new WeakMap();

const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const box = boxes.get(target);
    if (isIntersecting) box?.load();
    else box?.stop();
    if (box?.state === 'in') seen.unobserve(target);
  }
}, /** @type {IntersectionObserverInit} */ ({ rootMargin: '300px 200px', scrollMargin: '0px 200px' }));

/**
 * A cover that loads itself when it comes into view.
 * @param {CoverOf} of
 * @param {{alt?: string, marks?: import('./dom.js').Child[]}} [options] `marks` lie over the lower edge: meter, bug
 * @returns {HTMLElement}
 */
export function cover(of, { alt = '', marks = [] } = {}) {
  const box = new CoverBox(alt);
  box.show(of);
  box.element.append(...marks.flat().filter((mark) => mark instanceof Node));
  watch(box);
  return box.element;
}

/** Loads a box when it comes into view, and gives up when it leaves before the picture is here. @param {CoverBox} box */
export function watch(box) {
  boxes.set(box.element, box);
  if (box.state === 'wanted') seen.observe(box.element);
}
