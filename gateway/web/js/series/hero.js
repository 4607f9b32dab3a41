// The head of a series: cover, masthead, who made it, how much is read, and the ways on.

import { cover } from '../cover.js';
import { h, icon, replace } from '../dom.js';
import { issueLabel, listed, number, pageLabel } from '../format.js';
import { parts, t } from '../i18n.js';
import { wantButton } from '../lists/want.js';
import { ROLES } from '../metadata/terms.js';
import { readFor, willTake } from '../pace.js';
import { ratingControl } from '../rating.js';
import { seriesMenu } from './menu.js';
import { synopsis } from '../synopsis.js';
import { STATUSES } from '../terms.js';
import { attempt } from '../toast.js';

/** @typedef {import('../types.js').SeriesDetail} SeriesDetail */

const NAMED = 6;                         // people who are named
const WORDS = 24;                        // genres and tags that are shown

/** Where the library is filtered by something. @param {Record<string, string>} filter */
export function browseHref(filter) {
  return `/browse?${new URLSearchParams(filter)}`;
}

/** The way there by the shelves. @param {{category: string, subcategory: string | null}} shelf @param {HTMLElement} last */
export function crumbs({ category, subcategory }, last) {
  return h('nav', { class: 'crumbs', 'aria-label': t('series.where') }, h('a', { href: '/browse' }, t('nav.library')), icon('chevron-right'),
    h('a', { href: browseHref({ category }) }, category), icon('chevron-right'),
    subcategory && [h('a', { href: browseHref({ category, subcategory }) }, subcategory), icon('chevron-right')], last);
}

/** @param {SeriesDetail} series */
function facts({ authors, publisher, year, status }) {
  const when = listed([year && String(year), status && STATUSES.name(status)]);
  const shown = authors.slice(0, NAMED).map(({ name, role }) => h('a', { href: browseHref({ creator: name }) }, h('b', null, name), role && ` ${ROLES.name(role)}`));
  if (!shown.length && !publisher && !when) return null;
  return h('p', { class: 'facts' }, ...shown, publisher && h('a', { href: browseHref({ publisher }) }, publisher), when && h('span', null, when));
}

/** The one spot button: where to go on. @param {SeriesDetail} series */
function goOn({ continue_with: next, category, issue_count: count }) {
  if (!next) return null;
  const label = count === 1 ? '' : issueLabel({ ...next, category });
  const page = next.page > 0 ? pageLabel(next.page, null) : '';
  let words = t('series.again');
  if (next.kind === 'start') words = label ? t('series.readIssue', { label }) : t('series.read');
  if (next.kind === 'continue') {
    if (label) words = page ? t('series.continueIssueAt', { label, page }) : t('series.continueIssue', { label });
    else words = page ? t('series.continueAt', { page }) : t('series.continue');
  }
  return h('a', { class: 'btn btn-spot btn-l', href: `/read/${next.comic_id}`, id: 'go-on' }, icon('book-open'), words);
}

/** How long what is left will take; '' while pages are not known. @param {SeriesDetail} series @param {import('../types.js').ReadingTime | null} pace */
function left({ volumes }, pace) {
  const unread = volumes.flatMap(({ issues }) => issues).filter(({ progress }) => !progress?.completed);
  if (!unread.length || unread.some(({ pages, problem }) => !pages && !problem)) return '';
  const pages = unread.reduce((sum, book) => sum + Math.max(0, (book.pages ?? 0) - (book.progress ? book.progress.current_page + 1 : 0)), 0);
  return pages ? t('series.left', { time: willTake(pages, pace) }) : '';
}

/** @param {SeriesDetail} series @param {import('../types.js').ReadingTime | null} pace */
function readFacts(series, pace) {
  const { progress, issue_count: count } = series;
  const time = left(series, pace);
  const been = readFor(pace, progress.read === count);
  return h('p', { class: 'facts' }, h('span', { class: 'read-of' }, parts('series.readOf', { read: h('b', { class: 'num' }, number(progress.read)), all: h('b', { class: 'num' }, number(count)) })),
    progress.in_progress > 0 && h('span', { class: 'num' }, t('series.inProgress', { n: progress.in_progress })), been && h('span', { class: 'num' }, been), time && h('span', { class: 'num' }, time));
}

