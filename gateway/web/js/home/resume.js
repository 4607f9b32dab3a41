// The comics one is in: the last one with the very page that was left, the others beside it.

import { meter } from '../cards.js';
import { cover } from '../cover.js';
import { h, icon, ring } from '../dom.js';
import { bookName, day, isIssue, issueLabel, issueNumber, ownTitle, pageLabel } from '../format.js';
import { t } from '../i18n.js';
import { keepPreview } from '../reader/previews.js';
import { rail } from './rail.js';

/** @typedef {import('../types.js').Book} Book */

/** The head of a resume card: the issue's own title, or the whole name. @param {Book} book */
function names(book) {
  const own = ownTitle(book);
  const label = issueLabel(book);
  if (own) return { small: bookName(book), large: own };
  return label ? { small: book.series, large: isIssue(book) ? t('home.issue', { no: issueNumber(book) }) : label } : { small: book.category, large: book.series };
}

/** @param {Book} book */
function where(book) {
  return pageLabel(book.progress?.current_page ?? 0, book.progress?.total_pages ?? book.pages);
}

/** The comic read last. @param {Book} book */
function lead(book) {
  const { small, large } = names(book);
  const page = book.progress?.current_page ?? 0;
  const picture = h('img', { src: `/api/read/${book.id}/page/${page}?width=800`, alt: '', decoding: 'async',
    onload: () => {
      picture.classList.add('is-in');
      keepPreview(book.id, page, picture);
    }, onerror: () => picture.remove() });
  return h('article', { class: 'resume resume-lead' }, cover(book),
    h('div', { class: 'resume-text' }, h('span', { class: 'card-meta' }, small), h('h3', { class: 'head' }, large),
      h('p', { class: 'quiet small' }, book.subcategory ? t('card.shelf', { category: book.category, subcategory: book.subcategory }) : book.category),
      h('div', { class: 'resume-foot' }, h('span', null, where(book), h('span', { class: 'faint' }, day(book.progress?.updated_at))), meter(book),
        h('div', { class: 'resume-act' },
          h('a', { class: 'btn btn-spot', href: `/read/${book.id}`, id: `resume-${book.id}` }, icon('book-open'), t('home.resume')),
          h('a', { class: 'link small hide-phone', href: `/series/${book.series_id}` }, t('home.series'))))),
    h('a', { class: 'resume-page', href: `/read/${book.id}`, 'aria-label': t('home.pageLeft', { where: where(book) }) }, picture));
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

/** @param {Book[]} books */
export function continueRail(books) {
  const [first, ...others] = books;
  if (!first) return null;
  const few = others.slice(0, 2);
  const rest = others.slice(2);
  const row = h('div', { class: rest.length ? 'resume-row has-more' : few.length ? 'resume-row' : 'resume-row resume-one' }, lead(first), ...few.map(resume),
    rest.length > 0 && h('div', { class: 'rail-row resume-more' }, ...rest.map(resume)));
  const all = books.length > 3 ? '/browse?show=comics&read=reading&sort=last_read&order=desc' : null;
  return rail('r-continue', t('home.continue'), { all }, row);
}
