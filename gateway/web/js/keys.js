// The keys that work everywhere. A field that is being typed in, an open dialog and the reader keep theirs.

import { isLocked } from './lock.js';
import { navigate } from './router.js';
import { nextTheme } from './theme-menu.js';

let afterG = 0;

/** @param {KeyboardEvent} event */
function busy(event) {
  if (isLocked() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (location.pathname.startsWith('/read/') || document.querySelector('dialog[open]')) return true;
  const target = event.target;
  return target instanceof HTMLElement && target.matches('input:not([type="radio"], [type="checkbox"], [type="range"]), textarea, select');
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (busy(event)) return;
  const follows = Date.now() - afterG < 1200;
  afterG = event.key === 'g' ? Date.now() : 0;
  if (event.key === '/') {
    event.preventDefault();
    const fields = [...document.querySelectorAll('input[type="search"]')];
    const field = fields.find((node) => node instanceof HTMLElement && node.offsetParent !== null);
    if (field instanceof HTMLInputElement) field.select();
    if (field instanceof HTMLInputElement) field.focus();
    else navigate('/search');
  } else if (event.key === '?') void import('./help.js').then(({ showHelp }) => showHelp());
  else if (event.key === 't') nextTheme();
  else if (follows && event.key === 'h') navigate('/');
  else if (follows && event.key === 'b') navigate('/browse');
}

export function listen() {
  document.addEventListener('keydown', onKey);
}
