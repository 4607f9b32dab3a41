// All bookmarks with their notes, the newest first; each leads to its page, can be taken away, and brought back.

import { get } from '../api.js';
import { withBones } from '../bones.js';
import { h, icon, replace } from '../dom.js';
import { bookName, day, pageLabel } from '../format.js';
import { t } from '../i18n.js';
import { isWaiting, mark, unmark } from '../offline/bookmarks.js';
import { waitsMark } from '../offline/waits.js';
import { setTitle } from '../router.js';
import { attempt } from '../selection/actions.js';
import * as state from '../state.js';
import { style } from '../style.js';
import { toast } from '../toast.js';

await style('issue');

/** @typedef {import('../reader/types.js').Bookmark & {book: import('../types.js').Book}} Entry */

const WINDOW = 60;

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
export async function show(main, _params, { signal, memory, returning }) {
  setTitle(t('nav.bookmarks'));
  /** @type {Entry[]} */
  const entries = [];
  /** @type {string | null} */
  let cursor = '';
  let loading = false;
  const body = h('div', { class: 'list-groups' });
  const more = h('div', { class: 'items-more', role: 'status' });

  /** @param {Entry} entry */
  const remove = (entry) => {
    const at = entries.indexOf(entry);
    entries.splice(at, 1);
    draw(entries[at] ?? entries[at - 1]);
    toast(t('issue.bookmarkRemoved'), { onUndo: () => {
      void mark(entry.comic_id, entry.page_number, entry.note ?? undefined);
      entries.splice(at, 0, entry);
      draw(entry);
    } });
    void unmark(entry.comic_id, entry.page_number);
  };
  /** @param {Entry} [focus] */
  const draw = (focus) => {
    if (!entries.length) {
      replace(body, h('section', { class: 'empty' }, icon('bookmark', 'i-l'), h('h2', null, t('marks.empty')), h('p', null, t('marks.emptyHint')),
        h('a', { class: 'btn', href: '/browse' }, icon('library'), t('nav.all'))));
      return;
    }
    /** @type {Map<string, Entry[]>} */
    const days = new Map();
    for (const entry of entries) {
      const name = day(entry.created_at);
      days.set(name, [...days.get(name) ?? [], entry]);
    }
    replace(body, ...[...days].map(([name, those], at) => h('section', { class: 'day', 'aria-labelledby': `day-${at}` },
      h('h2', { id: `day-${at}` }, name), h('ul', { class: 'marks' }, ...those.map((entry) => row(entry, remove))))), more);
    if (focus) document.getElementById(idOf(focus))?.focus();
  };
  const load = async () => {
    if (loading || cursor === null) return;
    loading = true;
    try {
      const page = await get('/api/bookmarks/recent', { limit: WINDOW, cursor }, { signal });
      entries.push(...page.items);
      cursor = page.next_cursor;
      memory.entries = entries.length;
      draw();
      replace(more, cursor ? t('shell.loading') : null);
    } finally {
      loading = false;
    }
  };
  const wanted = returning ? memory.entries ?? 1 : 1;
  await withBones(main, (async () => {
    do await load();
    while (cursor && entries.length < wanted);
  })(), signal);
  signal.throwIfAborted();
  replace(main, h('header', { class: 'page-head' }, h('div', { class: 'page-head-row' }, h('h1', null, t('nav.bookmarks')), h('p', { class: 'quiet small' }, t('marks.what')))), body);
  const near = new IntersectionObserver(([seen]) => { if (seen?.isIntersecting) void attempt(load); }, { rootMargin: '1200px' });
  near.observe(more);
  const end = state.subscribe(['waiting'], () => {
    const held = document.activeElement?.id;
    draw();
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  });
  return () => {
    end();
    near.disconnect();
  };
}
