// The frame of the pages for administrators: title and tabs, and a clear message for everybody else.

import { isAdmin } from '../auth.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { setTitle } from '../router.js';
import * as state from '../state.js';
import { style } from '../style.js';

style('admin');

/** @typedef {import('../router.js').Show} Show */

/** @returns {[string, string][]} */
const tabs = () => [
  ['/admin/scan', t('admin.scan')], ['/admin/libraries', t('admin.libraries')], ['/admin/users', t('admin.users')],
  ['/admin/system', t('admin.system')], ['/admin/logs', t('admin.logs')], ['/admin/backups', t('admin.backups')],
  ['/admin/settings', t('admin.settings')],
];

/** @param {HTMLElement} main */
export function refuse(main) {
  setTitle(t('admin.title'));
  replace(main, h('section', { class: 'empty' }, icon('wrench', 'i-l'), h('h1', null, t('admin.refused')), h('p', null, t('admin.refusedHow')),
    h('div', { class: 'row' }, h('a', { class: 'btn', href: '/' }, icon('house'), t('nav.home')), h('a', { class: 'btn', href: '/account' }, icon('user'), t('account.title')))));
}

/**
 * A page for administrators: draws the frame and hands on what is below the tabs; says so to everybody else.
 * @param {string} title
 * @param {(body: HTMLElement, visit: import('../router.js').Visit) => Promise<(() => void) | void>} fill
 * @returns {Show}
 */
export function adminPage(title, fill) {
  return async (main, _params, visit) => {
    if (!isAdmin()) return refuse(main);
    setTitle(title);
    const here = location.pathname;
    const nav = h('nav', { class: 'tabs', 'aria-label': t('admin.title') }, ...tabs().map(([href, label]) =>
      h('a', { href, id: `tab-${href.slice(7)}`, 'aria-current': href === here ? 'page' : null }, label)));
    const body = h('div', { class: 'admin-body' });
    const away = h('div', { class: 'notice notice-warn', role: 'status', hidden: state.get('online') }, icon('wifi-off'), h('div', null, t('admin.away')));
    visit.signal.addEventListener('abort', state.subscribe(['online'], ({ online }) => { away.hidden = online; }));
    const end = await fill(body, visit);
    if (visit.signal.aborted) {
      end?.();
      return undefined;
    }
    replace(main, h('header', { class: 'page-head' }, h('div', { class: 'page-head-row' }, h('h1', null, title), h('p', { class: 'quiet' }, t('admin.title')))), nav, away, body);
    nav.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    return end;
  };
}
