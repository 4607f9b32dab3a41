// The frame of the login: a modal that cannot be closed. The page under it is inert and stays as it was;
// before a first login there is a drawing in place of the library.

import { h } from './dom.js';

let locked = false;

/** Whether the login is open: then no key of the app does anything. */
export function isLocked() {
  return locked;
}

/** @param {HTMLElement} box */
function focusable(box) {
  return [...box.querySelectorAll('input, button, a[href]')]
    .filter((node) => node instanceof HTMLElement && !node.matches(':disabled, [hidden] *'));
}

/**
 * Opens the frame.
 * @param {boolean} known whether the library under it was already shown to this person
 * @returns {{card: HTMLElement, close: () => void}} the card to fill, and the end
 */
export function lock(known) {
  locked = true;
  const before = document.activeElement;
  if (document.fullscreenElement) void document.exitFullscreen();
  const card = h('div', { class: 'login-card' });
  // A dialog, so that it stands above whatever dialog was open: that one, and what was typed there, is still there afterwards.
  const frame = h('dialog', { class: known ? 'login login-over' : 'login', closedby: 'none', 'aria-labelledby': 'login-title' },
    !known && h('div', { class: 'behind', 'aria-hidden': 'true' }, h('img', { class: 'wall', src: '/img/wall.jpg', alt: '' })), card);
  const under = [...document.body.children].filter((node) => node instanceof HTMLElement && !node.inert);
  for (const node of under) /** @type {HTMLElement} */ (node).inert = true;
  document.documentElement.dataset.lock = known ? 'over' : 'first';

  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key === 'Escape') event.preventDefault();
    event.stopPropagation();
    if (event.key !== 'Tab') return;
    const nodes = focusable(card);
    const edge = event.shiftKey ? nodes[0] : nodes[nodes.length - 1];
    if (document.activeElement !== edge && card.contains(document.activeElement)) return;
    event.preventDefault();
    /** @type {HTMLElement | undefined} */ (event.shiftKey ? nodes[nodes.length - 1] : nodes[0])?.focus();
  };
  document.addEventListener('keydown', onKey, true);
  const again = () => frame.showModal();                     // closed by something else than a login
  frame.addEventListener('cancel', (event) => event.preventDefault());
  frame.addEventListener('close', again);
  document.body.append(frame);
  frame.showModal();

  const close = () => {
    document.removeEventListener('keydown', onKey, true);
    frame.removeEventListener('close', again);
    frame.close();
    frame.remove();
    for (const node of under) /** @type {HTMLElement} */ (node).inert = false;
    delete document.documentElement.dataset.lock;
    locked = false;
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  return { card, close };
}
