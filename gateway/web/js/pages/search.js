// Search: series and comics, as it is typed, with where they were found.

import { ApiError, get, isAbort, passOverRefusal } from '../api.js';
import { bookCard, seriesCard } from '../cards.js';
import { h, icon, replace } from '../dom.js';
import { errorNotice, reasonOf } from '../errors.js';
import { bookName, listed } from '../format.js';
import { parts, t } from '../i18n.js';
import { dressing, plain } from '../offline/dressing.js';
import { redraw } from '../redraw.js';
import { reload, setTitle } from '../router.js';
import { searchField } from '../search-field.js';
import { resultKeys } from '../search/keys.js';
import { forgetSearches, keepSearch, recentSearches, restoreSearches } from '../search/recent.js';
import { whenSlow } from '../slow.js';
import { toast } from '../toast.js';

/**
 * @typedef {import('../types.js').Book & {matched: string}} FoundBook
 * @typedef {import('../types.js').Series & {matched: string}} FoundSeries
 * @typedef {{series: FoundSeries[], books: FoundBook[], total: number, more: boolean, corrected: string | null}} Found
 */

const MOST = 40;                         // of each; the rest is on a shelf of its own

/** Where something was found, where it is not its name. @type {Record<string, string>} */
const PLACES = {
  creator: t('search.inCreator'), genre: t('search.inGenre'), tag: t('search.inTag'), character: t('search.inCharacter'), team: t('search.inTeam'),
  location: t('search.inLocation'), story_arc: t('search.inStoryArc'), publisher: t('search.inPublisher'), imprint: t('search.inImprint'),
  summary: t('search.inSummary'), title: t('search.inTitle'), filename: t('search.inFilename'), series: t('search.inSeries'),
};

/** Keeps the fields of the page and of the top bar the same, except the one in use. @param {string} text */
function fillFields(text) {
  for (const field of document.querySelectorAll('input[type="search"]')) {
    if (field instanceof HTMLInputElement && field !== document.activeElement) field.value = text;
  }
}

/** The field that is seen. */
function field() {
  for (const node of document.querySelectorAll('input[type="search"]')) {
    if (node instanceof HTMLInputElement && node.offsetParent) return node;
  }
  return null;
}

/** @param {FoundSeries} series */
function foundSeries(series) {
  return seriesCard(series, { meta: series.matched === 'name' ? undefined : PLACES[series.matched] });
}

/** @param {FoundBook} book */
function foundBook(book) {
  const plain = bookName(book) === book.title ? book.series : book.title;
  const where = book.matched === 'title' || book.matched === 'series' ? plain : PLACES[book.matched] ?? plain;
  return bookCard(book, { meta: listed([where, book.progress?.completed && t('lists.read')]) });
}

/** @param {string} id @param {string} title @param {Node[]} cards @param {string} all where everything is that was found */
function group(id, title, cards, all) {
  return cards.length > 0 && h('section', { class: 'rail', 'aria-labelledby': id },
    h('div', { class: 'rail-head' }, h('h2', { id }, title), cards.length >= MOST && h('a', { class: 'more', href: all }, t('search.all'))),
    h('div', { class: 'grid' }, ...cards));
}

/** What stands there before anything is typed. @param {HTMLElement} results */
function drawStart(results) {
  const recent = recentSearches();
  const forget = () => {
    forgetSearches();
    drawStart(results);
    field()?.focus();
    toast(t('search.forgotten', { n: recent.length }), { onUndo: () => {
      restoreSearches(recent);
      if (results.isConnected && results.querySelector('.empty')) drawStart(results);
    } });
  };
  replace(results, recent.length > 0 && h('section', { class: 'search-recent', 'aria-labelledby': 's-recent' },
    h('div', { class: 'rail-head' }, h('h2', { id: 's-recent' }, t('search.recent')), h('button', { class: 'more link', type: 'button', onclick: forget }, t('search.forget'))),
    h('ul', null, ...recent.map((text) => h('li', null, h('a', { class: 'menu-row', href: `/search?q=${encodeURIComponent(text)}` }, icon('history'), text))))),
  h('section', { class: 'empty' }, icon('search', 'i-l'), h('h2', null, t('search.what')), h('p', null, t('search.whatHint'))));
}

/** @param {HTMLElement} results @param {string} text */
function drawNothing(results, text) {
  replace(results, h('section', { class: 'empty', role: 'status' }, icon('search-x', 'i-l'), h('h2', null, t('search.nothing', { text })),
    h('p', null, t('search.nothingHint')), h('a', { class: 'btn', href: '/browse' }, icon('library'), t('nav.all'))));
}

/** @param {HTMLElement} results @param {string} text @param {Found} found @param {import('../offline/dressing.js').Dress} dress */
function drawFound(results, text, { series, books, total, more, corrected }, dress) {
  const words = corrected ?? text;
  const q = encodeURIComponent(words);
  const say = more ? t('search.atLeast', { n: total, text: words }) : t('search.found', { n: total, text: words });
  redraw(results,
    h('p', { class: 'quiet num', role: 'status' }, say),
    corrected && h('div', { class: 'notice' }, icon('search-x'), h('div', null, ...parts('search.corrected', {
      typed: h('b', null, text), meant: h('a', { class: 'link', href: `/search?q=${q}` }, corrected) }))),
    group('s-series', t('browse.series'), series.map((one) => foundSeries(dress(one))), `/browse?q=${q}`),
    group('s-books', t('browse.comics'), books.map((one) => foundBook(dress(one))), `/browse?show=comics&q=${q}`));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal, query }) {
  const text = query.get('q')?.trim() ?? '';
  setTitle(text ? t('search.titled', { text }) : t('search.search'));
  const own = main.querySelector('.search-page');
  const found = own?.querySelector('.search-results');
  const results = found instanceof HTMLElement ? found : h('div', { class: 'search-results' });
  if (!own) {
    const form = searchField();
    replace(main, h('div', { class: 'search-page' }, h('h1', { class: 'sr' }, t('search.search')), h('div', { class: 'only-phone' }, form), results));
    const input = form.querySelector('input');
    if (input?.offsetParent && !text) input.focus();
  }
  fillFields(text);
  resultKeys(results, field, signal);
  results.addEventListener('click', (event) => {
    if (text && event.target instanceof Element && event.target.closest('a.card, .more')) keepSearch(text);
  }, { signal });
  if (!text) {
    drawStart(results);
    return;
  }
  if (!results.childElementCount) replace(results, h('p', { class: 'quiet', role: 'status' }, t('search.searching')));
  results.classList.add('is-old');
  const come = whenSlow(results, () => !signal.aborted, text);
  try {
    /** @returns {Promise<Found>} */
    const ask = () => get('/api/search', { q: text, limit: MOST }, { signal });
    let answer = await ask().finally(come);
    const draw = (dress = plain) => (answer.total ? drawFound(results, text, answer, dress) : drawNothing(results, text));
    draw();
    await dressing(signal, (dress, sent) => {
      if (!sent) draw(dress);
      else ask().then((fresh) => { answer = fresh; draw(); }).catch(passOverRefusal);        // what is shown stays
    })();
  } catch (error) {
    if (isAbort(error)) throw error;
    if (!(error instanceof ApiError)) throw error;
    const saved = error.code === 'offline' ? await (await import('../offline/cards.js')).savedMatches(text) : null;
    signal.throwIfAborted();
    replace(results, errorNotice(error.code === 'offline' ? t('search.offline') : reasonOf(error), reload), saved);
  }
  results.classList.remove('is-old');
}
