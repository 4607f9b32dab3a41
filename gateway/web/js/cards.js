// Cards: one markup for grid, list and detailed; the CSS of the view decides what is seen.

import { cover } from './cover.js';
import { h } from './dom.js';
import { bookName, dayWithin, issueLabel, listed, number, ownTitle, pageLabel, pagesLabel, size } from './format.js';
import { t } from './i18n.js';
import { stars } from './rating.js';
import { told } from './told.js';

/**
 * @typedef {import('./types.js').Book} Book
 * @typedef {import('./types.js').Series} Series
 * @typedef {'grid' | 'list' | 'detailed'} View
 */

/** How many issues are unread, in the lower right corner. @param {number} unread @param {boolean} fresh */
function bug(unread, fresh) {
  return unread > 0 && h('span', { class: fresh ? 'bug bug-new' : 'bug', role: 'img', 'aria-label': t('card.unreadMark', { n: unread }) }, number(unread));
}

/** @param {string} category @param {string | null} subcategory */
function shelf(category, subcategory) {
  return subcategory ? t('card.shelf', { category, subcategory }) : category;
}

/** @param {(string | null | undefined | false)[]} parts */
function line(...parts) {
  return listed(parts);
}

/**
 * @param {Series} series
 * @param {{view?: View, meta?: string, fresh?: boolean}} [options] `fresh` shows the bug in the spot colour
 */
export function seriesCard(series, { view = 'grid', meta, fresh = false } = {}) {
  const count = t('count.issues', { n: series.issue_count });
  const box = cover(series);
  const mark = bug(series.unread_count, fresh);
  const picture = series.issue_count > 1 ? h('span', { class: 'stack' }, box, mark) : box;
  if (series.issue_count <= 1 && mark) box.append(mark);
  const started = series.in_progress ? t('card.inProgress') : series.unread_count === 0 && t('card.allRead');
  return h('a', { class: 'card', href: `/series/${series.id}`, id: `series-${series.id}` }, picture,
    h('span', { class: 'card-title' }, series.name), h('span', { class: 'card-meta' }, meta ?? count),
    view !== 'grid' && h('span', { class: 'extra' }, shelf(series.category, series.subcategory)),
    view !== 'grid' && h('span', { class: 'extra' }, line(series.year ? String(series.year) : null, series.status) || '-'),
    view === 'detailed' && h('span', { class: 'extra' }, line(series.unread_count > 0 && t('card.unread', { n: series.unread_count }), started), stars(series.rating)),
    view === 'detailed' && h('span', { class: 'extra extra-text' }, series.summary || t('card.added', { day: dayWithin(series.added_at) })));
}

/** Where somebody is in a comic, as the meter on its cover. @param {Book} book */
export function meter({ progress, pages }) {
  if (!progress || progress.completed || !pages) return null;
  return h('progress', { class: 'meter', value: progress.current_page + 1, max: pages, 'aria-label': pageLabel(progress.current_page, pages) });
}

/** @param {Book} book */
function stateOf({ progress, pages, problem }) {
  if (problem && !pages) return told(problem);
  if (progress?.completed) return t('card.pagesRead', { pages: pagesLabel(pages) });
  return progress ? pageLabel(progress.current_page, pages) : pagesLabel(pages);
}

/**
 * A comic. It leads into the reader.
 * @param {Book} book
 * @param {{view?: View, meta?: string}} [options]
 */
export function bookCard(book, { view = 'grid', meta } = {}) {
  return h('a', { class: 'card', href: `/read/${book.id}`, id: `book-${book.id}` },
    cover(book, { marks: [meter(book)] }),
    h('span', { class: 'card-title' }, bookName(book)), h('span', { class: 'card-meta' }, meta ?? stateOf(book)),
    view !== 'grid' && h('span', { class: 'extra' }, ownTitle(book) || shelf(book.category, book.subcategory)),
    view !== 'grid' && h('span', { class: 'extra' }, line(book.format.toUpperCase(), size(book.size_bytes))),
    view === 'detailed' && h('span', { class: 'extra' }, line(issueLabel(book), shelf(book.category, book.subcategory))),
    view === 'detailed' && h('span', { class: 'extra' }, t('card.added', { day: dayWithin(book.added_at) })));
}

/** The shape of a card that has not come yet. */
export function bones() {
  return h('div', { class: 'card bones', 'aria-hidden': 'true' }, h('span', { class: 'cover cover-blank' }),
    h('span', { class: 'bone bone-line w-80' }), h('span', { class: 'bone bone-line w-40' }));
}

/** The tallest card there can be, to measure rows with. @param {View} view */
export function probeCard(view) {
  const extra = (/** @type {string} */ text) => h('span', { class: 'extra' }, text);
  const wide = 'A title '.repeat(20);
  return h('div', { class: 'card' }, h('span', { class: 'cover' }), h('span', { class: 'card-title' }, wide),
    h('span', { class: 'card-meta' }, '-'), view !== 'grid' && extra('-'), view !== 'grid' && extra('-'),
    view === 'detailed' && extra('-'), view === 'detailed' && h('span', { class: 'extra extra-text' }, wide));
}
