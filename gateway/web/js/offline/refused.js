// Changes that the server refused when they were sent later: kept on the device until their owner has seen them.

import { keep } from '../keep.js';
import * as state from '../state.js';

/** @typedef {import('./outbox.js').Change} Change */
/** @typedef {{change: Change, reason: string, after?: Change[]}} Refused `after`: what was done since and cannot be without it */

export const KEY = 'quarterbin.refused';
const KEPT = 100;

/** @returns {Refused[]} */
function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.reason === 'string' && typeof one.change?.user === 'string') : [];
  } catch {
    return [];                                             // storage switched off, or not ours any more
  }
}

/** @param {Refused[]} list */
function write(list) {
  keep(KEY, JSON.stringify(list.slice(-KEPT)));            // no room: it was said once, at the foot of the page
  count();
}

/** What was refused of who is logged in, the oldest first. @returns {Refused[]} */
export function all() {
  const user = state.get('user')?.id ?? '';
  return read().filter(({ change }) => change.user === user);
}

export function count() {
  state.set({ refused: all().length });
}

/** @param {Change} change @param {string} reason @param {Change[]} [after] */
export function note(change, reason, after = []) {
  write([...read(), { change, reason, after }]);
}

/** Its owner has seen it. @param {Refused} seen */
export function dismiss({ change: { user, kind, id, at } }) {
  write(read().filter(({ change: one }) => one.user !== user || one.kind !== kind || one.id !== id || one.at !== at));
}

/** @param {string} user */
export function forget(user) {
  write(read().filter(({ change }) => change.user !== user));
}