/**
 * What is missing: "Missing: volumes 3 and 7"; null where nothing is.
 * @param {import('../types.js').Gap | null} gap
 */
export function gapText(gap) {
  if (!gap) return null;
  const list = (/** @type {number[]} */ numbers) => {
    const runs = [];
    for (const n of numbers) {
      const last = runs[runs.length - 1];
      if (last && last[1] === n - 1) last[1] = n;
      else runs.push([n, n]);
    }
    return listed(runs.map(([from, to]) => (from === to ? String(from) : t('name.range', { from: String(from), to: String(to) }))));
  };
  return [gap.volumes.length > 0 && t('series.missingVolumes', { n: gap.volumes.length, list: list(gap.volumes) }), gap.numbers.length > 0 && t('series.missingNumbers', { n: gap.numbers.length, list: list(gap.numbers) })].filter(Boolean).join('; ');
}

/**
 * @param {SeriesDetail} series
 * @param {Promise<import('../types.js').SeriesMoreDetails | null>} details comes a little later
 * @param {() => Promise<unknown>} refresh fetches what is read anew
 */
export function hero(series, details, refresh) {
  const picture = cover({ cover: series.cover, has_thumbnail: true }, { alt: t('series.cover', { name: series.name }) });
  const words = [...series.genres.map((word) => h('a', { class: 'tag', href: browseHref({ genre: word }) }, word)),
    ...series.tags.filter((word) => !series.genres.includes(word)).map((word) => h('a', { class: 'tag', href: browseHref({ tag: word }) }, word))];
  const on = h('span', { class: 'go-on' });
  const counts = h('div', { class: 'read-facts' });
  const want = wantButton('series', series, false, series.name);
  want.disabled = true;
  const place = h('span', null, want);
  /** @type {import('../types.js').ReadingTime | null} */
  let pace = null;
  let shown = series;
  void details.then((told) => {
    if (!told) return;
    pace = told.time;
    replace(counts, readFacts(shown, pace));
  });
  void details.then((told) => { if (told) replace(place, wantButton('series', series, told.lists.some(({ kind }) => kind === 'want'), series.name)); });
  /** @param {SeriesDetail} now */
  const draw = (now) => {
    shown = now;
    replace(on, goOn(now));
    replace(counts, readFacts(now, pace));
  };
  draw(series);
  const actions = h('div', { class: 'actions' }, on, h('div', { class: 'actions-more' }, place,
    h('button', { class: 'btn btn-l btn-list', type: 'button', 'aria-label': t('series.addToList'), title: t('series.addToList'),
      onclick: () => attempt(async () => (await import('../lists/add.js')).addToList({ kind: 'series', ids: [series.id], name: series.name, item: series })) }, icon('list-plus'), h('span', { class: 'hide-phone' }, t('series.addToList'))),
    seriesMenu(series, refresh)));
  const mast = series.name.length > 28 ? 'masthead masthead-long' : 'masthead';
  const element = h('header', { class: 'series-hero' }, h('div', { class: series.issue_count > 1 ? 'stack' : '' }, picture),
    h('div', { class: 'series-info' }, h('div', { class: 'series-top' }, h('h1', { class: mast }, series.name)),
      facts(series), h('div', { class: 'read-line' }, ratingControl({ kind: 'series', id: series.id, rating: series.rating }), counts), actions,
      series.summary && synopsis(series.summary),
      words.length > 0 && h('div', { class: 'tags' }, ...words.slice(0, WORDS))));
  return { element, draw };
}

/** The halftone ground, of the cover's own colours. @param {string | null} src */
export function ground(src) {
  if (!src) return null;
  const picture = h('img', { src, alt: '', decoding: 'async', onerror: () => picture.remove() });
  return h('div', { class: 'ground', 'aria-hidden': 'true' }, picture);
}
