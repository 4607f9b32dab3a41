// One issue as the reader knows it. Inside the app and the API pages count from 0; wherever people see or write a page,
// in the bars as in the address (`/read/{id}?page=n`), they count from 1. `startPage` and `addressOf` are the border.

import { ApiError, get } from '../api.js';
import { bookName, issueLabel, ownTitle } from '../format.js';
import { t } from '../i18n.js';
import { withWaiting } from '../offline/bookmarks.js';
import { withMarks, withPlace } from '../offline/marks.js';
import { say } from '../told.js';

/** @typedef {import('./types.js').Issue} Issue */
/** @typedef {import('./types.js').Neighbour} Neighbour */

const TRIES = 5;
const LONGEST_WAIT = 30;                 // seconds

/**
 * Does something again while the server says that it is busy (429, 503), at most 5 times, after as long as it asks for.
 * @template T
 * @param {() => Promise<T>} work
 * @param {AbortSignal} signal ends the waiting with its AbortError
 * @param {(seconds: number) => void} [onWait]
 * @returns {Promise<T>}
 */
export async function patiently(work, signal, onWait) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const busy = error instanceof ApiError && (error.status === 503 || error.status === 429);
      if (!busy || attempt === TRIES) throw error;
      const seconds = Math.min(LONGEST_WAIT, Math.max(1, error.retryAfter ?? 2 ** attempt));
      onWait?.(seconds);
      await pause(seconds * 1000, signal);
    }
  }
}

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => { clearTimeout(timer); reject(signal.reason); };
    const timer = setTimeout(() => { signal.removeEventListener('abort', stop); resolve(); }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * The issue, with the reader's place and bookmarks as this device knows them where the server has not heard of them yet.
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {Promise<Issue>}
 */
export async function loadIssue(id, signal) {
  const said = await patiently(() => get(`/api/read/${encodeURIComponent(id)}`, {}, { signal }), signal);
  /** @type {Issue} */
  const issue = { ...said, bookmarks: withWaiting(id, said.bookmarks) };
  if (issue.problem) issue.problem = await say(issue.problem);
  return issue.saved ? withPlace(issue) : withMarks(issue);
}

/**
 * Asks for the count of pages, which opens the comic where nobody has yet.
 * @param {string} id
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
export async function countPages(id, signal) {
  const answer = await patiently(() => get(`/api/read/${encodeURIComponent(id)}/pages`, {}, { signal }), signal);
  return answer.pages;
}

/**
 * @param {Pick<Issue, 'page_url'>} issue
 * @param {number} index from 0
 */
export function pageUrl(issue, index) {
  return issue.page_url.replace('{n}', String(index));
}

/**
 * A small picture of a page.
 * @param {Pick<Issue, 'page_url'>} issue
 * @param {number} index from 0
 */
export function thumbUrl(issue, index) {
  const url = pageUrl(issue, index);
  return `${url}${url.includes('?') ? '&' : '?'}width=480`;
}

/**
 * Where reading begins: the page asked for, else the one where one was; a comic read to its end begins anew.
 * @param {Issue} issue
 * @param {number | string | null | undefined} asked from 1, as in the address; anything else counts as not asked
 * @returns {number} from 0
 */
export function startPage(issue, asked) {
  const last = issue.pages === null ? Infinity : Math.max(0, issue.pages - 1);
  const wanted = Number(asked);
  if (asked !== null && asked !== undefined && Number.isSafeInteger(wanted) && wanted >= 1) return Math.min(wanted - 1, last);
  const { progress } = issue;
  if (!progress || (progress.completed && progress.current_page >= Math.min(last, (progress.total_pages ?? Infinity) - 1))) return 0;
  return Math.min(progress.current_page, last);
}

/**
 * @param {string} id
 * @param {number} index from 0
 */
export function addressOf(id, index) {
  return `/read/${encodeURIComponent(id)}?page=${index + 1}`;
}

/** "Tidewright #4, Slack Water". @param {Issue} issue */
export function fullName(issue) {
  const own = issueLabel(issue) ? ownTitle(issue) : '';
  return own ? t('reader.fullName', { name: bookName(issue), title: own }) : bookName(issue);
}

/** @param {Issue} issue */
export function seriesPath(issue) {
  return `/series/${encodeURIComponent(issue.series_id)}`;
}

/**
 * Its name within its series: "#4, Slack Water", or its title.
 * @param {Neighbour | Issue} book
 * @param {string} series
 */
export function shortName(book, series) {
  const label = issueLabel(book);
  const own = ownTitle({ ...book, series });
  return label && own ? t('reader.fullName', { name: label, title: own }) : label || book.title;
}

/**
 * "Page 12 of 24", "Pages 12 and 13 of 24", "Page 12, - pages" while the count is not known.
 * @param {number[]} pages what is seen, from 0
 * @param {number | null} count
 * @param {0 | 1 | 2} [half] of a page that is split
 */
export function whereabouts([first, second], count, half = 0) {
  const page = first + 1;
  if (second !== undefined) {
    const values = { first: page, second: second + 1 };
    return count === null ? t('reader.atPages', values) : t('reader.atPagesOf', { ...values, pages: count });
  }
  const where = count === null ? t('reader.at', { page }) : t('reader.atOf', { page, pages: count });
  if (half === 0) return where;
  return half === 1 ? t('reader.firstHalf', { where }) : t('reader.secondHalf', { where });
}
