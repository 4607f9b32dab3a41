// The bar over the grid: view, order, size of covers, and the button to select.

import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { keep } from '../keep.js';
import { drop } from '../menu.js';
import { showsComics } from './query.js';

/**
 * @typedef {import('../cards.js').View} View
 * @typedef {import('./filter-bar.js').Change} Change
 */

/** @type {[View, string, string][]} */
const VIEWS = [['grid', t('browse.grid'), 'layout-grid'], ['list', t('browse.list'), 'list'], ['detailed', t('browse.detailed'), 'gallery-vertical']];
/** @type {[string, string, string][]} */
const SORTS = [['title', t('sort.title'), 'arrow-down-a-z'], ['added', t('sort.added'), 'clock'], ['number', t('sort.issues'), 'hash'],
  ['last_read', t('sort.lastRead'), 'book-open'], ['rating', t('sort.rating'), 'star']];
const NEWEST_FIRST = new Set(['added', 'last_read', 'rating']);
const SIZES = ['6.5rem', '8rem', '9.75rem', '11.5rem', '13.5rem'];
const SIZE_KEY = 'quarterbin.cover-size';
const VIEW_KEY = 'quarterbin.view';

/** @param {URLSearchParams} query @returns {View} */
export function readView(query) {
  const wanted = query.get('view') ?? localStorage.getItem(VIEW_KEY);
  return VIEWS.find(([view]) => view === wanted)?.[0] ?? 'grid';
}

/** @param {View} now @param {(view: View) => void} change */
export function viewSwitch(now, change) {
  return h('div', { class: 'seg', role: 'radiogroup', 'aria-label': t('browse.view') }, ...VIEWS.map(([view, label, name]) => h('label', { title: label },
    h('input', { type: 'radio', name: 'view', value: view, checked: view === now, onchange: () => {
      keep(VIEW_KEY, view);
      change(view);
    } }), h('span', { class: 'sr' }, label), icon(name))));
}

/** @param {URLSearchParams} query @param {Change} change */
export function sortMenu(query, change) {
  const now = query.get('sort') ?? 'title';
  const reversed = query.get('order') === 'desc';
  const label = (/** @type {string} */ value, /** @type {string} */ text) => (value === 'number' && showsComics(query) ? t('sort.number') : text);
  const [value, text, name] = SORTS.find(([key]) => key === now) ?? /** @type {[string, string, string]} */ (SORTS[0]);
  const words = label(value, text);
  const summary = h('summary', { class: 'btn', 'aria-label': reversed ? t('sort.nowReversed', { by: words }) : t('sort.now', { by: words }) },
    icon(name), h('span', { class: 'btn-words' }, words), icon('chevron-down', 'i-s'));
  return drop(summary, [
    ...SORTS.map(([key, said, sign]) => h('button', { class: key === now ? 'menu-item is-active' : 'menu-item', type: 'button', 'aria-pressed': String(key === now),
      onclick: () => change({ sort: key, order: NEWEST_FIRST.has(key) ? 'desc' : null }) }, icon(key === now ? 'check' : sign), label(key, said))),
    h('hr', { class: 'menu-sep' }),
    h('button', { class: 'menu-item', type: 'button', 'aria-pressed': String(reversed), onclick: () => change({ order: reversed ? 'asc' : 'desc' }) },
      icon(reversed ? 'check' : 'arrow-up-down'), t('sort.reverse')),
  ]);
}

/** @param {number} step */
function applySize(step) {
  const wide = matchMedia('(min-width: 1100px)').matches;
  if (wide && SIZES[step]) document.documentElement.style.setProperty('--cover-w', SIZES[step]);
  else document.documentElement.style.removeProperty('--cover-w');
}

/** @param {() => void} onSize called when the size of the covers changes */
export function sizeSlider(onSize) {
  const kept = localStorage.getItem(SIZE_KEY);
  const step = kept === null ? 2 : Number(kept);
  const input = h('input', { class: 'range', type: 'range', min: 0, max: SIZES.length - 1, value: step, oninput: () => {
    keep(SIZE_KEY, input.value);
    applySize(Number(input.value));
    onSize();
  } });
  if (kept !== null) applySize(step);
  return h('label', { class: 'density hide-phone' }, icon('grid-3x3', 'i-s'), h('span', { class: 'sr' }, t('browse.size')), input, icon('grid-2x2', 'i-s'));
}

/** @param {URLSearchParams} query @param {Change} change */
export function kindSwitch(query, change) {
  const comics = showsComics(query);
  /** @param {string} label @param {boolean} on @param {string | null} value */
  const one = (label, on, value) => h('label', null, h('input', { type: 'radio', name: 'show', checked: on, value: value ?? 'series', onchange: () => change({ show: value }) }), label);
  return h('div', { class: 'seg', role: 'radiogroup', 'aria-label': t('browse.shown') }, one(t('browse.series'), !comics, null), one(t('browse.comics'), comics, 'comics'));
}

/** The button that begins and ends selecting. @param {import('../selection/selection.js').Selection} selection */
export function selectButton(selection) {
  const button = h('button', { class: 'btn btn-select', type: 'button', 'aria-pressed': String(selection.active), onclick: () => selection.set(!selection.active) },
    icon('circle-check'), h('span', { class: 'btn-words' }, selection.active ? t('select.done') : t('select.select')));
  return button;
}

/**
 * Where the bars end that lie over a list that was scrolled, in px from the top of the window: the list's own, or the top bar
 * where that scrolled away.
 * @param {HTMLElement} bar
 */
export function lowestBar(bar) {
  const top = document.querySelector('.topbar')?.getBoundingClientRect().bottom ?? 0;
  return Math.max(top, (Number.parseFloat(getComputedStyle(bar).top) || 0) + bar.offsetHeight);
}
