// What stands below the head of an issue: bookmarks, its pages, its copies, the issues beside it, and its file.

import { cover } from '../cover.js';
import { h, icon } from '../dom.js';
import { bookName, day, issueLabel, listed, number, pageLabel, pagesLabel, size } from '../format.js';
import { t } from '../i18n.js';
import { isWaiting, mark as put, unmark, withWaiting } from '../offline/bookmarks.js';
import { waitsMark } from '../offline/waits.js';
import { thumbUrl } from '../reader/issue.js';
import { nearby } from '../series/nearby.js';
import { formatName } from '../terms.js';
import { attempt, toast } from '../toast.js';

/** @typedef {import('../types.js').Book} Book */
/** @typedef {import('../types.js').BookDetails} Details */
/** @typedef {import('../reader/types.js').Issue} Issue */
/** @typedef {import('../reader/types.js').Bookmark} Bookmark */

/** @param {string} id @param {string} title @param {import('../dom.js').Child[]} content */
function block(id, title, ...content) {
  return h('section', { class: 'block', 'aria-labelledby': id }, h('header', null, h('h2', { id }, title)), ...content);
}

/** @param {Issue} issue */
export function bookmarks(issue) {
  const { id, bookmarks: known, pages } = issue;
  const marks = withWaiting(id, known);
  if (!marks.length) return null;
  /** @param {Bookmark} mark */
  const item = (mark) => {
    const row = h('li', null, h('a', { class: 'mark-link', href: `/read/${id}?page=${mark.page_number + 1}` },
      h('img', { class: 'mark-page', src: thumbUrl(issue, mark.page_number), alt: '', loading: 'lazy', decoding: 'async' }),
      h('span', null, h('b', null, pageLabel(mark.page_number, pages)), mark.note && h('span', { class: 'quiet' }, mark.note), isWaiting(id, mark.page_number) && waitsMark())),
    h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('issue.removeBookmark', { page: pageLabel(mark.page_number, null) }), onclick: () => attempt(async () => {
      row.hidden = true;
      toast(t('issue.bookmarkRemoved'), { onUndo: () => {
        row.hidden = false;
        void put(id, mark.page_number, mark.note);
      } });
      await unmark(id, mark.page_number);
    }) }, icon('x', 'i-s')));
    return row;
  };
  return block('bookmarks', t('issue.bookmarks'), h('ul', { class: 'marks' }, ...[...marks].sort((a, b) => a.page_number - b.page_number).map(item)));
}

/**
 * All pages, drawn when they are asked for.
 * @param {Issue} issue
 * @param {number[] | null} sizes in bytes
 */
export function pageList(issue, sizes) {
  const { id, pages } = issue;
  if (!pages) return null;
  const list = h('ol', { class: 'page-grid' });
  const fill = () => {
    if (list.childElementCount) return;
    for (let page = 0; page < pages; page++) {
      const bytes = sizes?.[page];
      list.append(h('li', null, h('a', { href: `/read/${id}?page=${page + 1}`, 'aria-label': pageLabel(page, pages) },
        h('img', { src: thumbUrl(issue, page), alt: '', loading: 'lazy', decoding: 'async' }), h('span', { class: 'small num' }, h('b', null, number(page + 1)), bytes !== undefined && h('span', { class: 'faint' }, size(bytes))))));
    }
  };
  return h('details', { class: 'block unfold', ontoggle: fill }, h('summary', null, icon('chevron-right', 'i-s'), h('h2', null, t('issue.pages')), h('span', { class: 'quiet small num' }, pagesLabel(pages))), list);
}

/** @param {Book} book */
export function copyRow(book) {
  return h('li', { class: 'copy' }, cover(book), h('span', { class: 'copy-name' }, h('a', { href: `/issue/${book.id}` }, h('b', null, bookName(book))), h('span', { class: 'small faint' }, book.filename)),
    h('span', { class: 'small num copy-facts' }, listed([formatName(book.format), size(book.size_bytes), pagesLabel(book.pages)])));
}

/** @param {Details} details */
export function copies({ duplicates }) {
  return duplicates.length > 0 && block('copies', t('issue.copies'), h('ul', { class: 'copies' }, ...duplicates.map(copyRow)));
}

/** @param {Issue} issue @param {string} category */
export function neighbours({ previous, next }, category) {
  const to = (/** @type {Issue['next']} */ one, /** @type {string} */ label) => one && { href: `/issue/${one.id}`, label, name: issueLabel({ ...one, category }) || one.title };
  return nearby(t('issue.nearby'), to(previous, t('issue.previous')), to(next, t('issue.next')));
}

/** @param {Book} book @param {Details | null} details */
export function filePanel(book, details) {
  /** @type {[string, string | null | undefined][]} */
  const rows = [[t('file.name'), details?.path ? null : book.filename], [t('file.path'), details?.path], [t('file.format'), formatName(book.format)], [t('file.size'), size(book.size_bytes)],
    [t('file.pages'), book.problem && !book.pages ? null : book.pages === null ? t('file.pagesUnknown') : number(book.pages)], [t('series.added'), day(book.added_at)], [t('file.modified'), details && day(details.modified_at)]];
  return h('section', { class: 'panel', 'aria-labelledby': 'file' }, h('header', null, h('h2', { id: 'file' }, t('file.title'))),
    h('dl', { class: 'about' }, ...rows.flatMap(([name, value]) => (value ? [h('div', null, h('dt', null, name), h('dd', { class: name === t('file.path') ? 'path' : null }, value))] : []))));
}
