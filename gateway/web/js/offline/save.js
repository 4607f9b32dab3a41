// "Save offline": comics come to this device one after the other, also after the page was closed or the network away.

import { ApiError, get, isAbort } from '../api.js';
import { t } from '../i18n.js';
import { navigate } from '../router.js';
import * as state from '../state.js';
import { toast } from '../toast.js';
import { download, NoRoom } from './download.js';
import { room } from './room.js';
import { allOf, cacheOf, canSave, change, erase, one, write } from './shelf.js';

/** @typedef {import('./shelf.js').Saved} Saved */

const LOCK = 'quarterbin-saving';
const PAGE = 200;

/** @type {AbortController | null} */
let life = null;
/** How many comics were asked for and how many of them are done, since nothing waited. */
let [asked, ended, failed] = [0, 0, 0];

/** @param {Saved} entry */
const waits = ({ state: at }) => at === 'waiting' || at === 'saving';
/** @param {unknown} error */
const isFull = (error) => error instanceof DOMException && error.name === 'QuotaExceededError';
const me = () => state.get('user')?.id ?? '';

/** @param {string} series @returns {Promise<string[]>} */
async function issuesOf(series) {
  /** @type {string[]} */
  const ids = [];
  for (let cursor = ''; ;) {
    const page = await get('/api/books', { series, sort: 'number', limit: PAGE, cursor });
    ids.push(...page.items.map((/** @type {{id: string}} */ { id }) => id));
    if (!page.next_cursor) return ids;
    cursor = page.next_cursor;
  }
}

/**
 * Saves a series or some comics on this device, and says how it goes. What is here already is not brought again.
 * @param {{series_id: string} | {comic_ids: string[]}} what
 * @returns {Promise<void>} ends once they wait in line
 */
export async function saveOffline(what) {
  if (!canSave) {
    toast(t('offline.unsupported'));
    return;
  }
  try {
    const ids = 'series_id' in what ? await issuesOf(what.series_id) : what.comic_ids;
    const user = me();
    let fresh = 0;
    for (const [at, id] of ids.entries()) {
      const kept = await one(user, id);
      if (kept && (kept.state === 'saved' || waits(kept))) continue;
      const blank = { id, user, name: '', series: '', series_id: '', cover: '', pages: null, done: 0, bytes: 0, missing: [], note: '' };
      await write({ ...blank, ...kept, state: 'waiting', note: '', asked: Date.now() + at / PAGE });
      fresh += 1;
    }
    if (fresh === 0) {
      toast(t('offline.already', { n: ids.length }), { label: t('offline.show'), onUndo: () => navigate('/offline') });
      return;
    }
    void navigator.storage.persist();                      // refused: the browser may drop what is saved when the disk is full
    asked += fresh;
    toast(t('offline.begins', { n: fresh }), { label: t('offline.cancel'), onUndo: cancelSaving });
    void resume();
  } catch (error) {
    if (!(error instanceof ApiError || isFull(error))) throw error;
    toast(t('offline.notSaved', { reason: error instanceof ApiError ? error.detail : t('offline.noRoom') }));
  }
}

/** Goes on with what waits. One page of the app does it at a time. @returns {Promise<void>} */
export async function resume() {
  if (life || !canSave) return;
  const mine = new AbortController();
  life = mine;
  try {
    await navigator.locks.request(LOCK, { signal: mine.signal }, () => work(mine.signal));
  } catch (error) {
    if (!isAbort(error)) throw error;
  } finally {
    if (life === mine) {                                   // else it was cancelled, which says so once all is gone
      life = null;
      state.set({ saving: null });
    }
  }
}

/** @param {AbortSignal} signal */
async function work(signal) {
  for (;;) {
    const line = (await allOf(me())).filter(waits);
    const [entry] = line;
    if (!entry || signal.aborted) break;
    asked = Math.max(asked, ended + line.length);
    if (!(await saveOne(entry, signal))) return;           // no answer: it goes on when the network is back
    ended += 1;
  }
  if (signal.aborted || ended === 0) return;
  const show = { label: t('offline.show'), onUndo: () => navigate('/offline') };
  toast(failed ? t('offline.someFailed', { n: failed, all: ended }) : t('offline.done', { n: ended }), show);
  [asked, ended, failed] = [0, 0, 0];
}

/** @param {Saved} entry @param {AbortSignal} signal @returns {Promise<boolean>} whether it came to an end, good or bad */
async function saveOne(entry, signal) {
  const { user, id } = entry;
  const onProgress = (/** @type {Saved} */ now) => state.set({ saving: { entry: now, at: ended + 1, of: asked } });
  onProgress(entry);
  try {
    await download(entry, { signal, onProgress, roomFor: async () => room(await allOf(user)) });
  } catch (error) {
    if (isAbort(error)) return false;
    if (error instanceof NoRoom || isFull(error)) await noRoom(user, id);
    else if (!(error instanceof ApiError)) throw error;
    else if (error.status === 0 || error.status === 401) {
      await change(user, id, { state: 'waiting' });
      return false;
    } else await change(user, id, { state: 'failed', note: error.detail });
    failed += 1;
  }
  return true;
}

/** The comic that no longer fits goes, and those behind it are not begun. @param {string} user @param {string} id */
async function noRoom(user, id) {
  const cache = await cacheOf(user, id);
  for (const { url } of await cache.keys()) await cache.delete(url);
  await change(user, id, { done: 0, bytes: 0 });
  for (const entry of (await allOf(user)).filter(waits)) await change(user, entry.id, { state: 'failed', note: t('offline.noRoom') });
}

/** Ends the saving; what is not whole yet goes. */
export async function cancelSaving() {
  life?.abort();
  life = null;
  const user = me();
  for (const { id } of (await allOf(user)).filter(waits)) await erase(user, id);
  [asked, ended, failed] = [0, 0, 0];
  state.set({ saving: null });
}

/** One that failed is tried once more. @param {string} id */
export async function saveAgain(id) {
  await change(me(), id, { state: 'waiting', note: '', asked: Date.now() });
  asked += 1;
  void resume();
}
