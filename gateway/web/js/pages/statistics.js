// Figures: what one has read, and what there is.

import { get } from '../api.js';
import { withBones } from '../bones.js';
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { setTitle } from '../router.js';
import { librarySide } from '../statistics/library.js';
import { mySide } from '../statistics/mine.js';
import { style } from '../style.js';

style('statistics');
style('issue');

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle(t('stats.title'));
  /** @type {{mine: import('../statistics/mine.js').Mine, library: import('../statistics/library.js').Library}} */
  const { mine, library } = await withBones(main, get('/api/statistics', { utc_offset: -new Date().getTimezoneOffset() }, { signal }), signal);
  replace(main, h('header', { class: 'page-head' }, h('h1', null, t('stats.title'))),
    h('section', { class: 'stats', 'aria-labelledby': 'mine' }, h('h2', { id: 'mine' }, t('stats.mine')), mySide(mine)),
    h('section', { class: 'stats', 'aria-labelledby': 'library' }, h('h2', { id: 'library' }, t('stats.library')), librarySide(library)));
}
