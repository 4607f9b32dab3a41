// The one way to the server. Every failure is an ApiError with a sentence for people in `detail`.

import { address } from './address.js';
import { asked } from './ahead.js';
import { t } from './i18n.js';
import * as state from './state.js';
import { say } from './told.js';

/** @typedef {import('./address.js').Params} Params */
/** @typedef {{signal?: AbortSignal, keepalive?: boolean, patience?: number}} Options keepalive lets a request outlive the page; patience: ms without an answer after which the server is taken for away */

/** ms: the gateway gives a service 5 s, thumbs 15, and asks another one then. */
const [PATIENCE, READING] = [45_000, 20_000];
const AWAY = 5000;                                         // ms, where the server did not answer the last time

export class ApiError extends Error {
  /**
   * @param {number} status 0 when no answer came
   * @param {string} code of the problem document; 'offline' when no answer came
   * @param {string} detail a sentence for people
   * @param {number | null} [retryAfter] seconds
   * @param {{field: string, message: string}[]} [errors] what is wrong with which field
   */
  constructor(status, code, detail, retryAfter = null, errors = []) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.retryAfter = retryAfter;
    this.errors = errors;
  }
}

/** @type {(() => Promise<void>) | null} */
let login = null;

/**
 * auth.js says here how a login is asked for. The promise ends once somebody has logged in.
 * @param {() => Promise<void>} ask
 */
export function onUnauthorized(ask) {
  login = ask;
}

/**
 * The error that an answer stands for. Throws an AbortError where its request was given up.
 * @param {Response} response
 */
async function problemOf(response) {
  const problem = await response.json().catch((error) => {
    if (isAbort(error)) throw error;                       // nobody wants it any more
    return {};
  });
  const wait = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return new ApiError(
    response.status,
    typeof problem.code === 'string' ? problem.code : `http_${response.status}`,
    typeof problem.detail === 'string' ? await say(problem.detail) : t('error.status', { status: String(response.status) }),
    Number.isNaN(wait) ? null : wait,
    await Promise.all((Array.isArray(problem.errors) ? problem.errors : []).map(async (/** @type {{field: string, message: string}} */ one) => ({ ...one, message: await say(one.message) }))),
  );
}

/** Ends with either. @param {AbortSignal | null | undefined} own @param {AbortController} late */
function both(own, late) {
  if (!own) return late.signal;
  if ('any' in AbortSignal) return AbortSignal.any([own, late.signal]);
  if (own.aborted) late.abort(own.reason);
  own.addEventListener('abort', () => late.abort(own.reason), { once: true });
  return late.signal;
}

/** @param {AbortSignal} signal @returns {Promise<never>} */
const end = (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

/**
 * A fetch that gives up when no answer begins to come.
 * @param {string} path
 * @param {RequestInit} init
 * @param {number} patience ms
 * @param {Promise<Response | null> | null} ahead what was asked for earlier; null where that did not come
 */
async function ask(path, init, patience, ahead) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patience);
  const signal = both(init.signal, late);
  try {
    return await (ahead && Promise.race([ahead, end(signal)])) ?? await fetch(path, { credentials: 'same-origin', ...init, signal });
  } finally {
    clearTimeout(timer);
  }
}

let answered = false;

/** Whether the server has answered since the page was opened. */
export const heard = () => answered;

/**
 * A fetch that knows about logins: on 401 it asks for one and repeats the request once.
 * @param {string} path
 * @param {RequestInit} init
 * @param {number} [patience] ms without an answer
 * @param {Promise<Response | null> | null} [ahead] of ahead.js
 * @returns {Promise<Response>} with a status below 400
 */
export async function request(path, init, patience = PATIENCE, ahead = null) {
  for (let attempt = 0; ; attempt++) {
    let response;
    try {
      response = await ask(path, init, patience, attempt === 0 ? ahead : null);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      state.set({ online: false });
      throw new ApiError(0, 'offline', t('error.offline'));
    }
    if (!response.headers.has('X-Saved')) {                                 // else it came from this device
      answered = true;
      state.set({ online: true });
    }
    if (response.ok || response.status === 304) return response;
    const problem = await problemOf(response);
    if (problem.code === 'another_account') location.reload();              // in another tab: nothing of the one before may stay
    const asks = response.status === 401 && problem.code !== 'login_failed';
    if (!asks || attempt > 0 || !login) throw problem;
    await login();
    init.signal?.throwIfAborted();
  }
}

/** @param {Response} response */
async function bodyOf(response) {
  if (response.status === 204) return null;
  const text = await response.text().catch((error) => {
    if (isAbort(error)) throw error;
    throw new ApiError(0, 'offline', t('error.offline'));  // the connection broke in the middle of the answer
  });
  return text ? JSON.parse(text) : null;
}

/**
 * @param {string} path such as '/api/books'
 * @param {Params} [params] of the query; null, undefined and '' are left out
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function get(path, params = {}, { signal, patience = state.get('online') ? READING : AWAY } = {}) {
  const asks = address(path, params);
  return bodyOf(await request(asks, { headers: { Accept: 'application/json' }, signal }, patience, asked(asks)));
}

/**
 * @param {'POST' | 'PUT' | 'PATCH' | 'DELETE'} method
 * @param {string} path
 * @param {unknown} [body] sent as JSON
 * @param {Options} [options]
 * @returns {Promise<any>} null for 204
 */
export async function send(method, path, body, { signal, keepalive, patience } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json' };
  const user = state.get('user');
  if (user) headers['X-Account'] = user.id;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  return bodyOf(await request(path, { method, headers, signal, keepalive, body: body === undefined ? undefined : JSON.stringify(body) }, patience));
}

/**
 * Whether an error is only the end of a request nobody waits for any more.
 * @param {unknown} error
 */
export function isAbort(error) {
  return error instanceof DOMException && error.name === 'AbortError';
}

/**
 * For requests that may fail without a word: `get(...).catch(passOverRefusal)` gives null where the server refused, did not
 * answer, or nobody waits for the answer any more. Any other error is a mistake of the app and is thrown again.
 * @param {unknown} error
 * @returns {null}
 */
export function passOverRefusal(error) {
  if (error instanceof ApiError || isAbort(error)) return null;
  throw error;
}
