// Brings one comic to the device: the reading document, the cover, and every page that is not there yet.

import { ApiError, isAbort, request } from '../api.js';
import { t } from '../i18n.js';
import { countPages, fullName, pageUrl, patiently } from '../reader/issue.js';
import { cacheOf, change, tellWorker } from './shelf.js';

/** @typedef {import('./shelf.js').Saved} Saved */

const AT_ONCE = 3;

/** Keeps an answer. @param {Cache} cache @param {string} url @param {Response} answer */
async function keep(cache, url, answer) {
  try {
    await cache.put(url, answer);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') throw new NoRoom();
    throw error;
  }
}

/** There is no more room, by the limit or by the browser. */
export class NoRoom extends Error {}

/** What is saved says so, and is never taken for word from the server. @param {Blob} body @param {Response} answer */
function savedBody(body, answer) {
  const headers = new Headers(answer.headers);
  headers.set('X-Saved', '1');
  return new Response(body, { headers });
}

/** @param {unknown} value */
const savedJson = (value) => new Response(JSON.stringify(value), { headers: { 'Content-Type': 'application/json', 'X-Saved': '1' } });

/**
 * Goes on where it stopped. Pages that the server cannot give are named in `missing`; the others still come.
 * @param {Saved} entry
 * @param {{signal: AbortSignal, roomFor: () => Promise<number>, onProgress: (entry: Saved) => void}} with roomFor: bytes that are left
 * @returns {Promise<Saved | null>} null when it was removed meanwhile; ApiError when nothing of it can be had or no answer comes
 */
export async function download(entry, { signal, roomFor, onProgress }) {
  const { user, id } = entry;
  const cache = await cacheOf(user, id);
  tellWorker();
  const at = `/api/read/${encodeURIComponent(id)}`;
  const said = await patiently(() => request(at, { signal, headers: { Accept: 'application/json' } }), signal);
  /** @type {import('../reader/types.js').Issue} */
  const issue = await said.clone().json();
  const pages = issue.pages ?? await countPages(id, signal);
  await keep(cache, at, savedJson({ ...issue, pages, saved: true }));
  await keep(cache, `${at}/pages`, savedJson({ comic_id: id, pages }));

  const urls = Array.from({ length: pages }, (_, n) => new URL(pageUrl(issue, n), location.href).href);
  const here = (await cache.keys()).map(({ url }) => url).filter((url) => url.includes('/page/'));
  const changed = here.some((url) => !urls.includes(url));  // another file by now: its pages begin anew
  if (changed) await Promise.all(here.map((url) => cache.delete(url)));
  const wanted = [...urls.keys()].filter((n) => changed || !here.includes(urls[n] ?? ''));
  let [done, bytes] = [pages - wanted.length, changed || here.length === 0 ? 0 : entry.bytes];
  let now = await change(user, id, { name: fullName(issue), series: issue.series, series_id: issue.series_id, pages, done, bytes, state: 'saving', note: '', missing: [] });
  if (!now) return null;
  onProgress(now);
  let left = await roomFor();
  /** @type {Saved['missing']} */
  const missing = [];
  let stopped = false;

  const next = async () => {
    for (let n = wanted.shift(); n !== undefined && !stopped; n = wanted.shift()) {
      try {
        const size = await bring(cache, urls[n] ?? '', signal, left);
        left -= size;
        bytes += size;
        done += 1;
      } catch (error) {
        if (!(error instanceof ApiError) || error.status === 0 || error.status === 401) {
          stopped = true;
          throw error;
        }
        missing.push({ page: n, reason: error.detail });
      }
      now = await change(user, id, { done, bytes, missing });
      stopped ||= !now;
      if (now) onProgress(now);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, next));
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
  if (missing.length === pages) throw new ApiError(422, 'comic_unreadable', missing[0]?.reason ?? t('offline.nothing'));
  const cover = await bringCover(cache, id, signal);
  return change(user, id, { state: 'saved', cover, missing: missing.sort((a, b) => a.page - b.page) });
}

/** @param {Cache} cache @param {string} url @param {AbortSignal} signal @param {number} left @returns {Promise<number>} bytes */
async function bring(cache, url, signal, left) {
  const answer = await patiently(() => request(url, { signal, priority: 'low' }), signal);
  let body;
  try {
    body = await answer.blob();
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, 'offline', t('offline.broke'));
  }
  if (body.size > left) throw new NoRoom();
  await keep(cache, url, savedBody(body, answer));
  return body.size;
}

/** @param {Cache} cache @param {string} id @param {AbortSignal} signal @returns {Promise<string>} its address, '' where there is none */
async function bringCover(cache, id, signal) {
  const address = `/api/cover/${encodeURIComponent(id)}`;
  try {
    const answer = await request(address, { signal, cache: 'no-cache' });      // not the one that is here
    if (answer.headers.get('Cache-Control')?.includes('no-store')) return '';      // only a stand-in, while it is being drawn
    await keep(cache, address, savedBody(await answer.blob(), answer));
    return address;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0 || error.status === 401) throw error;
    return '';                                             // without a cover it can be read all the same
  }
}
