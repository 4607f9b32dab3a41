// The shelves: home, all comics, what one wants to read, the tree of what there is, one's lists, and the rooms behind.

import { isAdmin } from './auth.js';
import { h, icon, replace } from './dom.js';
import { number } from './format.js';
import { t } from './i18n.js';
import { keep } from './keep.js';
import { drawLists } from './lists/nav.js';
import { redraw } from './redraw.js';
import { shelfScan } from './scan-status.js';
import * as state from './state.js';
import { drawTree } from './tree.js';

const MORE_KEY = 'quarterbin.more';

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

/** Marks the row of the page one is on, and the branches that lead to it. @param {HTMLElement} nav */
function markHere(nav) {
  const here = new URL(state.get('path') || '/', location.origin);
  const shelf = state.get('shelf') ?? { category: here.searchParams.get('category'), subcategory: here.searchParams.get('subcategory') };
  for (const link of nav.querySelectorAll('a')) {
    const to = new URL(link.href);
    const category = to.searchParams.get('category');
    const subcategory = to.searchParams.get('subcategory');
    const is = to.pathname === here.pathname && category === here.searchParams.get('category') && subcategory === here.searchParams.get('subcategory');
    const leads = !is && category !== null && category === shelf.category && (subcategory === null || subcategory === shelf.subcategory);
    link.closest('.nav-row')?.classList.toggle('is-here', is);
    link.closest('.nav-row')?.classList.toggle('is-within', leads);
    if (is) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

/** The links that are needed less often. */
function more() {
  const pages = [
    row('/recent', 'history', t('nav.recent')), row('/bookmarks', 'bookmark', t('nav.bookmarks')), row('/statistics', 'chart-column', t('nav.statistics')), row('/tags', 'tag', t('nav.tags')), row('/folders', 'folder-tree', t('folders.title')),
    ...(isAdmin() ? [row('/problems', 'file-x', t('nav.problems')), row('/missing', 'unplug', t('nav.missing')),
      row('/duplicates', 'copy', t('nav.duplicates')), row('/gaps', 'hash', t('nav.gaps'))] : []),
  ];
  const details = h('details', { class: 'nav-more', open: localStorage.getItem(MORE_KEY) !== 'closed',
    ontoggle: () => keep(MORE_KEY, details.open ? 'open' : 'closed') },
  h('summary', { class: 'label' }, h('h2', { class: 'label' }, t('nav.more')), icon('chevron-down', 'i-s')),
  ...pages.map(({ element }) => element));
  return details;
}

/**
 * @param {() => void} close closes the drawer of a small screen
 */
export function shelves(close) {
  const home = row('/', 'house', t('nav.home'));
  const all = row('/browse', 'library', t('nav.all'));
  const want = row('/lists/want', 'star', t('lists.want'));
  const saved = row('/offline', 'download', t('offline.title'));
  state.subscribe(['online'], ({ online }) => { saved.element.hidden = online; });
  saved.element.hidden = true;
  const group = h('div', { class: 'nav-group' });
  const lists = h('div', { class: 'nav-group', hidden: true });
  const rest = h('div', { class: 'nav-group', hidden: true });
  const nav = h('nav', { class: 'nav', 'aria-label': t('nav.library') },
    h('div', { class: 'nav-close' }, h('span', { class: 'head' }, t('nav.shelves')),
      h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('nav.close'), onclick: close }, icon('x'))),
    h('div', null, home.element, all.element, want.element, saved.element), group, lists, rest);
  const mark = () => markHere(nav);
  nav.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('a')?.getAttribute('aria-current')) close();
  });
  state.subscribe(['tree'], ({ tree }) => {
    if (!tree) return;
    all.count.textContent = number(tree.total);
    if (tree.items.length) redraw(group, h('div', { class: 'label' }, h('h2', { class: 'label' }, t('nav.shelves')), shelfScan()), drawTree(tree, mark));
    else replace(group);
    mark();
  });
  state.subscribe(['tree', 'lists', 'online'], ({ tree, lists: mine, online }) => {
    lists.hidden = !mine || (!tree && online);             // each group waits for the one above it, and is never pushed down
    rest.hidden = lists.hidden;
  });
  state.subscribe(['lists', 'smartLists'], ({ lists: mine, smartLists }) => {
    const wanted = mine?.find(({ kind }) => kind === 'want');
    want.count.textContent = wanted?.item_count ? number(wanted.item_count) : '';
    drawLists(lists, mine ?? [], smartLists ?? []);
    mark();
  });
  state.subscribe(['user'], () => {
    replace(rest, more());
    mark();
  });
  state.subscribe(['path', 'shelf'], mark);
  return nav;
}
