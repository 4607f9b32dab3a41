// Changes of the account's preferences, one value at a time: two devices can change different ones without losing any.

import { changed, withValue } from '../preferences.js';
import { put, waitingOf } from './outbox.js';

/** @typedef {{path: string[], value: unknown, at: string}} Changed `value` null: gone */

const ID = 'account';
const MOST = 500;                                          // what the server takes at once

/** @returns {Changed[]} */
const kept = () => waitingOf('settings', ID)?.data.changes ?? [];

/**
 * Sets values, or removes them with null; written down on the device before this returns.
 * @param {[path: string[], value: unknown][]} values
 * @param {number} [quiet] ms in which nothing else is to happen before they are sent
 */
export function change(values, quiet = 0) {
  const at = new Date().toISOString();
  const fresh = values.map(([path, value]) => ({ path, value, at }));
  const names = new Set(fresh.map(({ path }) => JSON.stringify(path)));
  const others = kept().filter(({ path }) => !names.has(JSON.stringify(path)));
  changed(values);
  return put('settings', ID, { changes: [...others, ...fresh].slice(-MOST) }, quiet);
}

/** Preferences with what still waits here. @param {import('../preferences.js').Preferences} preferences */
export function withWaiting(preferences) {
  return kept().reduce((now, { path, value }) => withValue(now, path, value), preferences);
}
