// The bars over the grid: view, sort, size of covers, filters.

import { h, icon, replace } from './dom.js';
import { drop } from './menu.js';
import * as state from './state.js';

/**
 * @typedef {import('./cards.js').View} View
 * @typedef {(changes: Record<string, string | null>) => void} Change
 */

/** @type {[View, string, string][]} */
const VIEWS = [['grid', 'Grid', 'layout-grid'], ['list', 'List', 'list'], ['detailed', 'Detailed', 'gallery-vertical']];
/** @type {[string, string, string][]} */
const SORTS = [['title', 'Name', 'arrow-down-a-z'], ['added', 'Date added', 'clock'], ['number', 'Issues', 'hash'], ['last_read', 'Last read', 'book-open']];
/** @type {[string, string][]} */
const READ = [['unread', 'Unread'], ['reading', 'In progress'], ['read', 'Read']];
const FORMATS = ['cbz', 'cbr', 'cb7', 'cbt', 'pdf', 'epub'];
const SIZES = ['6.5rem', '8rem', '9.75rem', '11.5rem', '13.5rem'];
const SIZE_KEY = 'quarterbin.cover-size';
const VIEW_KEY = 'quarterbin.view';

/** @param {URLSearchParams} query @returns {View} */
export function readView(query) {
  const wanted = query.get('view') ?? localStorage.getItem(VIEW_KEY);
  return VIEWS.find(([view]) => view === wanted)?.[0] ?? 'grid';
}

/** @param {URLSearchParams} query @param {Change} change */
function viewSwitch(query, change) {
  const now = readView(query);
  return h('div', { class: 'seg', role: 'radiogroup', 'aria-label': 'View' }, ...VIEWS.map(([view, label, name]) => h('label', { title: label },
    h('input', { type: 'radio', name: 'view', value: view, checked: view === now, onchange: () => {
      localStorage.setItem(VIEW_KEY, view);
      change({ view });
    } }), h('span', { class: 'sr' }, label), icon(name))));
}

/** @param {URLSearchParams} query @param {Change} change */
function sortMenu(query, change) {
  const now = query.get('sort') ?? 'title';
  const reversed = query.get('order') === 'desc';
  const label = (/** @type {string} */ value, /** @type {string} */ text) => (value === 'number' && query.get('show') === 'comics' ? 'Number' : text);
  const [value, text, name] = SORTS.find(([key]) => key === now) ?? /** @type {[string, string, string]} */ (SORTS[0]);
  const summary = h('summary', { class: 'btn', 'aria-label': `Sorted by ${label(value, text)}${reversed ? ', reversed' : ''}` },
    icon(name), label(value, text), icon('chevron-down', 'i-s'));
  const newestFirst = (/** @type {string} */ key) => (key === 'added' || key === 'last_read' ? 'desc' : null);
  return drop(summary, [
    ...SORTS.map(([key, words, sign]) => h('button', { class: key === now ? 'menu-item is-active' : 'menu-item', type: 'button', 'aria-pressed': String(key === now),
      onclick: () => change({ sort: key, order: newestFirst(key) }) }, icon(key === now ? 'check' : sign), label(key, words))),
    h('hr', { class: 'menu-sep' }),
    h('button', { class: 'menu-item', type: 'button', 'aria-pressed': String(reversed), onclick: () => change({ order: reversed ? null : 'desc' }) },
      icon(reversed ? 'check' : 'arrow-up-down'), 'Reverse'),
  ]);
}

/** @param {number} step */
function applySize(step) {
  const wide = matchMedia('(min-width: 1100px)').matches;
  if (wide && SIZES[step]) document.documentElement.style.setProperty('--cover-w', SIZES[step]);
  else document.documentElement.style.removeProperty('--cover-w');
}

