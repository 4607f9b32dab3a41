// Comics that are there more than once, side by side. Which one to keep is up to people: nothing is removed here.

import { listing, nothing, roomHead } from '../care/listing.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { copyRow } from '../issue/parts.js';
import { setTitle } from '../router.js';
import { style } from '../style.js';

style('care');
style('issue');

/** @typedef {{kind: 'same' | 'likely', books: import('../types.js').Book[]}} Group */

/** @param {Group} group */
function groupItem({ kind, books }) {
  return h('li', { class: 'group' }, h('p', { class: kind === 'same' ? 'state state-info' : 'state' }, icon('copy', 'i-s'), kind === 'same' ? t('duplicates.same') : t('duplicates.likely')),
    h('ul', { class: 'copies' }, ...books.map(copyRow)));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle(t('duplicates.title'));
  const { element, count } = roomHead(t('duplicates.title'), t('duplicates.about'));
  const list = listing({ path: '/api/duplicates', signal, draw: groupItem, kind: 'groups', onTotal: (n) => { count.textContent = n ? t('duplicates.count', { n }) : ''; },
    empty: () => nothing('circle-check', t('duplicates.none'), t('duplicates.noneHint')) });
  await list.load();
  replace(main, element, list.element);
}
