// One list: a collection, a reading list, or what one wants to read, in its order.

import { get } from '../api.js';
import { isAdmin } from '../auth.js';
import { withBones } from '../bones.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { removeList, renameList, shareList } from '../lists/change.js';
import { Items, isRead } from '../lists/items.js';
import { comicsOf, listCount, listName } from '../lists/mine.js';
import { pendingItems } from '../lists/pending.js';
import { drop, menuItem } from '../menu.js';
import { waitingList } from '../offline/lists.js';
import { waitsMark } from '../offline/waits.js';
import { navigate, setTitle } from '../router.js';
import { exportAll } from '../selection/actions.js';
import { download } from '../selection/export.js';
import { attempt } from '../toast.js';

/** @typedef {import('../types.js').List} List */

/** @param {List} list */
function kindName({ kind }) {
  if (kind === 'want') return t('lists.wantHint');
  return kind === 'collection' ? t('lists.collection') : t('lists.reading');
}

/** Opens what comes next in a list. @param {Items} items */
async function readOn(items) {
  for (;;) {
    const next = items.inOrder().find((item) => !isRead(item));
    if (next?.book) return navigate(`/read/${next.book.id}`);
    if (next?.series) {
      const { continue_with: to } = await get(`/api/series/${next.id}`);
      return navigate(to ? `/read/${to.comic_id}` : `/series/${next.id}`);
    }
    if (items.complete) return undefined;
    await items.load();
  }
}

/** All comics of a list, those of its series too. @param {Items} items */
async function allComics(items) {
  while (!items.complete) await items.load();
  /** @type {string[]} */
  const found = [];
  for (const { id, kind } of items.inOrder()) for (const one of kind === 'comic' ? [id] : await comicsOf([id])) found.push(one);
  return found;
}

/** @type {import('../router.js').Show} */
export async function show(main, { id = '' }, { signal, memory, returning }) {
  /** @type {List} */
  let list = waitingList(id) ?? await get(`/api/lists/${encodeURIComponent(id)}`, {}, { signal });
  const title = h('h1');
  const about = h('p', { class: 'quiet num', role: 'status' });
  const acts = h('div', { class: 'actions' });
  const body = h('div', { class: 'list-body' });
  const drawBody = () => {
    if (items.total || pending.count()) return replace(body, items.total > 0 && items.element, items.total > 0 && items.more, pending.element);
    return replace(body, h('section', { class: 'empty' }, icon(list.kind === 'want' ? 'star' : 'list-plus', 'i-l'), h('h2', null, t('lists.empty')),
      h('p', null, list.kind === 'collection' ? t('lists.emptyCollection') : t('lists.emptyReading')),
      h('a', { class: 'btn', href: '/browse' }, icon('library'), t('nav.all'))));
  };
  const items = new Items(list, signal, () => {
    draw();
    if (!items.total || !items.element.isConnected) drawBody();
  });
  const pending = pendingItems(list, signal, () => { if (!items.total) drawBody(); });   // else it is there, and who moves a row goes on
  const draw = () => {
    const name = listName(list);
    setTitle(name);
    title.textContent = name;
    const read = items.complete && items.total > 0 ? t('lists.readOf', { n: items.inOrder().filter(isRead).length }) : null;
    replace(about, [kindName(list), !list.waits && listCount(list.kind, items.total), read, list.shared && t('lists.sharedMark')].filter(Boolean).join(' · '), list.waits && ' · ', list.waits && waitsMark());
    const had = acts.contains(document.activeElement);
    replace(acts, items.total > 0 && items.inOrder().some((one) => !isRead(one)) && h('button', { class: 'btn btn-spot', type: 'button', onclick: () => void attempt(async () => { await readOn(items); }) },
      icon('book-open'), t('lists.readOn')), menu());
    if (had) /** @type {HTMLElement | null} */ (acts.querySelector('summary'))?.focus();
  };
  const change = (/** @type {List} */ now) => {
    list = now;
    draw();
  };
  const menu = () => {
    const own = list.mine && list.kind !== 'want';
    const comics = items.total > 0;
    const entries = [
      own && menuItem('pencil', t('lists.rename'), () => renameList(list, change)),
      own && isAdmin() && !list.waits && menuItem('users', list.shared ? t('lists.unshare') : t('lists.share'), () => shareList(list, change)),
      comics && list.kind === 'reading' && menuItem('file', t('lists.exportCbl'), () => download(`/api/lists/${list.id}/cbl`)),
      comics && menuItem('download', t('lists.exportCbz'), async () => exportAll('comic', await allComics(items), listName(list))),
      own && h('hr', { class: 'menu-sep' }),
      own && menuItem('trash-2', t('lists.remove'), () => removeList(list), 'menu-danger'),
    ];
    return entries.some(Boolean) && drop(h('summary', { class: 'btn btn-icon', 'aria-label': t('lists.what') }, icon('ellipsis')), entries, { end: true });
  };
  const wanted = returning ? Math.max(1, memory.fetched ?? 1) : 1;
  await withBones(main, (async () => {
    do await items.load();
    while (items.fetched < wanted && !items.complete);
  })(), signal);
  signal.throwIfAborted();
  draw();
  drawBody();
  replace(main, h('header', { class: 'page-head' },
    h('nav', { class: 'crumbs', 'aria-label': t('browse.where') }, h('a', { href: '/lists' }, t('lists.lists')), icon('chevron-right'), h('span', { 'aria-current': 'page' }, listName(list))),
    h('div', { class: 'page-head-row list-head' }, title, about, acts)), body);
  return () => { memory.fetched = items.fetched; };
}
