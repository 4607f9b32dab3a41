// The shelves: home, all comics, and the tree of what there is.

import { h, icon, replace } from './dom.js';
import { number } from './format.js';
import { t } from './i18n.js';
import { shelfScan } from './scan-status.js';
import * as state from './state.js';
import { drawTree } from './tree.js';

/**
 * @param {string} href
 * @param {string} name of the icon
 * @param {string} text
 */
function row(href, name, text) {
  const count = h('span', { class: 'count' });
  const link = h('a', { href }, icon(name), h('span', null, text), count);
  return { element: h('div', { class: 'nav-row' }, link), link, count };
}

/** Marks the row of the page one is on. @param {HTMLElement} nav */
function markHere(nav) {
  const here = new URL(state.get('path') || '/', location.origin);
  for (const link of nav.querySelectorAll('a')) {
    const to = new URL(link.href);
    const same = (/** @type {string} */ key) => to.searchParams.get(key) === here.searchParams.get(key);
    const is = to.pathname === here.pathname && same('category') && same('subcategory');
    link.parentElement?.classList.toggle('is-here', is);
    if (is) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/**
 * @param {() => void} close closes the drawer of a small screen
 */
export function shelves(close) {
  const home = row('/', 'house', t('nav.home'));
  const all = row('/browse', 'library', t('nav.all'));
  const group = h('div', { class: 'nav-group' });
  const nav = h('nav', { class: 'nav', 'aria-label': t('nav.library') },
    h('div', { class: 'nav-close' }, h('span', { class: 'head' }, t('nav.shelves')),
      h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('nav.close'), onclick: close }, icon('x'))),
    h('div', null, home.element, all.element), group);
  const mark = () => markHere(nav);
  nav.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('a')?.getAttribute('aria-current')) close();
  });
  state.subscribe(['tree'], ({ tree }) => {
    if (!tree) return;
    all.count.textContent = number(tree.total);
    if (tree.items.length) replace(group, h('div', { class: 'label' }, h('h2', { class: 'label' }, t('nav.shelves')), shelfScan()), drawTree(tree, mark));
    else replace(group);
    mark();
  });
  state.subscribe(['path'], mark);
  return nav;
}
