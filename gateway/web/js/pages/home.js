// Home: the page you left, the next issues, what is new.

import { get } from '../api.js';
import { withBones } from '../bones.js';
import { bookCard, meter, seriesCard } from '../cards.js';
import { cover } from '../cover.js';
import { h, icon, replace, ring } from '../dom.js';
import { emptyLibrary } from '../empty.js';
import { bookName, day, dayWithin, issueLabel, ownTitle, pageLabel, pagesLabel, plural } from '../format.js';
import { librariesKnown } from '../libraries.js';
import { libraryNotices } from '../notices.js';
import { setTitle } from '../router.js';

/** @typedef {import('../types.js').Book} Book */
/** @typedef {import('../types.js').Series} Series */

/** The head of a resume card: the issue's own title, or the whole name. @param {Book} book */
function names(book) {
  const own = ownTitle(book);
  const label = issueLabel(book);
  if (own) return { small: bookName(book), large: own };
  return label ? { small: book.series, large: label.startsWith('#') ? `Issue ${label}` : label } : { small: book.category, large: book.series };
}

/** @param {Book} book */
function where(book) {
  return pageLabel(book.progress?.current_page ?? 0, book.progress?.total_pages ?? book.pages);
}

/** The comic read last: with the very page. @param {Book} book */
function lead(book) {
  const { small, large } = names(book);
  const page = book.progress?.current_page ?? 0;
  const picture = h('img', { src: `/api/read/${book.id}/page/${page}?width=800`, alt: '', decoding: 'async',
    onload: () => picture.classList.add('is-in'), onerror: () => picture.remove() });
  return h('article', { class: 'resume resume-lead' }, cover(book),
    h('div', { class: 'resume-text' }, h('span', { class: 'card-meta' }, small), h('h3', { class: 'head' }, large),
      h('p', { class: 'quiet small' }, book.subcategory ? `${book.category}, ${book.subcategory}` : book.category),
      h('div', { class: 'resume-foot' }, h('span', null, where(book)), meter(book),
        h('div', { class: 'resume-act' },
          h('a', { class: 'btn btn-spot', href: `/read/${book.id}`, id: `resume-${book.id}` }, icon('book-open'), 'Resume'),
          h('a', { class: 'link small hide-phone', href: `/series/${book.series_id}` }, 'The series')))),
    h('a', { class: 'resume-page', href: `/read/${book.id}`, 'aria-label': `The page you left, ${where(book)}` }, picture));
}

/** @param {Book} book */
function resume(book) {
  const { small, large } = names(book);
  const pages = book.progress?.total_pages ?? book.pages;
  const share = pages ? ((book.progress?.current_page ?? 0) + 1) / pages : 0;
  return h('a', { class: 'resume', href: `/read/${book.id}`, id: `resume-${book.id}` }, cover(book),
    h('span', { class: 'resume-text' }, h('span', { class: 'card-meta' }, small), h('span', { class: 'card-title' }, large),
      h('span', { class: 'resume-foot' }, h('span', null, ring(share * 100), where(book)), h('span', { class: 'faint' }, day(book.progress?.updated_at)))));
}

/**
 * @param {string} id
 * @param {string} title
 * @param {string} hint
 * @param {string | null} all where everything of it is
 * @param {Node} row
 */
function rail(id, title, hint, all, row) {
  return h('section', { class: 'rail', 'aria-labelledby': id },
    h('div', { class: 'rail-head' }, h('h2', { id }, title), hint && h('p', { class: 'quiet small hide-phone' }, hint),
      all && h('a', { class: 'more', href: all, 'aria-label': `See all: ${title}` }, 'See all')), row);
}

/** @param {Node[]} cards */
function railRow(cards) {
  return h('div', { class: 'rail-row' }, ...cards);
}

/** @param {Book[]} books */
function continueRail(books) {
  const [first, ...others] = books;
  if (!first) return null;
  const few = others.slice(0, 2);
  const rest = others.slice(2);
  const row = h('div', { class: few.length ? 'resume-row' : 'resume-row resume-one' }, lead(first), ...few.map(resume));
  const more = rest.length > 0 && railRow(rest.map((book) => bookCard(book, { meta: where(book) })));
  return rail('r-continue', 'Continue reading', '', books.length > 3 ? '/browse?show=comics&read=reading&sort=last_read&order=desc' : null, h('div', { class: 'rail' }, row, more));
}

/** @param {Series} series */
function arrived(series) {
  return `${plural(series.issue_count, 'issue')}, ${dayWithin(series.added_at)}`;
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle('Home');
  /** @type {{continue_reading: Book[], on_deck: Book[], new: Series[]}} */
  const home = (await withBones(main, Promise.all([get('/api/home', {}, { signal }), librariesKnown()]), signal))[0];
  const { continue_reading: reading, on_deck: deck, new: fresh } = home;
  const nothing = !reading.length && !deck.length && !fresh.length;
  replace(main, h('h1', { class: 'sr' }, 'Home'), libraryNotices(signal, { samples: true }),
    nothing && emptyLibrary(),
    continueRail(reading),
    deck.length > 0 && rail('r-deck', 'On deck', 'The next issue of what you finished', null,
      railRow(deck.map((book) => bookCard(book, { meta: pagesLabel(book.pages) })))),
    fresh.length > 0 && rail('r-new', 'New arrivals', '', '/browse?sort=added&order=desc',
      railRow(fresh.map((series) => seriesCard(series, { meta: arrived(series), fresh: true })))),
    !nothing && !reading.length && h('p', { class: 'quiet' }, 'Open a comic: the page you leave waits for you here.'));
}
