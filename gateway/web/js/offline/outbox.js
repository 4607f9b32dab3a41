// What somebody did, on its way to the server: places, what is read, lists, bookmarks, ratings, settings. Everything is first
// written down on the device, so that nothing is lost when the network, the server or the page itself goes away; what could not
// be sent goes later, in order and with its own time, and the server lets the later of two changes win. What it refuses then is
// kept to be seen (refused.js).

import { ApiError, passOverRefusal, send } from '../api.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { toast } from '../toast.js';
import { navigate } from '../router.js';
import * as refused from './refused.js';
import { MOOT, REQUESTS } from './requests.js';
import { renew } from './shelf.js';

/** @typedef {import('./requests.js').Kind} Kind */
/**
 * @typedef {object} Change
 * @property {string} user who made it
 * @property {Kind} kind
 * @property {string} id of what was changed; a later change of the same takes this one's place
 * @property {any} data with a `name` where people are told of it
 * @property {string} at when, ISO 8601
 */
/** @typedef {{answer: any} | {error: ApiError} | null} Outcome null: it waits */

const KEY = 'quarterbin.waiting';
const OLD = 'quarterbin.progress';                         // where builds before 1.0 kept the places that waited
const KEPT = 1000;
const FRESH = 5000;                                        // ms after which a change bears its own time
const [SOON, AWAY] = [5000, 500];                          // ms without an answer after which it counts as waiting; AWAY: where the server was away
const ON_ITS_WAY = 4000;                                   // ms in which a change is not said to wait, while the server is there
const PATIENCE = 20_000;                                   // ms after which a server that says nothing is taken for away
const LAST = 8;                                            // changes that a page sends as it goes away, each of at most
const SMALL = 7000;                                        // characters: the browser takes 64 KiB of all of them
const RETRIES = [2, 5, 15, 60, 300];
/** Changes that are made in passing, and that people are not told about. @param {Change} change */
const quiet = ({ kind, data }) => kind === 'time' || (kind === 'place' && !data.said);

/** What could not be written to the device's storage; null where all of it could. @type {Change[] | null} */
let memory = null;
let timer = 0;
let failures = 0;
/** @type {Promise<void> | null} */
let sending = null;
/** What is being sent now. @type {Change | null} */
let underWay = null;
/** Who waits to hear how a change went: how the first attempt did, or, `last`, how it ended. @type {{change: Change, last: boolean, tell: (outcome: Outcome) => void}[]} */
let listening = [];

/** A kind that this build does not know stays for the one that does. @param {any} one @returns {one is Change} */
const isChange = (one) => typeof one?.id === 'string' && typeof one.at === 'string' && typeof one.user === 'string' && typeof one.kind === 'string';

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
  refused.count();
}

/** @param {Change} a @param {Change} b */
const same = (a, b) => a.user === b.user && a.kind === b.kind && a.id === b.id;

/** @param {Change} a @param {Change} b */
const identical = (a, b) => same(a, b) && a.at === b.at;

/** The change is done with: it was sent, or refused. @param {Change} change @param {Outcome} outcome */
function strike(change, outcome) {
  keep(all().filter((one) => !identical(one, change)));
  tell(({ change: one }) => identical(one, change), outcome);
}

/** @param {(one: {change: Change, last: boolean}) => boolean} whom @param {Outcome} outcome */
function tell(whom, outcome) {
  const told = listening.filter(whom);
  listening = listening.filter((one) => !whom(one));
  for (const one of told) one.tell(outcome);
}

/** Changes of who is logged in; those of others on this device wait for them. */
export function waiting() {
  const user = state.get('user')?.id ?? '';
  return all().filter(({ user: whose, kind }) => whose === user && kind in REQUESTS);
}

