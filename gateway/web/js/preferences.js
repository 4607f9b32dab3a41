// The account's preferences: one JSON object, shared by all parts of the app. Each part has its own key.

import { ApiError, get } from './api.js';
import { keep } from './keep.js';
import * as state from './state.js';

/** @typedef {Record<string, any>} Preferences */

const SOON = 1500;                                         // ms
const KEY = 'quarterbin.preferences';                      // goes when its owner does, see offline/owner.js

/** @type {Promise<Preferences> | null} */
let loading = null;

/** @param {Preferences} preferences @returns {Preferences} */
function learned(preferences) {
  keep(KEY, JSON.stringify(preferences));                  // no room: without a network they are not known
  return preferences;
}

/** The preferences as this device last saw them. @returns {Preferences | null} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;                                           // storage switched off, or not ours any more
  }
}

/**
 * The preferences, with what was changed here and still waits; without an answer soon, as this device saw them last.
 * @returns {Promise<Preferences>}
 */
export function load() {
  const last = kept();
  const coming = ask();
  return last ? Promise.race([coming, new Promise((/** @type {(soon: Preferences) => void} */ resolve) => setTimeout(() => resolve(kept() ?? last), SOON))]) : coming;
}

/** From the server, once; where it cannot be reached, what this device has. @returns {Promise<Preferences>} */
function ask() {
  loading ??= get('/api/preferences').then(async (preferences) => {
    if (!state.get('waiting')) return learned(preferences);
    const { withWaiting } = await import('./offline/settings.js');
    return learned(withWaiting(preferences));
  }).catch((error) => {
    loading = null;
    const last = error instanceof ApiError && error.code === 'offline' ? kept() : null;
    if (last) return last;
    throw error;
  });
  return loading;
}

/**
 * The same with one value; without it, and what is left empty by that, where it is null.
 * @param {Preferences} now
 * @param {string[]} path
 * @param {unknown} value
 * @returns {Preferences}
 */
export function withValue(now, [name = '', ...rest], value) {
  const { [name]: before, ...others } = now;
  const below = before && typeof before === 'object' && !Array.isArray(before) ? before : {};
  const inner = rest.length ? withValue(below, rest, value) : value;
  const gone = inner === null || (rest.length && !Object.keys(/** @type {object} */ (inner)).length);
  if (gone) return others;
  return { ...now, [name]: inner };
}

/** Something was changed here: whoever asks from now on gets it. @param {[path: string[], value: unknown][]} values */
export function changed(values) {
  const change = (/** @type {Preferences} */ now) => values.reduce((all, [path, value]) => withValue(all, path, value), now);
  learned(change(kept() ?? {}));
  if (loading) loading = loading.then(change);
}

/**
 * Sets some values and leaves the others as they are; they reach the account now, or when the server is back.
 * @param {Preferences} changes by key
 */
export async function patch(changes) {
  const { change } = await import('./offline/settings.js');
  await change(Object.entries(changes).map(([name, value]) => [[name], value]));
}
