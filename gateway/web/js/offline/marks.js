// What is read and unread as this device knows it: the server's answer, and the changes that it does not know yet.

import { recall } from '../reader/memory.js';
import { onList } from './lists.js';
import { isLate, waiting } from './outbox.js';

/** @typedef {import('../types.js').Book} Book */
/** @typedef {import('../types.js').Progress} Progress */
/** @typedef {import('../types.js').SeriesDetail} SeriesDetail */
/** @typedef {{id: string, series_id: string, pages: number | null, progress: Progress | null}} Comic */

/** What is waiting and may be about comics. */
const marks = () => waiting().filter(({ kind }) => kind === 'place' || kind === 'marks');

/**
 * What one change makes of a comic's progress.
 * @param {import('./outbox.js').Change} change
 * @param {Comic} comic
 * @returns {Progress | null | undefined} undefined: it is not about this one
 */
function made({ kind, id: about, data, at }, { id, series_id: series, pages, progress }) {
  if (progress && Date.parse(progress.updated_at) > Date.parse(at)) return undefined;
  if (kind === 'place') {
    if (about !== id) return undefined;
    return data.gone ? null : { comic_id: id, current_page: data.current_page, total_pages: data.total_pages ?? pages, completed: data.completed || (!data.anew && Boolean(progress?.completed)), updated_at: at };
  }
  if (data.restore) {
    const one = data.restore.find((/** @type {{comic_id: string}} */ { comic_id: comic }) => comic === id);
    return one ? one.progress : undefined;
  }
  const { series_id: single, series_ids: several, comic_ids: comics } = data.which;
  if (single !== series && !several?.includes(series) && !comics?.includes(id)) return undefined;
  return data.completed ? readNow({ id, pages, progress }, at) : null;
}

/** A comic read to its end. @param {Pick<Comic, 'id' | 'pages' | 'progress'>} comic @param {string} at @returns {Progress} */
export const readNow = ({ id, pages, progress }, at = new Date().toISOString()) => ({ comic_id: id, current_page: pages ? pages - 1 : progress?.current_page ?? 0, total_pages: pages, completed: true, updated_at: at });

/** A comic with what waits here. @template {Comic} C @param {C} comic @returns {C} */
export function withMarks(comic) {
  return dressed(comic, marks());
}

/** A comic that came from this device: with the place where somebody was here last, where that is later. @template {Comic} C @param {C} comic @returns {C} */
export function withPlace(comic) {
  const { place } = recall(comic.id);
  const newer = place && (!comic.progress || Date.parse(place.updated_at) > Date.parse(comic.progress.updated_at));
  return withMarks(newer ? { ...comic, progress: place } : comic);
}

/** @template {Comic} C @param {C} comic @param {import('./outbox.js').Change[]} changes @returns {C} */
function dressed(comic, changes) {
  let now = comic;
  for (const change of changes) {
    const progress = made(change, now);
    if (progress !== undefined) now = { ...now, progress };
  }
  return now;
}

/** Whether the server has still to hear that somebody marked it, or its series; what is only on its way is not said. @param {Comic} comic */
export const markWaits = (comic) => marks().some((change) => (change.kind === 'marks' || change.data.said)
  && isLate(change) && made(change, comic) !== undefined);

/** The same of all issues of a series, with what is counted of them. @param {SeriesDetail} series @returns {SeriesDetail} */
export function seriesWithMarks(series) {
  if (!marks().length) return series;
  const volumes = series.volumes.map((volume) => {
    const issues = volume.issues.map(withMarks);
    return { ...volume, issues, read_count: issues.filter(({ progress }) => progress?.completed).length };
  });
  const before = series.volumes.flatMap(({ issues }) => issues);
  const all = volumes.flatMap(({ issues }) => issues);
  if (all.every((book, at) => book === before[at])) return series;
  const read = all.filter(({ progress }) => progress?.completed).length;
  const begun = all.filter(({ progress }) => progress && !progress.completed).length;
  return { ...series, volumes, unread_count: series.issue_count - read, progress: { read, in_progress: begun, unread: series.issue_count - read - begun }, continue_with: goOn(all) };
}

/** @param {Book} book */
const readAt = ({ progress }) => (progress ? Date.parse(progress.updated_at) : 0);

/** Where to go on, as the server says it: the one begun last, else the first unread after the last read. @param {Book[]} books @returns {SeriesDetail['continue_with']} */
function goOn(books) {
  const at = (/** @type {Book} */ book, /** @type {'start' | 'continue' | 'again'} */ kind) => ({ comic_id: book.id, title: book.title, volume: book.volume, chapter: book.chapter, page: kind === 'continue' ? book.progress?.current_page ?? 0 : 0, kind });
  const [first] = books;
  if (!first) return null;
  const [begun] = books.filter(({ progress }) => progress && !progress.completed).sort((a, b) => readAt(b) - readAt(a));
  if (begun) return at(begun, 'continue');
  if (books.every(({ progress }) => !progress)) return at(first, 'start');
  const last = books.reduce((best, book, index) => (readAt(book) >= readAt(/** @type {Book} */ (books[best])) ? index : best), 0);
  const next = [...books.slice(last + 1), ...books.slice(0, last)].find(({ progress }) => !progress);
  return next ? at(next, 'continue') : at(first, 'again');
}

/**
 * A series with how many of its issues are unread, as far as this device can tell.
 * @param {import('../types.js').Series} series
 * @param {import('./outbox.js').Change[]} changes
 */
function counted(series, changes) {
  let unread = series.unread_count;
  for (const change of changes) {
    const { which, completed, gone, anew, series_id: of, was, unread: by } = change.data;
    if (which?.series_id === series.id || which?.series_ids?.includes(series.id)) unread = completed ? 0 : series.issue_count;
    else if (of === series.id && was !== Boolean(completed) && (completed || gone || anew)) unread += completed ? -1 : 1;
    else unread += by?.[series.id] ?? 0;
  }
  return unread === series.unread_count ? series : { ...series, unread_count: Math.max(0, Math.min(series.issue_count, unread)) };
}

/**
 * @typedef {object} Dresser
 * @property {(item: any) => any} dress a comic or series of a list with what waits here; the same one each time
 * @property {(item: any) => any} shown what was shown of it so far
 * @property {import('./dressing.js').Listed} listed
 */

/** For long lists, whose items are asked for again and again: with what waits now. @returns {Dresser} */
export function dresser() {
  const waits = marks();
  /** @type {WeakMap<object, any>} */
  const known = new WeakMap();
  const shown = (/** @type {any} */ item) => known.get(item) ?? item;
  return { shown, listed: onList, dress: (item) => {
    if (!known.has(item)) known.set(item, 'issue_count' in item ? counted(item, waits) : dressed(item, waits));
    return known.get(item);
  } };
}
