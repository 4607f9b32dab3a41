import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { setTitle } from '../router.js';

/** @type {import('../router.js').Show} */
export async function show(main) {
  setTitle(t('error.notHere'));
  replace(main, h('section', { class: 'empty' }, icon('search-x', 'i-l'), h('h1', null, t('lost.title')), h('p', null, t('lost.how')),
    h('div', { class: 'row' }, h('a', { class: 'btn', href: '/' }, icon('house'), t('nav.home')), h('a', { class: 'btn', href: '/browse' }, icon('library'), t('nav.all')))));
}
