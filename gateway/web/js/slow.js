// A server that takes its time: after a moment the page says so, and offers what is saved on this device meanwhile.

import { heard } from './api.js';
import * as state from './state.js';

const [SLOW, AWAY] = [1500, 300];                          // ms of silence; and where the server was away the last time

/**
 * Watches over a place that waits for the server.
 * @param {HTMLElement} place
 * @param {() => boolean} isBare whether nothing of what is waited for stands there yet
 * @param {string} [text] what is looked for, where it is a search
 * @returns {() => void} it has come, or is not waited for any more
 */
export function whenSlow(place, isBare, text = '') {
  let over = false;
  const usual = heard() ? SLOW : SLOW - performance.now();   // the first page is waited for since it was opened
  const timer = setTimeout(async () => {
    if (!isBare()) return;
    const { meanwhile } = await import('./offline/cards.js');
    await meanwhile(place, () => over || !isBare(), text);
  }, state.get('online') ? Math.max(AWAY, usual) : AWAY);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