/** How many changes others left here, for when they are back. */
export function ofOthers() {
  const user = state.get('user')?.id ?? '';
  return all().filter((change) => change.user !== user && !quiet(change)).length;
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
 * @param {number} [pause] ms in which nothing else is to happen before it is sent
 * @returns {Promise<Outcome>} how the first attempt went; null as well where no answer comes soon, or another change took its place
 */
export function put(kind, id, data, pause = 0) {
  return enqueue({ user: state.get('user')?.id ?? '', kind, id, data, at: new Date().toISOString() }, pause);
}

/** @param {Change} change @param {number} [pause] @returns {Promise<Outcome>} */
export function enqueue(change, pause = 0) {
  tell(({ change: one }) => same(one, change), null);
  keep([...all().filter((one) => !same(one, change)), change]);
  failures = 0;
  /** @type {Promise<Outcome>} */
  const attempt = new Promise((resolve) => listening.push({ change, last: false, tell: resolve }));
  setTimeout(() => tell(({ change: one, last }) => !last && identical(one, change), null), pause + (state.get('online') ? SOON : AWAY));
  if (pause) later(pause);
  else void (sending ?? Promise.resolve()).then(flush);     // a round that is under way may just have seen its end
  return attempt;
}

/** Whether people are told that a change waits. One that is just being sent does not count. @param {Change} change */
export const isLate = ({ at }) => !state.get('online') || Date.now() - Date.parse(at) > ON_ITS_WAY;

/** How a change that waits ends, whenever that is; null at once where none does. @param {Kind} kind @param {string} id @returns {Promise<Outcome>} */
export function settled(kind, id) {
  const change = waitingOf(kind, id);
  return change ? new Promise((resolve) => listening.push({ change, last: true, tell: resolve })) : Promise.resolve(null);
}

/**
 * Takes back what waits, as if it had never been said.
 * @param {Change} change
 * @returns {boolean} false where the server may have heard of it already
 */
export function withdraw(change) {
  const here = all().some((one) => identical(one, change));
  if (!here || (underWay && identical(underWay, change))) return false;
  strike(change, null);
  return true;
}

/** What was done since to the list that a change makes: it goes with it. @param {Change} change */
const following = (change) => (change.kind === 'list' ? waiting().filter((one) => one.kind !== 'list' && one.data.list === change.id) : []);

/**
 * Takes back what waits, with all that was done since to the list it makes.
 * @param {Change} change
 * @returns {Change[]} what was taken back, in order; none where the server may have heard of it already
 */
export function withdrawWhole(change) {
  const after = following(change);
  return withdraw(change) ? [change, ...after.filter(withdraw)] : [];
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

/** Forgets what somebody left here, because they signed out or their account is gone. @param {string} user */
export function forget(user) {
  refused.forget(user);
  keep(all().filter((change) => change.user !== user));
}

/** The page is going away: sends the newest in requests that outlive it. What has no answer stays written down. */
export function flushNow() {
  const small = waiting().filter(({ data }) => JSON.stringify(data).length < SMALL);
  for (const change of small.slice(-LAST)) post(change, true).then((answer) => strike(change, { answer }), passOverRefusal);
}

async function sendAll() {
  for (let change = waiting().at(0); change; change = waiting().at(0)) {
    try {
      underWay = change;
      const answer = await post(change, false);
      underWay = null;
      strike(change, { answer });
      if (answer?.gone) refuse(change, t('offline.partlyGone', { n: answer.gone }), false);
      if (change.kind === 'bookmark' || change.data.said) renew(change.user, change.data.comic_id).catch(passOverRefusal);  // the next opening brings it
    } catch (error) {
      underWay = null;
      if (!(error instanceof ApiError)) throw error;
      if (error.code === MOOT[change.kind]) {
        strike(change, { answer: null });
        continue;
      }
      const never = error.status >= 400 && error.status < 500 && ![401, 408, 429].includes(error.status) && error.code !== 'another_account';
      if (!never) {
        if (failures < RETRIES.length) later((error.retryAfter ?? RETRIES[failures]) * 1000);
        failures += 1;
        tell(({ last }) => !last, null);
        return;
      }
      const heard = listening.some(({ change: one, last }) => !last && identical(one, change));
      const after = following(change);
      for (const one of [change, ...after]) strike(one, { error });
      if (!quiet(change)) refuse(change, error.detail, heard && !after.length, after);
    }
  }
  failures = 0;
}

/**
 * Who is waiting for the answer is told; else it is kept until its owner has seen it.
 * @param {Change} change @param {string} reason @param {boolean} heard @param {Change[]} [after] what cannot be without it
 */
function refuse(change, reason, heard, after) {
  if (!heard) refused.note(change, reason, after);
  toast(t('offline.refused', { reason }), heard ? {} : { label: t('offline.show'), onUndo: () => navigate('/offline'), stays: true });
}

/**
 * A change that is sent at once gets the server's time, so that a wrong clock here does no harm; a late one has its own.
 * @param {Change} change
 * @param {boolean} keepalive
 */
function post({ kind, id, data, at }, keepalive) {
  const late = (/** @type {string} */ when) => (Date.now() - Date.parse(when) > FRESH ? when : undefined);
  const [method, path, body] = REQUESTS[kind](data, id, late, at);
  return send(method, path, body, { keepalive, patience: PATIENCE });
}

/** What this person left waiting here goes as soon as they and the server are back, or are there already when this is loaded. */
function goOn() {
  count();
  if (state.get('user') && state.get('online') && waiting().length) void flush();
}
window.addEventListener('online', () => void flush());
window.addEventListener('storage', ({ key }) => { if (key === KEY || key === refused.KEY) count(); });  // another tab wrote or sent something
state.subscribe(['user', 'online'], goOn);
goOn();
