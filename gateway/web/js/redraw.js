// Drawing something again while somebody uses it: the focus goes to the new element in place of the one that had it.

import { replace } from './dom.js';

/** @param {Element} one @returns {(string | null)[]} what it is and says, whatever its state */
function traits(one) {
  const name = ['name', 'aria-label', 'href'].map((trait) => one.getAttribute(trait));
  const value = one.getAttribute('type') === 'range' ? null : one.getAttribute('value');
  return [one.tagName, ...name, value, one.matches('button, summary') ? one.textContent : null];
}

/**
 * The same as `replace`, for what is drawn again and again.
 * @template {HTMLElement} T
 * @param {T} node has the focus itself, where it can, when nothing stands for what had it
 * @param {...import('./dom.js').Child} children
 * @returns {T}
 */
export function redraw(node, ...children) {
  const held = node.contains(document.activeElement) ? document.activeElement : null;
  const wanted = held && String(traits(held));
  replace(node, ...children);
  if (!held || held.isConnected) return node;
  const found = [...node.querySelectorAll(held.tagName)].find((one) => String(traits(one)) === wanted);
  (found instanceof HTMLElement ? found : node).focus({ preventScroll: true });
  return node;
}
