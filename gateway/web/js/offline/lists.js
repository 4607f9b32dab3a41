// Changes of lists that are on their way: said by list and item, so that they can be made without the server.

import { newName } from './names.js';
import { put, waiting, waitingOf } from './outbox.js';

/** @typedef {import('../types.js').ItemKind} ItemKind */
/** @typedef {{id: string, name: string}} Named a list, or something on one */

/** @param {string} list @param {string} item */
const idOf = (list, item) => `${list}/${item}`;

/**
 * Puts series or comics at the end of a list.
 * @param {Named} list @param {ItemKind} kind @param {string[]} ids @param {string} name of what is put there
 * @param {string} [id] of the change
 */
export const putOn = (list, kind, ids, name, id = ids.length === 1 ? idOf(list.id, ids[0] ?? '') : newName()) => put('listed', id, { list: list.id, on: list.name, kind, ids, name });

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
