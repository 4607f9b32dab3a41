// Figures in large type, and in their place what will be there once there is something to count.

import { h, icon } from '../dom.js';
import { t } from '../i18n.js';

/**
 * A figure; none where it would say nothing.
 * @param {string} label
 * @param {unknown} counted what the figure rests on: without it there is no tile
 * @param {string} value
 * @param {string} [href]
 */
export function tile(label, counted, value, href) {
  if (!counted) return null;
  return h('div', { class: 'tile' }, h('dt', null, href ? h('a', { href, class: 'tile-link' }, label) : label), h('dd', null, value));
}

/**
 * What is not here yet: what it will be, and when.
 * @param {(string | false)[]} sentences those that hold
 */
export function toCome(sentences) {
  const said = sentences.filter(Boolean);
  if (!said.length) return null;
  return h('section', { class: 'to-come' }, h('h3', null, icon('clock', 'i-s'), t('stats.toCome')), h('ul', { role: 'list' }, ...said.map((sentence) => h('li', null, sentence))));
}
