// The reader's lists: their own, those that are shared, and what they want to read. The shelves and the dialogs show them.

import { ApiError, get, send } from '../api.js';
import { t } from '../i18n.js';
import { newName } from '../offline/names.js';
import { inParts } from '../selection/in-parts.js';
import * as state from '../state.js';

/** @typedef {import('../types.js').List} List */
/** @typedef {import('../types.js').SmartList} SmartList */
/** @typedef {import('../types.js').ItemKind} ItemKind */
/** @typedef {import('../offline/outbox.js').Change} Change */

const AT_ONCE = 1000;                    // ids of one request
const SERIES_AT_ONCE = 100;

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

/** What a list is called. @param {Pick<List, 'kind' | 'name'>} list */
export function listName({ kind, name }) {
  return kind === 'want' ? t('lists.want') : name;
}

/** How much is in a list, in words. @param {List['kind']} kind @param {number} n */
export function listCount(kind, n) {
  if (kind === 'reading') return t('count.comics', { n });
  return kind === 'collection' ? t('count.series', { n }) : t('lists.things', { n });
}

/** The icon of a list. @param {List['kind'] | 'smart'} kind */
export function listIcon(kind) {
  if (kind === 'want') return 'star';
  if (kind === 'smart') return 'sparkles';
  return kind === 'collection' ? 'library' : 'list';
}

/** Where a list is shown. @param {Pick<List, 'id'>} list */
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
  for (let at = 0; at < ids.length; at += SERIES_AT_ONCE) {
    const part = await send('POST', '/api/series/comics', { series_ids: ids.slice(at, at + SERIES_AT_ONCE) });
    for (const id of part.ids) found.push(id);
  }
  return found;
}

/**
 * Puts series or comics at the end of a list; of a series a reading list takes all its comics.
 * @param {List} list
 * @param {ItemKind} kind
 * @param {string[]} ids
 * @returns {Promise<{added: number, waits: Change[], rest: string}>} how many were not in it before, what waits on this device,
 *   and why not all of them were put there
 */
export async function addItems(list, kind, ids) {
  const takes = list.kind === 'reading' ? 'comic' : kind;
  const all = takes === kind ? ids : await comicsOf(ids).catch(needsServer);
  const { putOn } = await import('../offline/lists.js');
  const { waitingOf } = await import('../offline/outbox.js');
  /** @type {Change[]} */
  const waits = [];
  let added = 0;
  try {
    const whole = await inParts(all, AT_ONCE, async (part) => {
      const id = newName();
      const name = takes === 'comic' ? t('count.comics', { n: part.length }) : t('count.series', { n: part.length });
      const outcome = await putOn({ id: list.id, name: listName(list) }, takes, part, name, id);
      if (outcome && 'error' in outcome) throw outcome.error;
      const change = waitingOf('listed', id);
      if (outcome) added += outcome.answer?.added ?? 0;
      else if (change) waits.push(change);
    });
    return { added, waits, rest: whole ? '' : t('parts.stopped') };
  } catch (error) {
    if (!(error instanceof ApiError) || !(added || waits.length)) throw error;
    return { added, waits, rest: error.detail };
  }
}

/** @param {unknown} error @returns {never} */
function needsServer(error) {
  if (error instanceof ApiError && error.code === 'offline') throw new ApiError(0, 'offline', t('lists.seriesOffline'));
  throw error;
}

/**
 * Takes the last items of a list away again: those that were just put there.
 * @param {List} list
 * @param {number} count
 */
export async function takeLast(list, count) {
  await send('DELETE', `/api/lists/${list.id}/items?last=${count}`);
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
