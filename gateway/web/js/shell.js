// The frame of every page: top bar, shelves, main column, tab bar on a phone.

import { isAdmin, signOut } from './auth.js';
import { brand } from './brand.js';
import { h, icon, replace } from './dom.js';
import { drop, menuItem, menuLink } from './menu.js';
import { t } from './i18n.js';
import { shelves } from './nav.js';
import { scanChip } from './scan-status.js';
import { searchField } from './search-field.js';
import { offlineChip } from './offline/chip.js';
import * as state from './state.js';
import { themeSwitch } from './theme-menu.js';

const narrow = matchMedia('(max-width: 1099px)');

/** @param {boolean} open */
function drawer(open) {
  const root = document.documentElement;
  if ((root.dataset.drawer === 'open') === open) return;
  const nav = document.querySelector('.nav');
  if (open) root.dataset.drawer = 'open';
  else delete root.dataset.drawer;
  for (const part of document.querySelectorAll('.topbar, .main, .tabbar')) /** @type {HTMLElement} */ (part).inert = open;
  const target = open ? nav?.querySelector('button') : document.querySelector('.nav-open');
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}

/** The menu of whoever is logged in. */
function userMenu() {
  const holder = h('div', { class: 'user-menu' });
  const draw = () => {
    const user = state.get('user');
    if (!user) return replace(holder, h('span', { class: 'user', 'aria-hidden': 'true' }, h('span', { class: 'avatar' })));
    const summary = h('summary', { class: 'user', 'aria-label': t('shell.menuOf', { name: user.username }) },
      h('span', { class: 'avatar' }, user.username.slice(0, 2).toUpperCase()));
    return replace(holder, drop(summary, [
      h('p', { class: 'menu-label' }, user.username),
      h('div', { class: 'menu-theme' }, themeSwitch()),
      menuItem('keyboard', [t('shell.keys'), h('kbd', { class: 'k' }, '?')], async () => (await import('./help.js')).showHelp()),
      menuLink('user', t('account.title'), '/account'),
      isAdmin() && menuLink('wrench', t('admin.title'), '/admin/scan'),
      menuLink('download', t('offline.title'), '/offline'),
      h('hr', { class: 'menu-sep' }),
      menuItem('log-out', t('shell.signOut'), () => signOut()),
    ], { end: true }));
  };
  state.subscribe(['user'], draw);
  draw();
  return holder;
}

/** @type {[string, string, string][]} */
const TABS = [['/', 'house', t('nav.home')], ['/browse', 'library', t('shell.browse')], ['', 'folder-tree', t('nav.shelves')], ['/search', 'search', t('search.search')]];

function tabbar() {
  const bar = h('nav', { class: 'tabbar', 'aria-label': t('shell.main') }, ...TABS.map(([href, name, label]) => (href
    ? h('a', { href }, icon(name), label)
    : h('button', { type: 'button', onclick: () => drawer(true) }, icon(name), label))));
  state.subscribe(['path'], ({ path }) => {
    const at = path.split('?')[0];
    for (const link of bar.querySelectorAll('a')) {
      const here = link.pathname === at || (link.pathname === '/browse' && /^\/series\//.test(at ?? ''));
      if (here) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
  });
  return bar;
}

/**
 * Builds the frame.
 * @param {HTMLElement} app
 * @returns {HTMLElement} where the pages go
 */
export function buildShell(app) {
  const skip = document.querySelector('.skip');
  if (skip) skip.textContent = t('shell.skip');
  const main = h('main', { class: 'main', id: 'main', tabindex: -1 });
  const search = searchField();
  state.subscribe(['tree'], ({ tree }) => {
    const input = search.querySelector('input');
    if (input && tree) input.placeholder = t('search.placeholder', { n: tree.total });
  });
  state.subscribe(['path'], ({ path }) => {
    const input = search.querySelector('input');
    if (input && !path.startsWith('/search') && input !== document.activeElement) input.value = '';
  });
  replace(app,
    h('header', { class: 'topbar' },
      h('div', { class: 'brand' },
        h('button', { class: 'btn btn-ghost btn-icon nav-open', type: 'button', 'aria-label': t('shell.openShelves'), onclick: () => drawer(true) }, icon('menu')),
        h('a', { href: '/', 'aria-label': t('shell.home') }, ...brand())),
      search,
      h('div', { class: 'topbar-end' }, offlineChip(), scanChip(), userMenu())),
    shelves(() => drawer(false)),
    h('div', { class: 'scrim', onclick: () => drawer(false) }),
    main, tabbar());
  state.subscribe(['path'], () => { if (narrow.matches) drawer(false); });
  narrow.addEventListener('change', () => drawer(false));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.documentElement.dataset.drawer === 'open') drawer(false);
  });
  return main;
}
