// What was read lately, by day; an entry can be taken away, and brought back.

import { get, send } from '../api.js';
import { withBones } from '../bones.js';
import { meter } from '../cards.js';
import { cover } from '../cover.js';
import { h, icon, replace } from '../dom.js';
import { bookName, day, ownTitle, pageLabel, pagesLabel, timeOfDay } from '../format.js';
import { t } from '../i18n.js';
import { setTitle } from '../router.js';
import { attempt } from '../selection/actions.js';
import { toast } from '../toast.js';

/** @typedef {import('../types.js').Progress & {book: import('../types.js').Book}} Entry */

const WINDOW = 60;

/** @param {Entry} entry */
function stateOf({ completed, current_page, total_pages, book }) {
  return completed ? t('lists.read') : pageLabel(current_page, total_pages ?? book.pages);
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal, memory, returning }) {
  setTitle(t('nav.recent'));
  /** @type {Entry[]} */
  const entries = [];
  /** @type {string | null} */
  let cursor = '';
  let loading = false;
  const body = h('div', { class: 'list-groups' });
  const more = h('div', { class: 'items-more', role: 'status' });

  /** @param {Entry} entry */
  const remove = async (entry) => {
    const at = entries.indexOf(entry);
    const name = bookName(entry.book);
    await send('DELETE', `/api/progress/${entry.comic_id}`);
    entries.splice(at, 1);
    draw(entries[at] ?? entries[at - 1]);
    toast(t('recent.removed', { name }), { onUndo: async () => {
      const { comic_id, current_page, total_pages, completed, updated_at } = entry;
      await send('POST', '/api/progress', { comic_id, current_page, completed, updated_at, ...(total_pages ? { total_pages } : {}) });
      entries.splice(at, 0, entry);
      draw(entry);
    } });
  };
  /** @param {Entry} entry */
  const row = (entry) => {
    const { book, updated_at } = entry;
    const name = bookName(book);
    return h('li', { class: entry.completed ? 'item is-read' : 'item' },
      cover(book, { marks: [meter({ ...book, progress: entry })] }),
      h('span', { class: 'item-text' }, h('a', { href: `/read/${book.id}`, id: `recent-${book.id}` }, h('b', null, name)),
        h('span', { class: 'small quiet' }, [ownTitle(book), pagesLabel(book.pages)].filter(Boolean).join(', '))),
      h('span', { class: 'item-state small quiet num' }, h('span', null, entry.completed && icon('check', 'i-s'), stateOf(entry)), h('time', { datetime: updated_at, class: 'faint' }, timeOfDay(updated_at))),
      h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('recent.remove', { name }), title: t('recent.removeHint'), onclick: () => void attempt(() => remove(entry)) }, icon('x')));
  };
  /** @param {Entry} [focus] */
  const draw = (focus) => {
    if (!entries.length) {
      replace(body, h('section', { class: 'empty' }, icon('history', 'i-l'), h('h2', null, t('recent.empty')), h('p', null, t('recent.emptyHint')),
        h('a', { class: 'btn', href: '/browse' }, icon('library'), t('nav.all'))));
      return;
    }
    /** @type {Map<string, Entry[]>} */
    const days = new Map();
    for (const entry of entries) {
      const name = day(entry.updated_at);
      days.set(name, [...days.get(name) ?? [], entry]);
    }
    replace(body, ...[...days].map(([name, those], at) => h('section', { class: 'day', 'aria-labelledby': `day-${at}` },
      h('h2', { id: `day-${at}` }, name), h('ol', { class: 'items' }, ...those.map(row)))), more);
    if (focus) document.getElementById(`recent-${focus.comic_id}`)?.focus();
  };
  const load = async () => {
    if (loading || cursor === null) return;
    loading = true;
    try {
      const page = await get('/api/progress/recent', { limit: WINDOW, cursor }, { signal });
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
  replace(main, h('header', { class: 'page-head' }, h('div', { class: 'page-head-row' }, h('h1', null, t('nav.recent')), h('p', { class: 'quiet small' }, t('recent.what')))), body);
  const near = new IntersectionObserver(([seen]) => { if (seen?.isIntersecting) void attempt(load); }, { rootMargin: '1200px' });
  near.observe(more);
  return () => near.disconnect();
}
