// Building elements. Text only ever becomes text nodes: nothing here parses HTML.

import { apart } from './together.js';

const SVG = 'http://www.w3.org/2000/svg';
const SAID = new Set(['alt', 'aria-label', 'title', 'placeholder']);     // words without lines

/**
 * @typedef {Node | string | number | null | undefined | false} Leaf
 * @typedef {Leaf | Leaf[]} Child
 * @typedef {{class?: string | null | false, dataset?: Record<string, string | number | undefined>, [name: string]: any}} Props
 *   `on` and an event's name (onclick) takes a listener; true sets an empty attribute; null, undefined and false set none.
 */

/**
 * @param {Element} element
 * @param {Props} props
 */
function apply(element, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'dataset') {
      for (const [key, item] of Object.entries(value)) {
        if (item !== undefined) /** @type {HTMLElement} */ (element).dataset[key] = String(item);
      }
    } else if (SAID.has(name)) element.setAttribute(name, apart(String(value)));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
function leaves(children) {
  /** @type {(Node | string)[]} */
  const found = [];
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    found.push(child instanceof Node ? child : String(child));
  }
  return found;
}

/**
 * An HTML element: `h('p', { class: 'quiet' }, 'Page ', 12)`.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  if (props) apply(element, props);
  element.append(...leaves(children));
  return element;
}

/** Names an element for those who do not see it. @param {Element} element @param {string} words */
export function named(element, words) {
  element.setAttribute('aria-label', apart(words));
}

/**
 * An SVG element, for the few drawings made here.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Props} props
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, props, ...children) {
  const element = document.createElementNS(SVG, tag);
  apply(element, props);
  element.append(...leaves(children));
  return element;
}

/**
 * An icon of the sprite, decorative: the words beside it name it.
 * @param {string} name without the `i-` of the sprite
 * @param {string} [extraClass] such as `i-s`, `i-l`, `i-fill`
 */
export function icon(name, extraClass = '') {
  const use = svg('use', { href: `/img/icons.svg#i-${name}` });
  return svg('svg', { class: extraClass ? `i ${extraClass}` : 'i', 'aria-hidden': 'true' }, use);
}

/**
 * The ring of a scan or of a comic in progress.
 * @param {number} percent 0 to 100
 */
export function ring(percent) {
  const circle = { cx: 10, cy: 10, r: 8 };
  const share = Math.max(0, Math.min(100, Math.round(percent)));
  return svg('svg', { class: 'ring', viewBox: '0 0 20 20', 'aria-hidden': 'true' }, svg('circle', circle),
    svg('circle', { ...circle, pathLength: 100, 'stroke-dasharray': `${share} 100` }));
}

/**
 * Replaces what a node holds.
 * @template {Element} T
 * @param {T} node
 * @param {...Child} children
 * @returns {T}
 */
export function replace(node, ...children) {
  node.replaceChildren(...leaves(children));
  return node;
}

/** Whether an element is drawn where one could see it. (`checkVisibility` is younger than some Safaris in use.) @param {Element} element */
export function isShown(element) {
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
}

/** Runs what can wait until the browser has nothing better to do. @param {() => void} run */
export function whenIdle(run) {
  if ('requestIdleCallback' in window) requestIdleCallback(run, { timeout: 1000 });
  else setTimeout(run, 100);
}
