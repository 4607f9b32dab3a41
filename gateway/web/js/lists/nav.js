// One's lists among the shelves, with how much is in them.

import { get, passOverRefusal } from '../api.js';
import { h, icon } from '../dom.js';
import { number } from '../format.js';
import { t } from '../i18n.js';
import { redraw } from '../redraw.js';
import { listHref, listIcon } from './mine.js';

/** @typedef {import('../types.js').List} List */
/** @typedef {import('../types.js').SmartList} SmartList */

const MOST = 12;                         // the rest is on the page of all lists

/** How many items a smart list has, by its id; asked for again when the list changes. @type {Map<string, {at: string, total: number}>} */
const totals = new Map();

/** @param {string} href @param {string} name of the icon @param {string} text @param {string} count */
function row(href, name, text, count) {
  const number = h('span', { class: 'count' }, count);
  return { count: number, element: h('li', null, h('div', { class: 'nav-row' }, h('a', { href }, icon(name), h('span', null, text), number))) };
}

/** @param {SmartList} list @param {HTMLElement} place */
async function fillTotal(list, place) {
  const known = totals.get(list.id);
  if (known?.at === list.updated_at) {
    place.textContent = number(known.total);
    return;
  }
  try {
    const { total } = await get(`/api/smart-lists/${list.id}/items`, { limit: 1 });
    totals.set(list.id, { at: list.updated_at, total });
    place.textContent = number(total);
  } catch (error) {
    passOverRefusal(error);                              // a list without its number is still a way to it
  }
}

/**
 * @param {HTMLElement} holder
 * @param {List[]} lists
 * @param {SmartList[]} smart
 */
export function drawLists(holder, lists, smart) {
  const own = lists.filter(({ kind }) => kind !== 'want').map((list) => row(listHref(list), listIcon(list.kind), list.name, number(list.item_count)).element);
  const kept = smart.map((list) => {
    const made = row(`/smart/${list.id}`, listIcon('smart'), list.name, '');
    if (own.length + smart.indexOf(list) < MOST) void fillTotal(list, made.count);
    return made.element;
  });
  const all = [...own, ...kept];
  redraw(holder, h('div', { class: 'label' }, h('h2', { class: 'label' }, t('lists.yours'))),
    h('ul', null, ...all.slice(0, MOST), row('/lists', 'list-plus', all.length ? t('lists.all') : t('lists.makeOne'), all.length > MOST ? number(all.length) : '').element));
}
