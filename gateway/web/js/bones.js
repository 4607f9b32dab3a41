// The shape of a page that is still coming, shown only when it takes longer than 200 ms.

import { bones } from './cards.js';
import { h, replace } from './dom.js';
import { t } from './i18n.js';

/**
 * Shows bones in a place unless the work ends first.
 * @template T
 * @param {HTMLElement} place emptied when the bones come
 * @param {Promise<T>} work
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export async function withBones(place, work, signal) {
  const timer = setTimeout(() => {
    if (signal.aborted) return;
    replace(place, h('div', { class: 'page-head bones', 'aria-hidden': 'true' }, h('span', { class: 'bone bone-head' })),
      h('div', { class: 'grid', 'aria-hidden': 'true' }, ...Array.from({ length: 18 }, bones)), h('p', { class: 'sr', role: 'status' }, t('shell.loading')));
    window.scrollTo(0, 0);
  }, 200);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
