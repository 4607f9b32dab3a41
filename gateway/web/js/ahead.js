// Requests for what the first page needs, sent while most modules are still being loaded. It runs by itself, as
// soon as it is here; whoever asks for the same a little later gets the answer that is already on its way.

import { address } from './address.js';
import { WINDOW, paramsOf, pathOf } from './browse/query.js';

/** @typedef {[path: string, params?: import('./address.js').Params]} Ask */

const OLD = 20_000;                      // ms from the opening of the page; what nobody wanted until then is not given any more

/** What home shows first. @type {{shown: Ask, want: Ask, recent: Ask}} */
export const HOME = { shown: ['/api/home'], want: ['/api/lists/want/items', { limit: 20 }], recent: ['/api/progress/recent', { limit: 20 }] };

/** @returns {Ask[]} */
function wanted() {
  const query = new URLSearchParams(location.search);
  if (location.pathname === '/browse') return [[pathOf(query), { ...paramsOf(query), offset: 0, limit: WINDOW }]];
  return location.pathname === '/' ? Object.values(HOME) : [];
}

/** @param {string} path @returns {Promise<Response | null>} */
const fetched = (path) => fetch(path, { credentials: 'same-origin', headers: { Accept: 'application/json' } })
  .then((answer) => (answer.ok ? answer : answer.text().then(() => null)))                  // read to its end: else it holds its connection
  .catch(() => null);

const WHO = '/api/auth/check';
const who = fetched(WHO);
/** Whether somebody is there: nobody gets anything. Who was here last most likely still is. @type {Promise<boolean>} */
const there = localStorage.getItem('quarterbin.user') ? Promise.resolve(true)
  : who.then(async (answer) => Boolean(answer && (await answer.clone().json()).user));
/** @type {Map<string, Promise<Response | null>>} */
const coming = new Map([[WHO, who]]);
for (const one of [...wanted(), /** @type {Ask} */ (['/api/libraries'])]) {
  const path = address(...one);
  coming.set(path, there.then((somebody) => (somebody ? fetched(path) : null)));
}

/**
 * The answer to a request that was sent ahead. Given only once; null where there was none or it failed: then it has to be sent again.
 * @param {string} path with its query
 * @returns {Promise<Response | null> | null}
 */
export function asked(path) {
  const answer = performance.now() < OLD ? coming.get(path) : null;
  coming.delete(path);
  return answer ?? null;
}
