// Where somebody is, on its way to the server. Every turn is first written down on the device, so that no place is lost
// when the network, the server or the page itself goes away; what could not be sent goes later, in order, with its own time.

import { ApiError, send } from '../api.js';
import * as state from '../state.js';
import { remember } from './memory.js';

/**
 * @typedef {object} Place
 * @property {string} user who read
 * @property {string} comic_id
 * @property {number} current_page from 0
 * @property {number | null} total_pages
 * @property {boolean} completed
 * @property {string} updated_at
 */

const KEY = 'quarterbin.progress';
const KEPT = 200;
const QUIET = 1000;
const FRESH = 5000;
const RETRIES = [2, 5, 15, 60, 300];

/** @type {Place[]} what could not be written to the device's storage */
let memory = [];
let timer = 0;
let failures = 0;
/** @type {Promise<void> | null} */
let sending = null;

/** @returns {Place[]} the oldest first */
function waiting() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((place) => typeof place?.comic_id === 'string') : [];
  } catch {
    return memory; // storage switched off, or not ours any more
  }
}

/** @param {Place[]} places */
function keep(places) {
  memory = places.slice(-KEPT);
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // storage full or switched off: `memory` has it for as long as the page lives
  }
}

/** @param {Place} place */
function strike(place) {
  keep(waiting().filter((one) => one.comic_id !== place.comic_id || one.user !== place.user || one.updated_at !== place.updated_at));
}

/** What somebody left waiting here goes nowhere: their account is gone. @param {string} user */
export function forgetPlaces(user) {
  keep(waiting().filter((place) => place.user !== user));
}

/**
 * Writes down a place and sends it a second after the last one.
 * @param {{comic_id: string, current_page: number, total_pages: number | null, completed: boolean}} place
 */
export function record(place) {
  const user = state.get('user')?.id ?? '';
  const others = waiting();
  const same = others.find((one) => one.comic_id === place.comic_id && one.user === user);
  const now = { ...place, completed: place.completed || Boolean(same?.completed), updated_at: new Date().toISOString() };
  keep([...others.filter((one) => one !== same), { ...now, user }]);
  remember(place.comic_id, { place: now });
  failures = 0;
  later(QUIET);
}

/** @param {number} ms */
function later(ms) {
  clearTimeout(timer);
  timer = window.setTimeout(() => void flush(), ms);
}

/**
 * Sends all that waits, one after the other.
 * @returns {Promise<void>} ends when nothing waits or the server does not answer
 */
export function flush() {
  clearTimeout(timer);
  sending ??= sendAll().finally(() => { sending = null; });
  return sending;
}

/** The page is going away: sends the newest place in a request that outlives it. The place stays written down. */
export function flushNow() {
  const place = mine().at(-1);
  if (place) void post(place, true).then(() => strike(place), () => {});
}

/** The places of who is logged in; those of others on this device wait for them. */
function mine() {
  const user = state.get('user')?.id ?? '';
  return waiting().filter((place) => place.user === user);
}

/**
 * The place in a comic that the server may not have heard of yet.
 * @param {string} comicId
 */
export function placeOf(comicId) {
  return mine().find((place) => place.comic_id === comicId) ?? null;
}

async function sendAll() {
  for (let place = mine().at(0); place; place = mine().at(0)) {
    try {
      await post(place, false);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const never = error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
      if (!never) {
        if (failures < RETRIES.length) later((error.retryAfter ?? RETRIES[failures]) * 1000);
        failures += 1;
        return;
      }
    }
    strike(place);
  }
  failures = 0;
}

/**
 * A place sent at once takes the server's time, so that a wrong clock here does no harm; a late one bears its own.
 * @param {Place} place
 * @param {boolean} keepalive
 */
function post({ comic_id, current_page, total_pages, completed, updated_at }, keepalive) {
  const late = Date.now() - Date.parse(updated_at) > FRESH;
  return send('POST', '/api/progress', {
    comic_id, current_page,
    ...(total_pages !== null && { total_pages }), ...(completed && { completed }), ...(late && { updated_at }),
  }, { keepalive });
}

window.addEventListener('online', () => void flush());
/** What this person left waiting here goes as soon as they are back, or are there already when this is loaded. */
function goOn() {
  if (state.get('user')) void flush();
}
state.subscribe(['user'], goOn);
goOn();
