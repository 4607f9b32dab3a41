// Category, subcategory, series. The twisty opens, the name goes there. A branch is fetched when it is first opened;
// which ones are open is remembered on the device.

import { get, isAbort } from './api.js';
import { h, icon, replace } from './dom.js';
import { number } from './format.js';
import { t } from './i18n.js';
import { keep } from './keep.js';

/**
 * @typedef {import('./types.js').TreeSeries} TreeSeries
 * @typedef {{category: string, subcategory: string | null}} Branch
 */

const KEY = 'quarterbin.shelves';
const MOST = 200;                       // leaves of one branch; beyond it, the way on is the branch's own page

/** @type {Set<string>} */
const open = new Set(readOpen());

/** @returns {string[]} */
function readOpen() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : [];
  } catch {
    return [];
  }
}

/** @param {Branch} branch */
function keyOf({ category, subcategory }) {
  return JSON.stringify(subcategory === null ? [category] : [category, subcategory]);
}

/** @param {Branch} branch */
function hrefOf({ category, subcategory }) {
  const query = new URLSearchParams({ category });
  if (subcategory !== null) query.set('subcategory', subcategory);
  return `/browse?${query}`;
}

/**
 * The series right under a branch.
 * @param {Branch} branch
 * @returns {Promise<TreeSeries[]>}
 */
async function seriesOf({ category, subcategory }) {
  /** @type {import('./types.js').Tree} */
  const tree = await get('/api/tree', { category, subcategory });
  const found = tree.items.find((item) => item.name === category);
  const holder = subcategory === null ? found : found?.subcategories.find((item) => item.name === subcategory);
  return holder?.series ?? [];
}

/** @param {TreeSeries} series */
function leaf({ id, name, count }) {
  return h('li', null, h('div', { class: 'nav-row leaf' },
    h('a', { href: `/series/${id}` }, h('span', null, name), h('span', { class: 'count' }, number(count)))));
}

/**
 * @param {Branch} branch
 * @param {number} count
 * @param {HTMLLIElement[]} inner branches inside
 * @param {boolean} direct whether series lie right under it
 * @param {() => void} onChange
 */
function branchRow(branch, count, inner, direct, onChange) {
  const key = keyOf(branch);
  const name = branch.subcategory ?? branch.category;
  const list = h('ul', null, ...inner);
  let fetched = !direct;
  const fill = async () => {
    if (fetched) return;
    fetched = true;
    try {
      const series = await seriesOf(branch);
      const more = series.length > MOST && h('li', null, h('div', { class: 'nav-row leaf' },
        h('a', { href: hrefOf(branch) }, h('span', null, t('tree.all', { n: series.length })))));
      replace(list, ...inner, ...series.slice(0, MOST).map(leaf), more);
      onChange();
    } catch (error) {
      fetched = false;
      if (isAbort(error)) return;
      replace(list, ...inner, h('li', null, h('div', { class: 'nav-row leaf' },
        h('button', { class: 'link small', type: 'button', onclick: () => void fill() }, t('tree.failed')))));
    }
  };
  const twisty = h('button', { class: 'twisty', type: 'button', 'aria-expanded': 'false', 'aria-label': name, onclick: () => {
    toggle(twisty.getAttribute('aria-expanded') !== 'true');
    keep(KEY, JSON.stringify([...open]));
  } }, icon('chevron-right'));
  /** @param {boolean} on */
  const toggle = (on) => {
    twisty.setAttribute('aria-expanded', String(on));
    if (on) {
      open.add(key);
      void fill();
    } else open.delete(key);
  };
  const row = h('li', null, h('div', { class: 'nav-row' }, twisty,
    h('a', { href: hrefOf(branch) }, h('span', null, name), h('span', { class: 'count' }, number(count)))), list);
  if (open.has(key)) toggle(true);
  return row;
}

/** @param {KeyboardEvent} event @param {HTMLElement} tree */
function onKey(event, tree) {
  const from = event.target;
  if (!(from instanceof HTMLElement)) return;
  const links = [...tree.querySelectorAll('a')].filter((link) => link.offsetParent !== null);
  const own = from.closest('.nav-row')?.querySelector('a');
  const at = own ? links.indexOf(own) : -1;
  const twisty = from.closest('.nav-row')?.querySelector('.twisty');
  const isOpen = twisty?.getAttribute('aria-expanded') === 'true';
  /** @type {Element | null | undefined} */
  let to;
  if (event.key === 'ArrowDown') to = links[at + 1];
  else if (event.key === 'ArrowUp') to = links[at - 1];
  else if (event.key === 'Home') to = links[0];
  else if (event.key === 'End') to = links[links.length - 1];
  else if (event.key === 'ArrowRight') {
    if (twisty instanceof HTMLElement && !isOpen) twisty.click();
    else to = isOpen ? links[at + 1] : null;
  } else if (event.key === 'ArrowLeft') {
    if (twisty instanceof HTMLElement && isOpen) twisty.click();
    else to = from.closest('ul')?.parentElement?.querySelector(':scope > .nav-row > a');
  } else return;
  event.preventDefault();
  if (to instanceof HTMLElement) to.focus();
}

/**
 * @param {import('./types.js').Tree} tree
 * @param {() => void} onChange called when rows have come
 */
export function drawTree(tree, onChange) {
  const rows = tree.items.map((category) => {
    const inner = category.subcategories.map((sub) =>
      branchRow({ category: category.name, subcategory: sub.name }, sub.count, [], true, onChange));
    const within = category.subcategories.reduce((sum, sub) => sum + sub.count, 0);
    return branchRow({ category: category.name, subcategory: null }, category.count, inner, category.count > within, onChange);
  });
  const list = h('ul', { class: 'tree' }, ...rows);
  list.addEventListener('keydown', (event) => onKey(event, list));
  return list;
}
