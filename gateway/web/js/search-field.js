// The field of the top bar and of the search page: the page follows what is typed.

import { h, icon } from './dom.js';
import { navigate } from './router.js';

const PAUSE = 180;

/** @returns {HTMLFormElement} */
export function searchField() {
  let timer = 0;
  const go = () => {
    clearTimeout(timer);
    const text = input.value.trim();
    const here = location.pathname === '/search';
    if (!text && !here) return;
    const path = text ? `/search?q=${encodeURIComponent(text)}` : '/search';
    if (path !== location.pathname + location.search) navigate(path, { replace: here });
  };
  const input = h('input', { class: 'input', type: 'search', name: 'q', placeholder: 'Search', 'aria-label': 'Search the library',
    autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search', 'aria-keyshortcuts': '/',
    oninput: () => { clearTimeout(timer); timer = window.setTimeout(go, PAUSE); },
    onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape') input.blur(); } });
  return h('form', { class: 'search', role: 'search', action: '/search', onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); go(); } },
    icon('search'), input, h('kbd', { class: 'k', 'aria-hidden': 'true' }, '/'));
}
