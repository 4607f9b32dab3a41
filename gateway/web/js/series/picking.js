// Choosing issues of a series, and what can be done with those that are chosen: the bar at the foot of the page.

import { announce } from '../announce.js';
import { isAdmin } from '../auth.js';
import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { drop, menuItem } from '../menu.js';
import { mark } from './menu.js';
import { attempt } from '../toast.js';

/** @typedef {import('./row.js').Row} Row */

/**
 * @param {{id: string, name: string}} series
 * @param {() => Row[]} rows in their order
 * @param {() => Promise<unknown>} refresh
 * @param {() => void} onMode when choosing begins and ends
 */
export function picking(series, rows, refresh, onMode) {
  /** @type {Set<string>} */
  const chosen = new Set();
  let on = false;
  let last = -1;
  /** @type {HTMLElement | null} */
  let bar = null;
  const count = h('strong', { role: 'status' });
  const books = () => rows().filter(({ book }) => chosen.has(book.id)).map(({ book }) => book);
  const ids = () => books().map(({ id }) => id);

  const what = () => ({ name: t('name.of', { series: series.name, what: t('count.issues', { n: chosen.size }) }), n: chosen.size, books: books() });

  const button = h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-pressed': 'false', 'aria-label': t('pick.start'), title: t('pick.start'), onclick: () => (on ? stop() : start()) }, icon('check-check'));
  const mode = (/** @type {boolean} */ now) => {
    on = now;
    button.setAttribute('aria-pressed', String(on));
    if (on) document.documentElement.dataset.mode = 'select';
    else delete document.documentElement.dataset.mode;
    for (const row of rows()) row.draw();
    onMode();
  };
  const start = () => {
    mode(true);
    bar = actions();
    document.querySelector('main')?.append(bar);
    tell();
    const [first] = rows();
    first?.near(true);
    first?.element.querySelector('input')?.focus();
  };
  const stop = () => {
    if (!on) return;
    chosen.clear();
    last = -1;
    bar?.remove();
    bar = null;
    mode(false);
    if (document.contains(button)) button.focus({ preventScroll: true });
  };
  const tell = () => {
    count.textContent = t('pick.count', { n: chosen.size });
    for (const node of bar?.querySelectorAll('[data-needs]') ?? []) /** @type {HTMLButtonElement} */ (node).disabled = chosen.size === 0;
    const menu = bar?.querySelector('.drop');
    if (menu instanceof HTMLElement) menu.hidden = chosen.size === 0;
  };
  /** @param {string} name @param {string} text @param {() => Promise<unknown>} run */
  const act = (name, text, run) => h('button', { class: 'btn btn-ghost btn-act', type: 'button', dataset: { needs: 'choice' }, onclick: () => attempt(run) }, icon(name), text);
  const all = () => {
    const every = rows().length === chosen.size;
    chosen.clear();
    if (!every) for (const { book } of rows()) chosen.add(book.id);
    for (const row of rows()) row.pick(chosen.has(row.book.id));
    tell();
  };
  const actions = () => h('div', { class: 'action-bar', role: 'toolbar', 'aria-label': t('pick.bar') }, count,
    act('circle-check', t('pick.read'), async () => { await mark({ comic_ids: ids() }, true, refresh, what()); stop(); }),
    act('list-plus', t('pick.list'), async () => { if (await (await import('../lists/add.js')).addToList({ kind: 'comic', ids: ids() })) stop(); }),
    isAdmin() && act('pencil', t('pick.edit'), async () => { if (await (await import('../metadata/editor.js')).openEditor({ kind: 'comic', ids: ids() })) stop(); }),
    moreMenu(),
    h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('pick.stop'), title: t('pick.stop'), onclick: stop }, icon('x')));

  const moreMenu = () => {
    const summary = h('summary', { class: 'btn btn-ghost btn-act', 'aria-label': t('issues.moreShort') }, icon('ellipsis'), h('span', { class: 'only-phone' }, t('issues.moreShort')));
    return drop(summary, [
      menuItem('check-check', t('pick.all'), async () => all()),
      menuItem('rotate-ccw', t('issues.markUnread'), async () => { await mark({ comic_ids: ids() }, false, refresh, what()); stop(); }),
      menuItem('download', t('series.offline'), async () => { await (await import('../offline/save.js')).saveOffline({ comic_ids: ids() }); stop(); }),
      menuItem('download', t('series.export'), async () => (await import('../selection/export.js')).exportComics(ids(), series.name)),
      isAdmin() && h('hr', { class: 'menu-sep' }),
      isAdmin() && menuItem('split', t('pick.split'), async () => { if (await (await import('../metadata/editor.js')).openSplit(series, ids())) stop(); }),
    ], { end: true });
  };

  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.key !== 'Escape' || !on || event.defaultPrevented || document.querySelector('dialog[open], details.drop[open]')) return;
    stop();
    announce(t('pick.stopped'));
  };
  document.addEventListener('keydown', onKey);
  return { button, isOn: () => on, has: (/** @type {string} */ id) => chosen.has(id),
    /** @param {Row} row @param {Event} event */
    picked: (row, event) => {
      const at = rows().indexOf(row);
      const value = !chosen.has(row.book.id);
      const range = 'shiftKey' in event && event.shiftKey && last >= 0 ? [Math.min(at, last), Math.max(at, last)] : [at, at];
      for (const one of rows().slice(range[0], (range[1] ?? at) + 1)) {
        if (value) chosen.add(one.book.id);
        else chosen.delete(one.book.id);
        one.pick(value);
      }
      last = at;
      tell();
    },
    end: () => {
      document.removeEventListener('keydown', onKey);
      bar?.remove();
      delete document.documentElement.dataset.mode;
    } };
}
