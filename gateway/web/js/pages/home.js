// Home: the page you left, the next issues, what is new, what you put aside, what you may like, what you read.

import { HOME } from '../ahead.js';
import { ApiError, get, isAbort } from '../api.js';
import { withBones } from '../bones.js';
import { bookCard, seriesCard } from '../cards.js';
import { h, replace } from '../dom.js';
import { emptyLibrary } from '../empty.js';
import { errorNotice, reasonOf } from '../errors.js';
import { dayWithin, listed, pagesLabel } from '../format.js';
import { laterRail, rail, railEmpty, railRow } from '../home/rail.js';
import { continueRail } from '../home/resume.js';
import { t } from '../i18n.js';
import { librariesKnown } from '../libraries.js';
import { libraryNotices } from '../notices.js';
import { reload, setTitle } from '../router.js';

/**
 * @typedef {import('../types.js').Book} Book
 * @typedef {import('../types.js').Series} Series
 * @typedef {import('../types.js').ListItem} ListItem
 * @typedef {Series & {because: {series_id: string, name: string, shared: string[]}[]}} Recommended
 */

const A_RAIL = 20;

/** @param {Series} series */
function arrived(series) {
  return t('home.arrived', { issues: t('count.issues', { n: series.issue_count }), day: dayWithin(series.added_at) });
}

/** @param {ListItem} item */
function wanted({ book, series }) {
  if (book) return bookCard(book);
  return series ? seriesCard(series) : h('span');
}

/** @param {Recommended} series */
function recommended(series) {
  const [first] = series.because;
  const card = seriesCard(series, { meta: first ? t('home.because', { name: first.name }) : undefined });
  if (first) card.title = t('home.shared', { name: first.name, shared: listed(first.shared) });
  return card;
}

/** @param {AbortSignal} signal @returns {Promise<Node[]>} */
async function recommendations(signal) {
  const { items } = await get('/api/recommendations', { limit: A_RAIL }, { signal });
  return items.map(recommended);
}

/** @param {unknown} error */
function failedRail(error) {
  if (isAbort(error)) return null;
  if (!(error instanceof ApiError)) console.error(error);
  return errorNotice(reasonOf(error), reload);
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle(t('nav.home'));
  const later = recommendations(signal);
  later.catch(() => {});                                   // the rail itself says what went wrong
  const first = (/** @type {import('../ahead.js').Ask} */ [path, params]) => get(path, params, { signal });
  /** @type {[{continue_reading: Book[], on_deck: Book[], new: Series[]}, {items: ListItem[], total: number}, {items: {book: Book}[]}, void]} */
  const [home, want, recent] = await withBones(main, Promise.all([
    first(HOME.shown), first(HOME.want), first(HOME.recent), librariesKnown()]), signal);
  const { continue_reading: reading, on_deck: deck, new: fresh } = home;
  const nothing = !reading.length && !deck.length && !fresh.length;
  const notices = libraryNotices(signal, { samples: true });
  if (nothing) {
    replace(main, h('h1', { class: 'sr' }, t('nav.home')), notices, emptyLibrary());
    return;
  }
  const read = recent.items.filter(({ book }) => book.progress?.completed);
  replace(main, h('h1', { class: 'sr' }, t('nav.home')), notices,
    continueRail(reading),
    !reading.length && rail('r-continue', t('home.continue'), {}, railEmpty(t('home.nothingOpen'))),
    deck.length > 0 && rail('r-deck', t('home.onDeck'), { hint: t('home.onDeckHint') }, railRow(deck.map((book) => bookCard(book, { meta: pagesLabel(book.pages) })), 'r-deck')),
    fresh.length > 0 && rail('r-new', t('home.new'), { all: '/browse?sort=added&order=desc' }, railRow(fresh.map((series) => seriesCard(series, { meta: arrived(series), fresh: true })), 'r-new')),
    rail('r-want', t('lists.want'), { all: want.total ? '/lists/want' : null }, want.items.length ? railRow(want.items.map(wanted), 'r-want') : railEmpty(t('home.wantNothing'))),
    read.length > 0 && rail('r-recent', t('nav.recent'), { all: '/recent' }, railRow(read.map(({ book }) => bookCard(book, { meta: t('home.readOn', { day: dayWithin(book.progress?.updated_at) }) })), 'r-recent')),
    laterRail('r-like', t('home.like'), { hint: t('home.likeHint') }, later, t('home.likeNothing'), failedRail));
}
