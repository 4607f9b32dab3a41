// What was read lately, by day; an entry can be taken away, and brought back.

import { byDay } from '../by-day.js';
import { meter } from '../cards.js';
import { cover } from '../cover.js';
import { h, icon } from '../dom.js';
import { bookName, listed, ownTitle, pageLabel, pagesLabel, timeOfDay } from '../format.js';
import { t } from '../i18n.js';
import { markMany, told } from '../progress.js';
import { setTitle } from '../router.js';
import { attempt, toast } from '../toast.js';

/** @typedef {import('../types.js').Progress & {book: import('../types.js').Book}} Entry */

/** @param {Entry} entry */
function stateOf({ completed, current_page, total_pages, book }) {
  return completed ? t('lists.read') : pageLabel(current_page, total_pages ?? book.pages);
}

/** @param {Entry} entry */
const idOf = ({ comic_id: comic }) => `recent-${comic}`;

/** @param {Entry} entry @param {(entry: Entry) => Promise<void>} remove */
function row(entry, remove) {
  const { book, updated_at } = entry;
  const name = bookName(book);
  return h('li', { class: entry.completed ? 'item is-read' : 'item' },
    cover(book, { marks: [meter({ ...book, progress: entry })] }),
    h('span', { class: 'item-text' }, h('a', { href: `/read/${book.id}`, id: idOf(entry) }, h('b', null, name)),
      h('span', { class: 'small quiet' }, listed([ownTitle(book), pagesLabel(book.pages)]))),
    h('span', { class: 'item-state small quiet num' }, h('span', null, entry.completed && icon('check', 'i-s'), stateOf(entry)), h('time', { datetime: updated_at, class: 'faint' }, timeOfDay(updated_at))),
    h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('recent.remove', { name }), title: t('recent.removeHint'), onclick: () => void attempt(() => remove(entry)) }, icon('x')));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, visit) {
  setTitle(t('nav.recent'));

  /** @param {Entry} entry */
  const remove = async (entry) => {
    const name = bookName(entry.book);
    const { waits, undo } = await markMany({ comic_ids: [entry.comic_id] }, false, name, [{ ...entry.book, progress: entry }]);
    const putBack = read.takeOut(entry);
    toast(told(t('recent.removed', { name }), waits), { onUndo: async () => {
      await undo();
      putBack();
    } });
  };
  /** @type {Awaited<ReturnType<typeof byDay<Entry>>>} */
  const read = await byDay(main, visit, {
    path: '/api/progress/recent',
    title: t('nav.recent'),
    what: t('recent.what'),
    when: (entry) => entry.updated_at,
    id: idOf,
    row: (entry) => row(entry, remove),
    list: (rows) => h('ol', { class: 'items' }, ...rows),
    dressed: (entry, dress) => {
      const before = { ...entry.book, progress: entry };
      const book = dress(before);
      return book === before ? entry : book.progress && { ...entry, ...book.progress, book };
    },
    empty: { icon: 'history', title: t('recent.empty'), hint: t('recent.emptyHint') },
  });
  return read.close;
}
