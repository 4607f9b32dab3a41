// The account's preferences: one JSON object, shared by all parts of the app. Each part has its own key.

import { ApiError, get, send } from './api.js';

/** @typedef {Record<string, any>} Preferences */

const KEY = 'quarterbin.preferences';                      // goes when its owner does, see offline/owner.js

/** @type {Promise<Preferences> | null} */
let loading = null;
/** Changes are made one after the other. @type {Promise<unknown>} */
let last = Promise.resolve();

/** @param {Preferences} preferences @returns {Preferences} */
function keep(preferences) {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;     // storage full or switched off: without a network they are not known
  }
  return preferences;
}

/** As this device saw them last. @returns {Preferences | null} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;                                           // storage switched off, or not ours any more
  }
}

/** @returns {Promise<Preferences>} without a network as this device saw them last */
export function load() {
  loading ??= get('/api/preferences').then(keep).catch((error) => {
    loading = null;
    const last = error instanceof ApiError && error.code === 'offline' ? kept() : null;
    if (last) return last;
    throw error;
  });
  return loading;
}

/**
 * Changes the preferences as they are now: another device may have changed them since they were loaded.
 * @param {(now: Preferences) => Preferences} change
 * @returns {Promise<void>}
 */
export function update(change) {
  const made = last.then(async () => {
    const next = change(await get('/api/preferences'));
    await send('PUT', '/api/preferences', next);
    loading = Promise.resolve(keep(next));
  });
  last = made.catch(() => {});                             // who asked is told; the next change is not held up
  return made;
}

/**
 * Sets some keys and leaves the others as they are.
 * @param {Preferences} changes
 */
export function patch(changes) {
  return update((now) => ({ ...now, ...changes }));
}
