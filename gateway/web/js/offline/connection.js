// Whether the server answers. While it does not, it is asked now and then, and at once when the browser sees a network.

import { ApiError, get } from '../api.js';
import * as state from '../state.js';

const PATIENCE = 10_000;                                   // ms
const WAITS = [2, 5, 5, 10, 15, 30, 60, 120, 300];         // s; after the last, only a sign from the browser asks again

let tries = 0;
let timer = 0;

async function ask() {
  clearTimeout(timer);
  try {
    await get('/api/auth/check', {}, { patience: PATIENCE });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    later();
  }
}

function later() {
  const wait = WAITS[tries];
  if (state.get('online') || wait === undefined) return;
  tries += 1;
  clearTimeout(timer);
  timer = window.setTimeout(() => void ask(), wait * 1000);
}

/** A sign that it may be over. */
function hope() {
  if (state.get('online') || document.hidden) return;
  tries = 0;
  void ask();
}

/**
 * Watches the connection from now on.
 * @param {() => void} onReturn the server answers again
 */
export function watchConnection(onReturn) {
  window.addEventListener('online', hope);
  window.addEventListener('offline', () => state.set({ online: false }));
  document.addEventListener('visibilitychange', hope);
  window.addEventListener('focus', hope);
  state.subscribe(['online'], ({ online }) => {
    tries = 0;
    clearTimeout(timer);
    if (online) onReturn();
    else later();
  });
  if (!state.get('online')) later();
}
