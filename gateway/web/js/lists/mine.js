// The reader's lists: their own, those that are shared, and what they want to read. The shelves and the dialogs show them.

import { ApiError, get, passOverRefusal, send } from '../api.js';
import { t } from '../i18n.js';
import { keep } from '../keep.js';
import { newName } from '../offline/names.js';
import { inParts } from '../selection/in-parts.js';
import * as state from '../state.js';

/** @typedef {import('../types.js').List} List */
/** @typedef {import('../types.js').SmartList} SmartList */
/** @typedef {import('../types.js').ItemKind} ItemKind */
/** @typedef {import('../offline/outbox.js').Change} Change */

const AT_ONCE = 1000;                    // ids of one request
const SERIES_AT_ONCE = 100;

const KEY = 'quarterbin.lists';          // goes when its owner does, see offline/owner.js
const SOON = 1500;                       // ms

/** @type {Promise<void> | null} */
let loading = null;
/** The lists as the server last sent them. @type {List[] | null} */
let said = null;
/** Whether what is shown has changes that the server does not know yet. */
let ahead = false;

/** @param {{lists: List[], smart: SmartList[]}} now */
function take({ lists, smart }) {
  said = lists;
  state.set({ smartLists: smart });
  return showLists();
}

/** As this device saw them last. @returns {{lists: List[], smart: SmartList[]} | null} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;                         // storage is switched off, or holds something else
  }
}

async function fetchLists() {
  try {
    const [lists, smart] = await Promise.all([get('/api/lists'), get('/api/smart-lists')]);
    const now = { lists: lists.items, smart: smart.items };
    keep(KEY, JSON.stringify(now));      // no room: without a network they are not known
    await take(now);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'offline') throw error;
    const last = said ? null : kept();
    if (!said && !last) throw error;
    if (last) await take(last);
  }
}

/**
 * Fetches all lists again; calls at the same time share one answer. Without an answer they are the ones that this
 * device knows.
 */
export function loadLists() {
  loading ??= fetchLists().finally(() => { loading = null; });
  return loading;
}

/** The same; those that this device knows where no answer comes soon. */
export async function listsSoon() {
  const last = said ? null : kept();
  const soon = new Promise((/** @type {(soon: typeof last) => void} */ resolve) => { if (last) setTimeout(() => resolve(last), SOON); });
  const now = await Promise.race([loadLists(), soon]);
  if (now && !said) await take(now);
}

/** Shows the lists with what waits here; once the server has heard of it, as it has them then. */
export async function showLists() {
  if (!said) return;
  const waits = state.get('waiting') ? (await import('../offline/lists.js')).withWaiting(said) : said;
  const sent = ahead && waits === said && state.get('online');
  ahead = waits !== said;
  if (!sent) {
    state.set({ lists: waits });
    return;
  }
  await loading?.catch(passOverRefusal);       // asked before it was sent
  await loadLists().catch(passOverRefusal);    // what is shown stays until the next change
}
state.subscribe(['waiting'], () => void showLists());

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
 * Puts series or comics at the end of a list; of a series a reading list takes all its comics, which the server knows.
 * @param {List} list
 * @param {ItemKind} kind
 * @param {string[]} ids
 * @param {string} [named] what a single one is called
 * @param {import('../offline/lists.js').Item} [item] a single one
 * @returns {Promise<{added: number, waits: Change[], rest: string}>} how many were not in it before, what waits on this device,
 *   and why not all of them were put there
 */
export async function addItems(list, kind, ids, named, item) {
  const { putOn } = await import('../offline/lists.js');
  const { waitingOf } = await import('../offline/outbox.js');
  /** @type {Change[]} */
  const waits = [];
  let added = 0;
  try {
    const whole = await inParts(ids, kind === 'series' ? SERIES_AT_ONCE : AT_ONCE, async (part) => {
      const id = newName();
      const name = named ?? (kind === 'comic' ? t('count.comics', { n: part.length }) : t('count.series', { n: part.length }));
      const outcome = await putOn({ id: list.id, name: listName(list) }, kind, part, name, { id, item });
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

/**
 * Takes the last items of a list away again: those that were just put there.
 * @param {List} list
 * @param {number} count
 */
export async function takeLast(list, count) {
  await send('DELETE', `/api/lists/${list.id}/items?last=${count}`);
}

/**
 * Makes a list, now or when the server is back.
 * @param {string} name
 * @param {'collection' | 'reading'} kind
 * @param {boolean} [shared]
 * @returns {Promise<List>}
 */
export async function makeList(name, kind, shared = false) {
  const { make, waitingList } = await import('../offline/lists.js');
  const { id, outcome } = make(name, kind, shared);
  const how = await outcome;
  if (how && 'error' in how) throw how.error;
  return how?.answer ?? waitingList(id) ?? await get(`/api/lists/${id}`);
}
