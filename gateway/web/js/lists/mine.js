// The reader's lists: their own, those that are shared, and what they want to read. The shelves and the dialogs show them.

import { get, send } from '../api.js';
import { t } from '../i18n.js';
import * as state from '../state.js';

/** @typedef {import('../types.js').List} List */
/** @typedef {import('../types.js').SmartList} SmartList */
/** @typedef {import('../types.js').ItemKind} ItemKind */

const AT_ONCE = 1000;                    // ids of one request
const WINDOW = 200;

/** @type {Promise<void> | null} */
let loading = null;

async function fetchLists() {
  const [lists, smart] = await Promise.all([get('/api/lists'), get('/api/smart-lists')]);
  state.set({ lists: lists.items, smartLists: smart.items });
}

/** Fetches all lists anew; those who ask at the same time share one answer. */
export function loadLists() {
  loading ??= fetchLists().finally(() => { loading = null; });
  return loading;
}

/** What a list is called. @param {List} list */
export function listName({ kind, name }) {
  return kind === 'want' ? t('lists.want') : name;
}

/** The icon of a list. @param {List['kind'] | 'smart'} kind */
export function listIcon(kind) {
  if (kind === 'want') return 'star';
  if (kind === 'smart') return 'sparkles';
  return kind === 'collection' ? 'library' : 'list';
}

/** Where a list is shown. @param {List} list */
export function listHref({ id }) {
  return `/lists/${id}`;
}

/**
 * Every comic of some series, in reading order.
 * @param {string[]} ids
 * @returns {Promise<string[]>}
 */
export async function comicsOf(ids) {
  /** @type {string[]} */
  const found = [];
  for (const series of ids) {
    for (let offset = 0, total = 1; offset < total; offset += WINDOW) {
      const page = await get('/api/books', { series, sort: 'number', offset, limit: WINDOW });
      total = page.total;
      found.push(...page.items.map((/** @type {{id: string}} */ book) => book.id));
    }
  }
  return found;
}

/**
 * Puts series or comics at the end of a list; of a series a reading list takes all its comics.
 * @param {List} list
 * @param {ItemKind} kind
 * @param {string[]} ids
 * @returns {Promise<number>} how many were not in it before
 */
export async function addItems(list, kind, ids) {
  const takes = list.kind === 'reading' ? 'comic' : kind;
  const all = takes === kind ? ids : await comicsOf(ids);
  let added = 0;
  for (let at = 0; at < all.length; at += AT_ONCE) {
    added += (await send('POST', `/api/lists/${list.id}/items`, { ids: all.slice(at, at + AT_ONCE), kind: takes })).added;
  }
  return added;
}

/**
 * Takes the last items of a list away again: those that were just put there.
 * @param {List} list
 * @param {number} count
 */
export async function takeLast(list, count) {
  const { total } = await get(`/api/lists/${list.id}/items`, { limit: 1 });
  for (let offset = Math.max(0, total - count); offset < total; offset += WINDOW) {
    const limit = Math.min(WINDOW, total - offset);
    const { items } = await get(`/api/lists/${list.id}/items`, { offset: Math.max(0, total - count), limit });
    for (const { id } of items) await send('DELETE', `/api/lists/${list.id}/items/${id}`);
  }
}

/**
 * @param {string} name
 * @param {'collection' | 'reading'} kind
 * @param {boolean} [shared]
 * @returns {Promise<List>}
 */
export function makeList(name, kind, shared = false) {
  return send('POST', '/api/lists', { name, kind, shared });
}
