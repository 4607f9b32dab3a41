// The lists that something is on, beside it.

import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { listHref, listIcon, listName } from './mine.js';

/** @param {import('../types.js').OnList[]} lists */
export function listsPanel(lists) {
  const shown = lists.filter(({ kind }) => kind !== 'want');
  if (!shown.length) return null;
  return h('section', { class: 'panel', 'aria-labelledby': 'on-lists' }, h('header', null, h('h2', { id: 'on-lists' }, t('series.onLists'))),
    h('ul', { class: 'lists-on' }, ...shown.map((list) => h('li', null, h('a', { class: 'list-row link-row', href: listHref(list) }, icon(listIcon(list.kind)), listName(list))))));
}
