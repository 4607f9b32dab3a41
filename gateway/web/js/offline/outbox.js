// What somebody did, on its way to the server: places, time read, bookmarks, ratings, settings. Everything is first written
// down on the device, so that nothing is lost when the network, the server or the page itself goes away; what could not be sent
// goes later, in order and with its own time, and the server lets the later of two changes win.

import { ApiError, send } from '../api.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { toast } from '../toast.js';
import { REQUESTS } from './requests.js';
import { renew } from './shelf.js';

/** @typedef {import('./requests.js').Kind} Kind */
/**
 * @typedef {object} Change
 * @property {string} user who made it
 * @property {Kind} kind
 * @property {string} id of what was changed; a later change of the same takes this one's place
 * @property {any} data
 * @property {string} at when, ISO 8601
 */
/** @typedef {{answer: any} | {error: ApiError} | null} Outcome null: it waits */

const KEY = 'quarterbin.waiting';
const OLD = 'quarterbin.progress';                         // where builds before 1.0 kept the places that waited
const KEPT = 1000;
const FRESH = 5000;                                        // ms after which a change bears its own time
const LAST = 8;                                            // changes that a page sends as it goes away; the browser takes 64 KiB
const RETRIES = [2, 5, 15, 60, 300];
/** What is kept by the way, of which nobody is told. @type {Set<Kind>} */
const QUIET = new Set(/** @type {Kind[]} */ (['place', 'time']));

/** What could not be written to the device's storage; null where all of it could. @type {Change[] | null} */
let memory = null;
let timer = 0;
let failures = 0;
/** @type {Promise<void> | null} */
let sending = null;
/** Who waits to hear how a change went. @type {{change: Change, tell: (outcome: Outcome) => void}[]} */
let listening = [];

/** @param {any} one @returns {one is Change} */
const isChange = (one) => typeof one?.id === 'string' && typeof one.at === 'string' && typeof one.user === 'string' && one.kind in REQUESTS;

/** @param {string} key @returns {any[]} */
function read(key) {
  const kept = JSON.parse(localStorage.getItem(key) ?? '[]');
  return Array.isArray(kept) ? kept : [];
}

/** @returns {Change[]} the oldest first */
function all() {
  if (memory) return memory;
  try {
    const old = read(OLD).map(({ user, updated_at: at, ...data }) => ({ user, kind: 'place', id: data.comic_id, data, at }));
    return [...old, ...read(KEY)].filter(isChange);
  } catch {
    return [];                                             // storage switched off, or not ours any more
  }
}

/** @param {Change[]} changes */
function keep(changes) {
  memory = changes.slice(-KEPT);                           // for as long as the page lives, where storage is full or switched off
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
    localStorage.removeItem(OLD);
    memory = null;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  count();
}

function count() {
  state.set({ waiting: waiting().filter(({ kind }) => kind !== 'time').length });
}

/** @param {Change} a @param {Change} b */
const same = (a, b) => a.user === b.user && a.kind === b.kind && a.id === b.id;

/** @param {Change} change @param {Outcome} outcome */
function strike(change, outcome) {
  keep(all().filter((one) => !same(one, change) || one.at !== change.at));
  tell(({ change: one }) => same(one, change) && one.at === change.at, outcome);
}

/** @param {(one: {change: Change}) => boolean} whom @param {Outcome} outcome */
function tell(whom, outcome) {
  const told = listening.filter(whom);
  listening = listening.filter((one) => !whom(one));
  for (const one of told) one.tell(outcome);
}

/** Changes of who is logged in; those of others on this device wait for them. */
export function waiting() {
  const user = state.get('user')?.id ?? '';
  return all().filter((change) => change.user === user);
}

/** @param {Kind} kind @param {string} id @returns {Change | null} what waits of this */
export function waitingOf(kind, id) {
  return waiting().find((change) => change.kind === kind && change.id === id) ?? null;
}

/**
 * Writes down a change and sends it.
 * @param {Kind} kind
 * @param {string} id
 * @param {any} data
 * @param {number} [quiet] ms in which nothing else is to happen before it is sent
 * @returns {Promise<Outcome>} how the first attempt went; null as well where another change took its place before
 */
export function put(kind, id, data, quiet = 0) {
  const change = { user: state.get('user')?.id ?? '', kind, id, data, at: new Date().toISOString() };
  tell(({ change: one }) => same(one, change), null);
  keep([...all().filter((one) => !same(one, change)), change]);
  failures = 0;
  /** @type {Promise<Outcome>} */
  const attempt = new Promise((resolve) => listening.push({ change, tell: resolve }));
  if (quiet) later(quiet);
  else void (sending ?? Promise.resolve()).then(flush);     // a round that is under way may just have seen its end
  return attempt;
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

/** What somebody left waiting here goes nowhere: their account is gone. @param {string} user */
export function forget(user) {
  keep(all().filter((change) => change.user !== user));
}

/** The page is going away: sends the newest in requests that outlive it. What has no answer stays written down. */
export function flushNow() {
  for (const change of waiting().slice(-LAST)) post(change, true).then((answer) => strike(change, { answer }), () => {});
}

async function sendAll() {
  for (let change = waiting().at(0); change; change = waiting().at(0)) {
    try {
      const answer = await post(change, false);
      strike(change, { answer });
      if (change.kind === 'bookmark') renew(change.user, change.data.comic_id).catch(() => {});  // no answer: the next opening brings it
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const never = error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status);
      if (!never) {
        if (failures < RETRIES.length) later((error.retryAfter ?? RETRIES[failures]) * 1000);
        failures += 1;
        tell(() => true, null);
        return;
      }
      strike(change, { error });
      if (!QUIET.has(change.kind)) toast(t('offline.refused', { reason: error.detail }));
    }
  }
  failures = 0;
}

/**
 * What is sent at once takes the server's time, so that a wrong clock here does no harm; what is late bears its own.
 * @param {Change} change
 * @param {boolean} keepalive
 */
function post({ kind, id, data, at }, keepalive) {
  const late = (/** @type {string} */ when) => (Date.now() - Date.parse(when) > FRESH ? when : undefined);
  const [method, path, body] = REQUESTS[kind](data, id, late, at);
  return send(method, path, body, { keepalive });
}

/** What this person left waiting here goes as soon as they and the server are back, or are there already when this is loaded. */
function goOn() {
  count();
  if (state.get('user') && state.get('online') && waiting().length) void flush();
}
window.addEventListener('online', () => void flush());
window.addEventListener('storage', ({ key }) => { if (key === KEY) count(); });  // another tab wrote or sent something
state.subscribe(['user', 'online'], goOn);
goOn();
