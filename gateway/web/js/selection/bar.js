// The bar of what can be done with the selection: floats at the foot of the page, a sheet on a phone.

import { isAdmin } from '../auth.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { addToList } from '../lists/add.js';
import { comicsOf } from '../lists/mine.js';
import { drop, menuItem } from '../menu.js';
import { navigate } from '../router.js';
import { attempt, toast } from '../toast.js';
import { exportAll, markAll } from './actions.js';

/**
 * @typedef {import('./selection.js').Selection} Selection
 * @typedef {import('../types.js').ItemKind} ItemKind
 *
 * @typedef {object} BarOptions
 * @property {() => ItemKind} kind
 * @property {() => void} refresh fetches anew what is shown
 */

const MOST_OFFLINE = 1000;               // comics that may be saved in one go
const MOST_MERGED = 100;                 // series that are put together at once

/** @param {string} name of the icon @param {string} text @param {() => void} run */
function act(name, text, run) {
  return h('button', { class: 'btn btn-ghost btn-act', type: 'button', onclick: run }, icon(name), text);
}

/** What is picked, counted. @param {Selection} selection @param {ItemKind} kind */
function words(selection, kind) {
  const n = selection.picked.size;
  if (!n) return t('select.nothing');
  if (kind === 'comic') return t('count.comics', { n });
  return t('select.seriesAndComics', { series: t('count.series', { n }), comics: t('count.comics', { n: selection.comics }) });
}

/**
 * @param {Selection} selection
 * @param {BarOptions} options
 * @returns {{element: HTMLElement, draw: () => void}}
 */
export function selectionBar(selection, { kind, refresh }) {
  const count = h('strong', { role: 'status' });
  const ids = () => [...selection.picked.keys()];
  /** @param {(picked: string[]) => Promise<unknown>} work */
  const run = (work) => void attempt(async () => { await work(ids()); });
  const few = () => selection.picked.size <= MOST_MERGED;
  const single = () => kind() === 'comic' && selection.picked.size === 1;
  const end = () => selection.set(false);
  const edit = async (/** @type {string[]} */ picked) => (await import('../metadata/editor.js')).openEditor({ kind: kind(), ids: picked, onChange: refresh });
  const merge = async (/** @type {string[]} */ picked) => (await import('../metadata/editor.js')).openMerge(picked);
  const keep = async (/** @type {string[]} */ picked) => {
    const comic_ids = kind() === 'comic' ? picked : await comicsOf(picked);
    if (comic_ids.length > MOST_OFFLINE) toast(t('select.offlineMost', { n: comic_ids.length, most: MOST_OFFLINE }));
    else await (await import('../offline/save.js')).saveOffline({ comic_ids });
  };
  const more = h('div', { class: 'more-acts' });
  const acts = [
    act('check-check', t('select.markRead'), () => run((picked) => markAll(kind(), picked, true, refresh))),
    act('list-plus', t('select.addToList'), () => run((picked) => addToList({ kind: kind(), ids: picked }))),
    act('download', t('select.export'), () => run((picked) => exportAll(kind(), picked, t('select.exportName')))),
  ];
  const drawMore = () => replace(more, drop(h('summary', { class: 'btn btn-ghost btn-act' }, icon('ellipsis'), t('select.more')), [
    menuItem('rotate-ccw', t('select.markUnread'), () => run((picked) => markAll(kind(), picked, false, refresh))),
    menuItem('hard-drive-download', t('select.saveOffline'), () => run(keep)),
    single() && menuItem('eye', t('select.details'), () => run(async ([id]) => navigate(`/issue/${id}`))),
    isAdmin() && menuItem('pencil', t('select.edit'), () => run(edit)),
    isAdmin() && kind() === 'series' && few() && menuItem('merge', t('select.merge'), () => run(merge)),
  ], { end: true }));
  const element = h('div', { class: 'action-bar', role: 'toolbar', 'aria-label': t('select.bar') }, count,
    h('span', { class: 'pick-all' }, h('button', { class: 'link small', type: 'button', onclick: () => void selection.all() }, t('select.all')),
      h('button', { class: 'link small', type: 'button', onclick: () => selection.none() }, t('select.none'))),
    ...acts, more, h('button', { class: 'btn btn-ghost btn-icon bar-close', type: 'button', 'aria-label': t('select.end'), onclick: end }, icon('x')));
  let drawn = '';
  const draw = () => {
    element.hidden = !selection.active;
    count.textContent = words(selection, kind());
    for (const button of acts) /** @type {HTMLButtonElement} */ (button).disabled = selection.picked.size === 0;
    more.classList.toggle('is-off', selection.picked.size === 0);
    const now = `${kind()} ${single()} ${few()}`;
    if (drawn !== now) drawMore();
    drawn = now;
  };
  draw();
  return { element, draw };
}