/** @param {() => void} onSize */
function sizeSlider(onSize) {
  const kept = localStorage.getItem(SIZE_KEY);
  const step = kept === null ? 2 : Number(kept);
  const input = h('input', { class: 'range', type: 'range', min: 0, max: SIZES.length - 1, value: step, oninput: () => {
    localStorage.setItem(SIZE_KEY, input.value);
    applySize(Number(input.value));
    onSize();
  } });
  if (kept !== null) applySize(step);
  return h('label', { class: 'density push hide-phone' }, icon('grid-3x3', 'i-s'), h('span', { class: 'sr' }, 'Size of the covers'), input, icon('grid-2x2', 'i-s'));
}

/** @param {URLSearchParams} query @param {Change} change */
function readChips(query, change) {
  const now = query.get('read');
  return READ.map(([value, label]) => h('button', { class: 'chip', type: 'button', 'aria-pressed': String(now === value), id: `filter-${value}`,
    onclick: () => change({ read: now === value ? null : value }) }, label, now === value && icon('x', 'i-s')));
}

/**
 * A filter with a few values, in a menu.
 * @param {string} name of the query
 * @param {string} title
 * @param {[string, string][]} values
 * @param {URLSearchParams} query
 * @param {Change} change
 */
function filterMenu(name, title, values, query, change) {
  const now = query.get(name);
  const chosen = values.find(([value]) => value === now)?.[1];
  const summary = h('summary', { class: chosen ? 'chip chip-on' : 'chip', id: `filter-${name}` }, chosen ? `${title}: ${chosen}` : title, icon('chevron-down', 'i-s'));
  return drop(summary, values.map(([value, label]) => h('button', { class: value === now ? 'menu-item is-active' : 'menu-item', type: 'button',
    'aria-pressed': String(value === now), onclick: () => change({ [name]: value === now ? null : value }) }, icon(value === now ? 'check' : 'circle'), label)));
}

/** @param {URLSearchParams} query @param {Change} change */
function kindSwitch(query, change) {
  const comics = query.get('show') === 'comics';
  /** @param {string} label @param {boolean} on @param {string | null} value */
  const one = (label, on, value) => h('label', null, h('input', { type: 'radio', name: 'show', checked: on, value: label, onchange: () => change({ show: value }) }), label);
  return h('div', { class: 'seg', role: 'radiogroup', 'aria-label': 'What is shown' }, one('Series', !comics, null), one('Comics', comics, 'comics'));
}

/**
 * Draws the bars. Who had the focus keeps it.
 * @param {HTMLElement} holder
 * @param {URLSearchParams} query
 * @param {Change} change
 * @param {() => void} onSize called when the size of the covers changes
 */
export function browseTools(holder, query, change, onSize) {
  const from = document.activeElement;
  const mark = from instanceof HTMLElement && holder.contains(from)
    ? (from instanceof HTMLInputElement ? `input[name="${from.name}"][value="${from.value}"]` : from.closest('details') ? 'summary' : from.id && `#${from.id}`) : '';
  const place = from instanceof Element ? [...holder.querySelectorAll('summary')].indexOf(/** @type {HTMLElement} */ (from.closest('details')?.querySelector('summary'))) : -1;
  const libraries = state.get('libraries') ?? [];
  replace(holder,
    h('div', { class: 'toolbar-row' }, viewSwitch(query, change), sortMenu(query, change), sizeSlider(onSize)),
    h('div', { class: 'toolbar-row' }, h('div', { class: 'filters', role: 'group', 'aria-label': 'Filters' }, kindSwitch(query, change), ...readChips(query, change),
      filterMenu('format', 'Format', FORMATS.map((value) => [value, value.toUpperCase()]), query, change),
      libraries.length > 1 && filterMenu('library', 'Library', libraries.map(({ id, name }) => [id, name]), query, change))));
  const target = mark === 'summary' ? holder.querySelectorAll('summary')[place] : mark ? holder.querySelector(mark) : null;
  if (target instanceof HTMLElement) target.focus();
}
