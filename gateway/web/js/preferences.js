// The account's preferences: one JSON object, shared by all parts of the app. Each part has its own key.

import { get, send } from './api.js';

/** @typedef {Record<string, any>} Preferences */

/** @type {Promise<Preferences> | null} */
let loading = null;
/** Changes are made one after the other. @type {Promise<unknown>} */
let last = Promise.resolve();

/** @returns {Promise<Preferences>} */
export function load() {
  loading ??= get('/api/preferences').catch((error) => {
    loading = null;
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
    loading = Promise.resolve(next);
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
