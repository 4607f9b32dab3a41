// The lists shown last, so that Back is immediate: what is here is shown, and asked for again.

import { get } from '../api.js';
import { WindowCache } from '../window-cache.js';

const KEPT = 4;                          // lists

/** @type {Map<string, WindowCache<any>>} */
const kept = new Map();

/**
 * @param {string} path of a list of the API
 * @param {import('../api.js').Params} params
 * @returns {WindowCache<any>}
 */
export function keptCache(path, params) {
  const key = path + JSON.stringify(params);
  const cache = kept.get(key) ?? new WindowCache((offset, limit, signal) => get(path, { ...params, offset, limit }, { signal }));
  cache.markStale();
  kept.delete(key);
  kept.set(key, cache);
  for (const old of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(old);
  }
  return cache;
}

/**
 * The ids of all that a list holds, for what is done with all of it; `comics`: how many these are, or are in them.
 * @param {string} path
 * @param {import('../api.js').Params} params
 * @param {AbortSignal} signal
 */
export async function idsOf(path, params, signal) {
  /** @type {{ids: string[], comics: number}} */
  const found = { ids: [], comics: 0 };
  for (let cursor = ''; ;) {
    const part = await get(`${path}/ids`, { ...params, cursor }, { signal });
    for (const id of part.ids) found.ids.push(id);
    found.comics += part.comics;
    if (!part.next_cursor) return found;
    cursor = part.next_cursor;
  }
}

/** Waits for the first items of a list. @param {WindowCache<any>} cache */
export async function firstWindow(cache) {
  /** @type {unknown} */
  let failure = null;
  await cache.load(0, (error) => { failure = error; });
  if (failure) throw failure;
}
