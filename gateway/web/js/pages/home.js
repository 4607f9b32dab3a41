// Home: the page you left, the next issues, what is new, what you put aside, what you may like, what you read.

import { HOME } from '../ahead.js';
import { ApiError, get, isAbort, passOverRefusal } from '../api.js';
import { withBones } from '../bones.js';
import { bookCard, seriesCard } from '../cards.js';
import { h, replace } from '../dom.js';
import { emptyLibrary } from '../empty.js';
import { errorNotice, reasonOf } from '../errors.js';
import { dayWithin, listed, pagesLabel } from '../format.js';
import { known } from '../home/known.js';
import { laterRail, rail, railEmpty, railRow } from '../home/rail.js';
import { continueRail } from '../home/resume.js';
import { t } from '../i18n.js';
import { librariesKnown } from '../libraries.js';
import { libraryNotices } from '../notices.js';
import { asSaid, dressing, plain } from '../offline/dressing.js';
import { redraw } from '../redraw.js';
import { reload, setTitle } from '../router.js';

/**
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

/** @param {AbortSignal} signal @returns {Promise<Recommended[]>} */
async function recommendations(signal) {
  return (await get('/api/recommendations', { limit: A_RAIL }, { signal })).items;
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
  later.catch(passOverRefusal);                            // the rail itself says what went wrong
  const first = (/** @type {import('../ahead.js').Ask} */ [path, params]) => get(path, params, { signal });
  /** @returns {Promise<import('../home/known.js').Answers>} */
  const ask = () => Promise.all([first(HOME.shown), first(HOME.want), first(HOME.recent)]);
  let [answers] = await withBones(main, Promise.all([ask(), librariesKnown()]), signal);
  const notices = libraryNotices(signal, { samples: true });
  const draw = (put = redraw) => put(main, h('h1', { class: 'sr' }, t('nav.home')), notices, ...rails(answers, dress, on, later));
  let dress = plain;
  let on = asSaid;
  const look = dressing(signal, (now, sent, listing) => {
    [dress, on] = [now, listing];
    if (!sent) draw();
    else ask().then((fresh) => { [answers, dress] = [fresh, plain]; draw(); }).catch(passOverRefusal);    // what is shown stays
  });
  draw(replace);
  await look();
}

/**
 * @param {import('../home/known.js').Answers} answers
 * @param {import('../offline/dressing.js').Dress} dress
 * @param {import('../offline/dressing.js').Listed} on
 * @param {Promise<Recommended[]>} later
 */
function rails(answers, dress, on, later) {
  const { reading, deck, fresh, read, wanted: put } = known(answers, dress, on);
  const [, want] = answers;
  if (!reading.length && !deck.length && !fresh.length) return [emptyLibrary()];
  return [continueRail(reading),
    !reading.length && rail('r-continue', t('home.continue'), {}, railEmpty(t('home.nothingOpen'))),
    deck.length > 0 && rail('r-deck', t('home.onDeck'), { hint: t('home.onDeckHint'), count: deck.length }, railRow(deck.map((book) => bookCard(book, { meta: pagesLabel(book.pages) })), 'r-deck')),
    fresh.length > 0 && rail('r-new', t('home.new'), { all: '/browse?sort=added&order=desc', count: fresh.length }, railRow(fresh.map((series) => seriesCard(series, { meta: arrived(series), fresh: true })), 'r-new')),
    rail('r-want', t('lists.want'), { all: want.total ? '/lists/want' : null, count: put.length }, put.length ? railRow(put.map(wanted), 'r-want') : railEmpty(t('home.wantNothing'))),
    read.length > 0 && rail('r-recent', t('nav.recent'), { all: '/recent', count: read.length }, railRow(read.map((book) => bookCard(book, { meta: t('home.readOn', { day: dayWithin(book.progress?.updated_at) }) })), 'r-recent')),
    laterRail('r-like', t('home.like'), { hint: t('home.likeHint') }, later.then((items) => items.map((one) => recommended(dress(one)))), t('home.likeNothing'), failedRail)];
}
