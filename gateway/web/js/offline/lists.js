// Changes of lists that wait for the server. They name list and item, so that they can be made without it.

import { newName } from './names.js';
import { put, waiting, waitingOf, withdrawWhole } from './outbox.js';

/** @typedef {import('../types.js').ItemKind} ItemKind */
/** @typedef {import('../types.js').List} List */
/** @typedef {import('./outbox.js').Change} Change */
/** @typedef {import('../types.js').Series | import('../types.js').Book} Item */
/** @typedef {{id: string, name: string}} Named a list, or something on one */

/** What is shown of something that waits to be put on a list: no more, since it is kept on the device. */
const SHOWN = ['id', 'name', 'title', 'filename', 'series', 'series_id', 'library_id', 'category', 'subcategory', 'volume', 'chapter', 'format', 'size_bytes', 'pages',
  'has_thumbnail', 'cover', 'problem', 'progress', 'issue_count', 'unread_count', 'in_progress', 'year', 'status', 'added_at', 'rating'];

/** @param {Item | undefined} item @returns {Partial<Item> | undefined} */
const shownOf = (item) => item && Object.fromEntries(Object.entries(item).filter(([name]) => SHOWN.includes(name)));

/** @param {string} list @param {string} item */
const idOf = (list, item) => `${list}/${item}`;

/**
 * Puts series or comics at the end of a list.
 * @param {Named} list @param {ItemKind} kind @param {string[]} ids @param {string} name of what is put there
 * @param {{id?: string, item?: Item}} [about] `id`: of the change; `item`: the only one, as it is shown meanwhile
 */
export const putOn = (list, kind, ids, name, { id = ids.length === 1 ? idOf(list.id, ids[0] ?? '') : newName(), item } = {}) => (
  put('listed', id, { list: list.id, on: list.name, kind, ids, name, item: shownOf(item) }));

/** @param {Named} list @param {ItemKind} kind @param {Named} item */
export const takeOff = (list, kind, { id, name }) => put('listed', idOf(list.id, id), { list: list.id, on: list.name, kind, ids: [id], gone: true, name });

/** @param {Named} list @param {Named} item @param {string | null} before null: to the end */
export const moveTo = (list, { id, name }, before) => put('moved', idOf(list.id, id), { list: list.id, on: list.name, item: id, before, name });

/** What waits of an item of a list. @param {string} list @param {string} item */
export const changeOf = (list, item) => waitingOf('listed', idOf(list, item));

/** Whether something is on a list, as this device knows it. @param {string} list @param {string} item @param {boolean} known what the server said */
export function isOn(list, item, known) {
  return waiting().reduce((on, { kind, data }) => (kind === 'listed' && data.list === list && data.ids.includes(item) ? !data.gone : on), known);
}

/**
 * Makes a list. Its id is made here and stays, so that what is done to it next need not wait for the server.
 * @param {string} name @param {'collection' | 'reading'} kind @param {boolean} shared
 */
export function make(name, kind, shared) {
  const id = newName();
  return { id, outcome: put('list', id, { list: id, name, kind, shared }) };
}

/** @param {Named} list @param {string} name */
export const rename = (list, name) => put('renamed', list.id, { list: list.id, on: list.name, name });

/** @param {Named} list */
export const remove = (list) => put('removed', list.id, { list: list.id, name: list.name });

/** What makes a list that the server has still to hear of. @param {string} list */
const birthOf = (list) => waitingOf('list', list);

/** Takes back a list that waits here, with all that was done to it. @param {string} list @returns {Change[]} none where the server may have heard of it */
export function unmake(list) {
  const birth = birthOf(list);
  return birth ? withdrawWhole(birth) : [];
}

/** What is on its way onto a list, in order. @param {string} list */
export const additions = (list) => waiting().filter(({ kind, data }) => kind === 'listed' && data.list === list && !data.gone);

/**
 * The items of a list with what is on its way onto it, as far as it is known how that looks, and without what is taken out.
 * @param {string} list @param {import('../types.js').ListItem[]} items
 * @returns {import('../types.js').ListItem[]}
 */
export function onList(list, items) {
  const here = items.filter(({ id }) => isOn(list, id, true));
  const more = additions(list).filter(({ data }) => data.item && !here.some(({ id }) => id === data.item.id));
  return [...here, ...more.map(({ at, data: { kind, item } }) => ({ id: item.id, kind, added_at: at, series: kind === 'series' ? item : null, book: kind === 'series' ? null : item }))];
}

/** A list that waits here, as it will be. @param {string} id @returns {List | null} */
export function waitingList(id) {
  return birthOf(id) && (withWaiting([]).find((list) => list.id === id) ?? null);
}

/** A change of a list. @param {List[]} lists @param {Change} change @returns {List[]} */
function changed(lists, { kind, data, at }) {
  const here = lists.find(({ id }) => id === data.list);
  if (kind === 'list') return here ? lists : [...lists, { id: data.list, name: data.name, kind: data.kind, shared: data.shared, mine: true, item_count: 0, created_at: at, updated_at: at, waits: true }];
  if (kind === 'removed') return here ? lists.filter((one) => one !== here) : lists;
  const unknown = data.kind === 'series' && here?.kind === 'reading';      // how many comics these are
  const more = unknown ? 0 : data.gone ? -1 : data.ids?.length;
  const patch = kind === 'renamed' ? { name: data.name } : kind === 'listed' ? { item_count: Math.max(0, (here?.item_count ?? 0) + more) } : null;
  return here && patch ? lists.map((one) => (one === here ? { ...one, ...patch } : one)) : lists;
}

/** Lists as this device knows them; the very same where nothing of them waits. @param {List[]} lists as the server said @returns {List[]} */
export function withWaiting(lists) {
  return waiting().reduce(changed, lists);
}
