// Keeps the comics and series of a page in step with changes that wait on this device. Every page that shows them uses this.

import * as state from '../state.js';

/** @typedef {(item: any) => any} Dress a comic or series with the changes that wait here; the same object where there are none */

/** @typedef {(list: string, items: import('../types.js').ListItem[]) => import('../types.js').ListItem[]} Listed the items of a list with what waits here */

/** @type {Dress} */
export const plain = (item) => item;

/** @type {Listed} */
export const asSaid = (_list, items) => items;

/**
 * @param {AbortSignal} signal
 * @param {(dress: Dress, sent: boolean, listed: Listed) => void} show told whenever it changes; `sent`: the server knows it now, so that what it
 *   says can be fetched anew, and until that is here `dress` shows it as it was shown
 * @returns {() => Promise<void>} looks again; `show` is not called where nothing waits or waited
 */
export function dressing(signal, show) {
  /** @type {import('./marks.js').Dresser | null} */
  let now = null;
  const look = async () => {
    if (!state.get('waiting') && !now) return;
    const before = now;
    now = state.get('waiting') ? (await import('./marks.js')).dresser() : null;
    if (signal.aborted) return;
    const sent = before !== null && now === null && state.get('online');
    show(now?.dress ?? (sent && before ? before.shown : plain), sent, now?.listed ?? asSaid);
  };
  signal.addEventListener('abort', state.subscribe(['waiting'], () => void look()));
  return look;
}
