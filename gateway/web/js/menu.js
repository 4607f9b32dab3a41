// A menu of one level under a button: closed by Esc, by a press outside, and by choosing.

import { h, icon, isShown } from './dom.js';
import { attempt } from './toast.js';

const GAP = 6;                           // px between a menu and its button, and the edges of the window

/**
 * @param {HTMLElement} summary what opens it
 * @param {import('./dom.js').Child[]} items
 * @param {{end?: boolean, sheet?: boolean}} [options] `end` aligns it with the end of its button; `sheet`: on a phone it comes from below
 */
export function drop(summary, items, { end = false, sheet = false } = {}) {
  // WebKit gives the focus to what is around a label that is pressed: without the tabindex that is the page, and the menu closes.
  const menu = h('div', { class: sheet ? 'menu menu-sheet' : 'menu', tabindex: -1 }, ...items);
  const details = h('details', { class: end ? 'drop drop-end' : 'drop' }, summary, menu);
  const place = () => {
    const button = summary.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = menu;
    const left = end ? button.right - width : button.left;
    const below = button.bottom + GAP;
    const above = button.top - height - GAP;
    const lowest = Math.max(GAP, window.innerHeight - height - GAP);
    const top = below + height <= window.innerHeight ? below : above >= GAP ? above : lowest;
    menu.style.insetInlineStart = `${Math.max(GAP, Math.min(left, document.documentElement.clientWidth - width - GAP))}px`;
    menu.style.insetBlockStart = `${top}px`;
  };
  /** @param {Event} event */
  const outside = (event) => {
    if (event.target instanceof Node && !details.contains(event.target)) details.open = false;
  };
  details.addEventListener('toggle', () => {
    const listen = details.open ? 'addEventListener' : 'removeEventListener';
    document[listen]('pointerdown', outside);
    window[listen]('scroll', place, true);
    window[listen]('resize', place);
    if (details.open) place();
  });
  details.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && !details.contains(event.relatedTarget)) details.open = false;
  });
  details.addEventListener('keydown', (event) => {
    if (!details.open) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      details.open = false;
      summary.focus();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    if (event.target instanceof HTMLInputElement && event.target.type === 'radio') return;
    event.preventDefault();
    const nodes = [...menu.querySelectorAll('.menu-item, .menu-row, .menu-pick input')].filter(isShown);
    const at = nodes.indexOf(/** @type {Element} */ (document.activeElement));
    const next = event.key === 'ArrowDown' ? nodes[(at + 1) % nodes.length] : nodes[at > 0 ? at - 1 : nodes.length - 1];
    if (next instanceof HTMLElement) next.focus();
  });
  menu.addEventListener('click', (event) => {              // before what was chosen begins: a dialog gives the focus back to what had it
    if (!(event.target instanceof Element && event.target.closest('.menu-item'))) return;
    details.open = false;
    summary.focus({ preventScroll: true });
  }, true);
  return details;
}

/**
 * Something to do.
 * @param {string} sign name of the icon
 * @param {import('./dom.js').Child} text
 * @param {() => unknown} run where it is refused, that is said
 * @param {string} [kind] one more class
 */
export function menuItem(sign, text, run, kind = '') {
  return h('button', { class: `menu-item ${kind}`.trim(), type: 'button', onclick: () => void attempt(async () => run()) }, icon(sign), text);
}

/**
 * Somewhere to go, or with `download` a file to take along.
 * @param {string} sign name of the icon
 * @param {string} text
 * @param {string} href
 * @param {import('./dom.js').Props} [more]
 */
export function menuLink(sign, text, href, more = {}) {
  return h('a', { class: 'menu-item', href, ...more }, icon(sign), text);
}
