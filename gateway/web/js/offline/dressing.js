// What a page shows of comics and series, in step with what waits on this device. Every page that shows them goes this way.

import * as state from '../state.js';

/** @typedef {(item: any) => any} Dress a comic or series with what waits here; the very same where nothing of it does */

/** @type {Dress} */
export const plain = (item) => item;

/**
 * @param {AbortSignal} signal
 * @param {(dress: Dress, sent: boolean) => void} show told whenever it changes; `sent`: the server knows it now, so that what it
 *   says can be fetched anew, and until that is here `dress` shows it as it was shown
 * @returns {() => Promise<void>} looks anew; where nothing waits or waited nothing is told
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
    show(now?.dress ?? (sent && before ? before.shown : plain), sent);
  };
  signal.addEventListener('abort', state.subscribe(['waiting'], () => void look()));
  return look;
}
