// What lies where a page should: bones while it comes, what went wrong when it cannot; and what is said of one that is cut short.

import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { previewOf } from './previews.js';

/** @typedef {import('./types.js').Page} Page */

/** @param {Page} page @param {boolean} whole whether all of the page is to be seen there, upright */
export function bone({ url, note }, whole) {
  const preview = whole ? previewOf(url) : null;
  return h('div', { class: preview ? 'page page-bone has-preview' : 'page page-bone bones' }, preview, note && h('p', null, note));
}

/** On a picture of which not all is there. @param {Page} page */
export const remark = ({ state, note }) => state === 'ready' && note && h('p', { class: 'page-cut' }, icon('triangle-alert', 'i-s'), note);

/** @param {Page} page @param {(index: number) => void} onRetry */
export function broken({ index, code, note }, onRetry) {
  const lost = code === 'offline';
  return h('div', { class: 'page-broken' }, icon(lost ? 'wifi-off' : 'file-x', 'i-l'),
    h('p', null, h('b', null, t('reader.pageBroken', { page: index + 1 }))), h('p', { class: 'quiet' }, note),
    h('div', { class: 'actions' }, h('button', { class: 'btn', type: 'button', onclick: () => onRetry(index) }, icon('rotate-ccw'), t('error.again'))),
    !lost && h('p', { class: 'quiet small' }, t('reader.othersRead')));
}
