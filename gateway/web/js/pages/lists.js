// All lists: what one wants to read, reading lists, collections, smart lists; new ones, and those of CBL files.

import { get, passOverRefusal } from '../api.js';
import { withBones } from '../bones.js';
import { cover } from '../cover.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { newList } from '../lists/change.js';
import { importButton } from '../lists/import.js';
import { listCount, listHref, listIcon, listName, listsSoon } from '../lists/mine.js';
import { waitsMark } from '../offline/waits.js';
import { setTitle } from '../router.js';
import * as state from '../state.js';

/**
 * @typedef {import('../types.js').List} List
 * @typedef {import('../types.js').SmartList} SmartList
 */

const FAN = 3;                           // covers that lie fanned on a list's card

const blank = () => h('span', { class: 'fan' }, ...Array.from({ length: FAN }, () => h('span', { class: 'cover cover-blank' })));

/**
 * The covers on a card, which come once it is there.
 * @param {string} path of the items
 * @param {(n: number) => void} counted
 * @param {AbortSignal} signal
 */
function fan(path, counted, signal) {
  const holder = blank();
  const fill = async () => {
    try {
      const { items, total } = await get(path, { limit: FAN }, { signal });
      counted(total);
      const boxes = items.map((/** @type {any} */ item) => cover(item.book ?? item.series ?? item));
      replace(holder, ...boxes, ...Array.from({ length: FAN - boxes.length }, () => h('span', { class: 'cover cover-blank' })));
    } catch (error) {
      passOverRefusal(error);                               // a card without its covers is still a way to the list
    }
  };
  void fill();
  return holder;
}

/** @param {string} href @param {string} sign @param {string} name @param {string} meta @param {HTMLElement} covers @param {HTMLElement} [number] */
function card(href, sign, name, meta, covers, number) {
  return h('a', { class: 'list-card', href, id: `list-${href.replaceAll('/', '-')}` }, covers,
    h('span', null, h('span', { class: 'card-title' }, icon(sign, 'i-s'), name), h('span', { class: 'card-meta num' }, number ?? null, meta)));
}

/** @param {List} list @param {AbortSignal} signal */
function listCard(list, signal) {
  if (list.waits) return card(listHref(list), listIcon(list.kind), listName(list), '', blank(), waitsMark());
  const marks = [listCount(list.kind, list.item_count), list.shared && (list.mine ? t('lists.sharedMark') : t('lists.sharedByOther'))].filter(Boolean).join(' · ');
  return card(listHref(list), listIcon(list.kind), listName(list), marks, fan(`/api/lists/${list.id}/items`, () => {}, signal));
}

/** @param {SmartList} list @param {AbortSignal} signal */
function smartCard(list, signal) {
  const number = h('span', null, ' ');
  const covers = fan(`/api/smart-lists/${list.id}/items`, (n) => {
    number.textContent = [list.kind === 'books' ? t('count.comics', { n }) : t('count.series', { n }), list.shared && t('lists.sharedMark')].filter(Boolean).join(' · ');
  }, signal);
  return card(`/smart/${list.id}`, 'sparkles', list.name, '', covers, number);
}

/** @param {string} id @param {string} title @param {string} hint @param {Node[]} cards */
function group(id, title, hint, cards) {
  return cards.length > 0 && h('section', { class: 'rail', 'aria-labelledby': id }, h('div', { class: 'rail-head' }, h('h2', { id }, title), h('p', { class: 'quiet small hide-phone' }, hint)),
    h('div', { class: 'list-cards' }, ...cards));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle(t('lists.lists'));
  await withBones(main, listsSoon(), signal);
  signal.throwIfAborted();
  const body = h('div', { class: 'list-groups' });
  let drawn = new AbortController();
  const draw = () => {
    drawn.abort();
    drawn = new AbortController();
    const lists = state.get('lists') ?? [];
    const smart = state.get('smartLists') ?? [];
    const of = (/** @type {List['kind']} */ kind) => lists.filter((list) => list.kind === kind).map((list) => listCard(list, drawn.signal));
    const none = !smart.length && lists.every(({ kind }) => kind === 'want');
    replace(body, group('l-want', t('lists.want'), t('lists.wantHint'), of('want')), group('l-reading', t('lists.readings'), t('lists.readingHint'), of('reading')),
      group('l-collections', t('lists.collections'), t('lists.collectionHint'), of('collection')),
      group('l-smart', t('lists.smarts'), t('lists.smartHint'), smart.map((list) => smartCard(list, drawn.signal))),
      none && h('p', { class: 'quiet' }, t('lists.noneYet')));
  };
  draw();
  replace(main, h('header', { class: 'page-head' }, h('div', { class: 'page-head-row list-head' }, h('h1', null, t('lists.lists')),
    h('div', { class: 'actions' }, importButton(), h('button', { class: 'btn btn-spot', type: 'button', onclick: () => void newList() }, icon('plus'), t('lists.newTitle'))))), body);
  const end = state.subscribe(['lists', 'smartLists'], draw);
  return () => {
    end();
    drawn.abort();
  };
}
