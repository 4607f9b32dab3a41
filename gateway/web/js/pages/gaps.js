// Series that leave out volumes or numbers between the first and the last that are there.

import { listing, nothing, roomHead } from '../care/listing.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { setTitle } from '../router.js';
import { gapText } from '../series/hero.js';
import { style } from '../style.js';

style('care');
style('issue');

/** @typedef {import('../types.js').Gap} Gap */

/** @param {Gap} gap */
function gapItem(gap) {
  return h('li', { class: 'care-row' }, h('span', { class: 'care-name' }, h('a', { href: `/series/${gap.series_id}` }, h('b', null, gap.name)), h('span', { class: 'small gap' }, gapText(gap))),
    h('span', { class: 'small quiet num' }, gap.total_volumes ? t('gaps.total', { n: gap.total_volumes }) : ''), icon('chevron-right', 'i-s'));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle(t('gaps.title'));
  const { element, count } = roomHead(t('gaps.title'), t('gaps.about'));
  const list = listing({ path: '/api/gaps', signal, draw: gapItem, onTotal: (n) => { count.textContent = n ? t('count.series', { n }) : ''; },
    empty: () => nothing('circle-check', t('gaps.none'), t('gaps.noneHint')) });
  await list.load();
  replace(main, element, list.element);
}
