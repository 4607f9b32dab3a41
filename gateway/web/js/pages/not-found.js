import { h, icon, replace } from '../dom.js';
import { setTitle } from '../router.js';

/** @type {import('../router.js').Show} */
export async function show(main) {
  setTitle('Not here');
  replace(main, h('section', { class: 'empty' }, icon('search-x', 'i-l'), h('h1', null, 'There is no such page'),
    h('p', null, 'The address may have been cut short, or what it led to has moved.'),
    h('div', { class: 'row' }, h('a', { class: 'btn', href: '/' }, icon('house'), 'Home'), h('a', { class: 'btn', href: '/browse' }, icon('library'), 'All comics'))));
}
