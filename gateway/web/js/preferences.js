// The account's preferences: one JSON object, shared by all parts of the app. Each part has its own key.

import { get, send } from './api.js';

/** @type {Promise<Record<string, any>> | null} */
let loading = null;

/** @returns {Promise<Record<string, any>>} */
export function load() {
  loading ??= get('/api/preferences').catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

/**
 * Sets some keys and leaves the others as they are.
 * @param {Record<string, any>} changes
 */
export async function patch(changes) {
  const merged = { ...await load(), ...changes };
  loading = Promise.resolve(merged);
  await send('PUT', '/api/preferences', merged);
}
