// The cover: a fixed 2:3 box from the first paint, into which the picture fades. Only those in view are loaded.

import { fetchCover } from './cover-queue.js';
import { h, icon, replace } from './dom.js';
import { t } from './i18n.js';

/**
 * @typedef {object} CoverOf
 * @property {string | null} cover its address
 * @property {boolean} [has_thumbnail] true: it is drawn and a plain picture will do; else it may still be drawn
 * @property {string | null} [problem] why the comic cannot be read
 */

/** @type {WeakMap<Element, {load: () => void, stop: () => void}>} */
const boxes = new WeakMap();

const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) boxes.get(target)?.load();
    else boxes.get(target)?.stop();
  }
}, /** @type {IntersectionObserverInit} */ ({ rootMargin: '300px 200px', scrollMargin: '0px 200px' }));

/** @param {HTMLElement} box @param {string} reason */
function showBroken(box, reason) {
  box.classList.remove('generating');
  box.classList.add('cover-broken');
  keepMarks(box, [icon('file-x', 'i-l'), h('span', null, reason)]);
}

/** @param {HTMLElement} box */
function showGenerating(box) {
  if (box.classList.contains('generating')) return;
  box.classList.add('generating');
  keepMarks(box, [h('i'), h('span', null, t('cover.generating'))]);
}

/**
 * Puts something in a box before the marks (meter, bug) that lie in it.
 * @param {HTMLElement} box
 * @param {Node[]} content
 */
function keepMarks(box, content) {
  const marks = [...box.children].filter((node) => node.matches('.meter, .bug'));
  replace(box, ...content, ...marks);
}

/**
 * @param {HTMLElement} box
 * @param {string} src
 * @param {string} alt
 * @param {() => void} onError
 */
function showPicture(box, src, alt, onError) {
  const free = () => { if (src.startsWith('blob:')) URL.revokeObjectURL(src); };
  const image = h('img', { alt, width: 300, height: 450, decoding: 'async',
    onload: () => {
      image.classList.add('is-in');
      box.classList.remove('generating', 'cover-broken');
      for (const node of box.querySelectorAll(':scope > i, :scope > span:not(.bug), :scope > .i')) node.remove();
      free();
    },
    onerror: () => {
      image.remove();
      free();
      onError();
    } });
  image.src = src;
  if (image.complete) image.classList.add('is-in', 'is-kept');     // from the browser's memory: no fade
  box.querySelector('img')?.remove();
  box.prepend(image);
}

/**
 * @param {CoverOf} of
 * @param {{alt?: string, marks?: import('./dom.js').Child[]}} [options] `marks` lie over the lower edge: meter, bug
 * @returns {HTMLElement}
 */
export function cover({ cover: src, has_thumbnail: drawn, problem }, { alt = '', marks = [] } = {}) {
  const box = h('span', { class: 'cover' }, ...marks);
  if (problem && !drawn) {
    showBroken(box, t('cover.unreadable'));
    return box;
  }
  if (!src) return box;
  /** @type {AbortController | null} */
  let loading = null;
  const done = () => seen.unobserve(box);
  const ask = () => {
    loading = new AbortController();
    fetchCover(src, (result) => {
      if (result.state === 'generating') return showGenerating(box);
      done();
      if (result.state === 'broken') return showBroken(box, result.reason);
      return showPicture(box, result.url, alt, () => showBroken(box, t('cover.unreadable')));
    }, loading.signal);
  };
  boxes.set(box, {
    load: () => {
      if (loading) return;
      if (!drawn) return ask();
      done();
      return showPicture(box, src, alt, ask);
    },
    stop: () => {
      loading?.abort();
      loading = null;
    },
  });
  seen.observe(box);
  return box;
}
