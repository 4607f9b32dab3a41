// A list of thousands stays cheap: it lies in chunks, and what is in a chunk that is far from the window is little more
// than its name, at its final size. The browser's own search finds it there, and so do links and keys.

import { h } from '../dom.js';

/** @typedef {{element: HTMLElement, near: (on: boolean) => void}} Item */

/** @type {WeakMap<Element, (near: boolean, height: number) => void>} */
const told = new WeakMap();

const watch = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting, boundingClientRect } of entries) told.get(target)?.(isIntersecting, boundingClientRect.height);
}, { rootMargin: '100% 0px' });            // a window's height above and below

/** Whether somebody is busy in it, so that nothing may be taken out of it. @param {Element} element */
function inUse(element) {
  return element.contains(document.activeElement) || element.querySelector('details[open]') !== null;
}

/**
 * A chunk of a list.
 * @param {Item[]} items
 * @param {string} className
 */
function chunk(items, className) {
  const element = h('div', { class: `chunk ${className}` }, ...items.map((item) => item.element));
  element.style.setProperty('--items', String(items.length));
  told.set(element, (near, height) => {
    if (!near && inUse(element)) return;
    if (near) element.style.removeProperty('min-block-size');
    else if (height) element.style.setProperty('min-block-size', `${height}px`);
    for (const item of items) item.near(near);
  });
  watch.observe(element);
  return element;
}

/**
 * Items in chunks.
 * @param {Item[]} items
 * @param {number} size how many are in one
 * @param {string} className of a chunk
 */
export function chunks(items, size, className) {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => chunk(items.slice(at * size, (at + 1) * size), className));
}
