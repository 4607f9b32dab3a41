// Fetches covers that may still be drawn: a few at a time, the newest wish first, given up when nobody looks any more.

import { ApiError, isAbort, request } from './api.js';
import { t } from './i18n.js';
import * as state from './state.js';

const AT_ONCE = 6;                       // covers that are fetched at the same time
const WAITS = [2, 4, 8, 15, 30, 60, 120];        // seconds; after the last the cover is left as it is

/** @typedef {{state: 'drawn', url: string} | {state: 'generating'} | {state: 'broken', reason: string}} Result */
/** @typedef {{src: string, tell: (result: Result) => void, signal: AbortSignal, tries: number}} Wish */

/** @type {Wish[]} */
const waiting = [];
let running = 0;

/** @param {Wish} wish @param {number} seconds */
function later(wish, seconds) {
  const timer = setTimeout(() => enqueue(wish), seconds * 1000);
  wish.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}

/** @param {Wish} wish */
function enqueue(wish) {
  if (wish.signal.aborted) return;
  waiting.push(wish);
  next();
}

function next() {
  while (running < AT_ONCE && waiting.length) {
    const wish = waiting.pop();
    if (!wish || wish.signal.aborted) continue;
    running += 1;
    void attempt(wish).finally(() => {
      running -= 1;
      next();
    });
  }
}

/** Wishes that wait for the server to be back. @type {Set<Wish>} */
const away = new Set();
state.subscribe(['online'], ({ online }) => {
  if (!online) return;
  const wishes = [...away];
  away.clear();
  for (const wish of wishes) enqueue({ ...wish, tries: 0 });
});

/** @param {Wish} wish */
async function attempt(wish) {
  const wait = WAITS[wish.tries];
  wish.tries += 1;
  try {
    const response = await request(wish.src, { signal: wish.signal });
    const kind = response.headers.get('X-Cover');
    if (kind === 'generating') {
      wish.tell({ state: 'generating' });
      await response.blob();                       // read to its end, so that the connection is used again
      if (wait) later(wish, wait);
    } else if (kind === 'broken') {
      await response.blob();
      wish.tell({ state: 'broken', reason: t('cover.unreadable') });
    } else {
      wish.tell({ state: 'drawn', url: URL.createObjectURL(await response.blob()) });
    }
  } catch (error) {
    if (isAbort(error) || wish.signal.aborted) return;
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'offline' && !state.get('online')) {
      away.add(wish);                              // nothing comes before the server does
      return;
    }
    const worth = error.code === 'offline' || error.status === 503 || error.status === 429 || error.status === 502 || error.status === 504;
    if (worth && wait) later(wish, error.retryAfter ?? wait);
    else wish.tell({ state: 'broken', reason: error.status === 404 ? t('cover.none') : t('cover.notArrived') });
  }
}

/**
 * Fetches a cover and tells of every state it goes through. Whoever gets a url frees it once the picture is in.
 * @param {string} src
 * @param {(result: Result) => void} tell
 * @param {AbortSignal} signal
 */
export function fetchCover(src, tell, signal) {
  enqueue({ src, tell, signal, tries: 0 });
}
