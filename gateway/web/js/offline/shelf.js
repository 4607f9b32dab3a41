// What is saved on this device: an index in IndexedDB, and for each comic a cache of its own with the reading document, the
// cover and the pages. The service worker finds the caches by their names.

/** @typedef {'waiting' | 'saving' | 'saved' | 'failed' | 'removing'} SavedState */
/**
 * @typedef {object} Saved
 * @property {string} id of the comic
 * @property {string} user whose it is
 * @property {string} name '' until it is known
 * @property {string} series
 * @property {string} series_id
 * @property {string} cover
 * @property {number | null} pages
 * @property {number} done pages that are here
 * @property {number} bytes that are here
 * @property {{page: number, reason: string}[]} missing pages (from 0) that did not come, and why
 * @property {SavedState} state
 * @property {string} note why it failed
 * @property {number} asked ms since 1970: the order
 * @property {number} [removed] ms since 1970: when it was taken off
 */

const DATABASE = 'quarterbin-offline';
const STORE = 'comics';
const PREFIX = 'quarterbin-saved-';

/** Whether this browser can keep comics here: only pages that came by HTTPS, or from this machine, may have a worker. */
export const canSave = 'caches' in window && 'indexedDB' in window && 'serviceWorker' in navigator;

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function database() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ['user', 'id'] });
  const made = await answer(request);
  made.onclose = () => { opening = null; };                // by the browser: storage was cleared, or a telephone took it away
  made.onversionchange = () => {                           // a tab with a later build changes it, and waits for this one
    made.close();
    opening = null;
  };
  return made;
}

/** @param {IDBTransactionMode} mode */
async function store(mode) {
  opening ??= database().catch((error) => {
    opening = null;
    throw error;
  });
  return (await opening).transaction(STORE, mode).objectStore(STORE);
}

/** @param {string} user @returns {Promise<Saved[]>} in the order they were asked for */
export async function allOf(user) {
  if (!canSave) return [];
  try {
    const all = await answer((await store('readonly')).getAll(IDBKeyRange.bound([user], [user, []])));
    return all.sort((a, b) => a.asked - b.asked);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return [];                                             // storage is switched off here: nothing can be saved
  }
}

/** @param {string} user @param {string} id @returns {Promise<Saved | undefined>} */
export async function one(user, id) {
  return answer((await store('readonly')).get([user, id]));
}

/** @param {Saved} saved */
export async function write(saved) {
  await answer((await store('readwrite')).put(saved));
}

/**
 * Changes an entry as it now stands; one that is gone stays gone.
 * @param {string} user @param {string} id @param {Partial<Saved>} patch
 * @returns {Promise<Saved | null>}
 */
export async function change(user, id, patch) {
  const place = await store('readwrite');
  const kept = await answer(place.get([user, id]));
  if (!kept) return null;
  const next = { ...kept, ...patch };
  await answer(place.put(next));
  return next;
}

/** @param {string} user @param {string} id */
export async function erase(user, id) {
  await answer((await store('readwrite')).delete([user, id]));
  await caches.delete(cacheName(user, id));
  tellWorker();
}

/** @param {string} user @param {string} id */
const cacheName = (user, id) => `${PREFIX}${user}-${id}`;

/** @param {string} user @param {string} id */
export function cacheOf(user, id) {
  return caches.open(cacheName(user, id));
}

/** The reading document of a saved comic comes anew: on its way the worker keeps it. @param {string} user @param {string} id */
export async function renew(user, id) {
  if (canSave && await caches.has(cacheName(user, id))) await fetch(`/api/read/${encodeURIComponent(id)}`, { headers: { Accept: 'application/json' } });
}

/** The reading document of a saved comic as it is kept. @param {Pick<Saved, 'user' | 'id'>} saved @returns {Promise<any>} null where it is not there */
export async function documentOf({ user, id }) {
  const kept = await caches.match(`/api/read/${encodeURIComponent(id)}`, { cacheName: cacheName(user, id) });
  return kept ? kept.json() : null;
}

/** The worker learns anew what is saved. */
export function tellWorker() {
  void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage('saved'));
}

/**
 * Nothing of other people stays on this device.
 * @param {string | null} user who may keep what is theirs; null: nobody
 */
export async function clearOthers(user) {
  if (!canSave) return;
  try {
    await dropOthers(user);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;     // storage is switched off here: nothing was saved either
  }
}

/** @param {string | null} user */
async function dropOthers(user) {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && (user === null || !name.startsWith(`${PREFIX}${user}-`)));
  await Promise.all(others.map((name) => caches.delete(name)));
  const place = await store('readwrite');
  for (const key of await answer(place.getAllKeys())) if (Array.isArray(key) && key[0] !== user) place.delete(key);
  if (others.length) tellWorker();
}
