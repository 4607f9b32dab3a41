// All bookmarks with their notes, the newest first; each leads to its page, can be taken away, and brought back.

import { byDay } from '../by-day.js';
import { h, icon } from '../dom.js';
import { bookName, pageLabel } from '../format.js';
import { t } from '../i18n.js';
import { isWaiting, mark, unmark } from '../offline/bookmarks.js';
import { waitsMark } from '../offline/waits.js';
import { setTitle } from '../router.js';
import * as state from '../state.js';
import { style } from '../style.js';
import { toast } from '../toast.js';

style('issue');

/** @typedef {import('../reader/types.js').Bookmark & {book: import('../types.js').Book}} Entry */

/** @param {Entry} entry */
const idOf = ({ comic_id: comic, page_number: page }) => `mark-${comic}-${page}`;

/** @param {Entry} entry @param {(entry: Entry) => void} remove */
function row(entry, remove) {
  const { book, page_number: page, note, comic_id: comic } = entry;
  const name = bookName(book);
  return h('li', null, h('a', { class: 'mark-link', id: idOf(entry), href: `/read/${book.id}?page=${page + 1}` },
    h('img', { class: 'mark-page', src: `/api/read/${book.id}/page/${page}?width=480`, alt: '', loading: 'lazy', decoding: 'async' }),
    h('span', null, h('b', null, name), h('span', { class: 'small num' }, pageLabel(page, book.pages)), note && h('span', { class: 'quiet' }, note), isWaiting(comic, page) && waitsMark())),
  h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('marks.remove', { name, page: pageLabel(page, null) }), onclick: () => remove(entry) }, icon('x', 'i-s')));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, visit) {
  setTitle(t('nav.bookmarks'));

  /** @param {Entry} entry */
  const remove = (entry) => {
    const putBack = marks.takeOut(entry);
    toast(t('issue.bookmarkRemoved'), { onUndo: () => {
      void mark(entry.comic_id, entry.page_number, entry.note ?? undefined);
      putBack();
    } });
    void unmark(entry.comic_id, entry.page_number);
  };
  /** @type {Awaited<ReturnType<typeof byDay<Entry>>>} */
  const marks = await byDay(main, visit, {
    path: '/api/bookmarks/recent',
    title: t('nav.bookmarks'),
    what: t('marks.what'),
    when: (entry) => entry.created_at,
    id: idOf,
    row: (entry) => row(entry, remove),
    list: (rows) => h('ul', { class: 'marks' }, ...rows),
    empty: { icon: 'bookmark', title: t('marks.empty'), hint: t('marks.emptyHint') },
  });
  const end = state.subscribe(['waiting'], () => {
    const held = document.activeElement?.id;
    marks.draw();
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  });
  return () => {
    end();
    marks.close();
  };
}
