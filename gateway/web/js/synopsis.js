// What a series or an issue is about: its first lines, and the rest on demand, so that a long text pushes nothing away.

import { h } from './dom.js';
import { t } from './i18n.js';

/** @param {string} text paragraphs are kept */
export function synopsis(text) {
  const words = h('p', { class: 'synopsis is-short' }, text);
  const button = h('button', { class: 'btn btn-ghost', type: 'button', hidden: true, 'aria-expanded': 'false', onclick: () => {
    const short = words.classList.toggle('is-short');
    button.setAttribute('aria-expanded', String(!short));
    button.textContent = short ? t('synopsis.more') : t('synopsis.less');
  } }, t('synopsis.more'));
  // Whether something is cut off depends on the window and the size of the text.
  new ResizeObserver(() => {
    if (words.classList.contains('is-short')) button.hidden = words.scrollHeight <= words.clientHeight + 1;
  }).observe(words);
  return h('div', { class: 'synopsis-all' }, words, button);
}
