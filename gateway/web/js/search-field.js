// The field of the top bar and of the search page: the page follows what is typed.

import { h, icon } from './dom.js';
import { t } from './i18n.js';
import { navigate } from './router.js';
import { keepSearch } from './search/recent.js';

const PAUSE = 120;                       // ms after a key until the page is searched

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
  const submit = () => {
    if (input.value.trim()) keepSearch(input.value.trim());
    go();
  };
  const input = h('input', { class: 'input', type: 'search', name: 'q', placeholder: t('search.search'), 'aria-label': t('search.label'),
    autocomplete: 'off', spellcheck: 'false', enterkeyhint: 'search', maxlength: 200, 'aria-keyshortcuts': '/',
    oninput: (/** @type {Event} */ event) => {
      clearTimeout(timer);
      if (event instanceof InputEvent && event.isComposing) return;      // the text is not there yet: kana before they are converted
      timer = window.setTimeout(go, PAUSE);
    },
    oncompositionend: () => { timer = window.setTimeout(go, PAUSE); },
    onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape') input.blur(); } });
  return h('form', { class: 'search', role: 'search', action: '/search', onsubmit: (/** @type {Event} */ event) => { event.preventDefault(); submit(); } },
    icon('search'), input, h('kbd', { class: 'k', 'aria-hidden': 'true' }, '/'));
}
