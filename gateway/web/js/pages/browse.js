// All comics, or one shelf of them: series or single comics, as covers, rows or details.

import { ApiError, get, isAbort } from '../api.js';
import { withBones } from '../bones.js';
import { browseTools, readView } from '../browse-tools.js';
import { bookCard, seriesCard } from '../cards.js';
import { h, icon, replace } from '../dom.js';
import { emptyLibrary } from '../empty.js';
import { errorNotice, reasonOf } from '../errors.js';
import { bookName, plural } from '../format.js';
import { Grid } from '../grid.js';
import { librariesKnown } from '../libraries.js';
import { libraryNotices } from '../notices.js';
import { markRead, undoRead } from '../progress.js';
import { setQuery, setTitle } from '../router.js';
import { toast } from '../toast.js';
import { WindowCache } from '../window-cache.js';

/** @typedef {import('../types.js').Book} Book */

const FILTERS = ['category', 'subcategory', 'library', 'read', 'format', 'sort', 'order'];
const KEPT = 3;

/** @type {Map<string, WindowCache<any>>} what was shown last, so that Back is immediate */
const kept = new Map();

/** @param {URLSearchParams} query */
function showsComics(query) {
  return query.get('show') === 'comics';
}

/** @param {URLSearchParams} query */
function cacheFor(query) {
  const path = showsComics(query) ? '/api/books' : '/api/series';
  const params = Object.fromEntries(FILTERS.map((name) => [name, query.get(name)]));
  const key = path + JSON.stringify(params);
  const cache = kept.get(key) ?? new WindowCache((offset, limit, signal) => get(path, { ...params, offset, limit }, { signal }));
  cache.markStale();
  kept.delete(key);
  kept.set(key, cache);
  for (const old of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(old);
  }
  return cache;
}

/** @param {URLSearchParams} query */
function crumbs(query) {
  const category = query.get('category');
  const subcategory = query.get('subcategory');
  const here = subcategory ?? category ?? 'All comics';
  const between = category && subcategory
    ? [icon('chevron-right'), h('a', { href: `/browse?${new URLSearchParams({ category })}` }, category)] : [];
  return { here, nav: h('nav', { class: 'crumbs', 'aria-label': 'Where you are' }, h('a', { href: category ? '/browse' : '/' }, 'Library'),
    ...between, icon('chevron-right'), h('span', { 'aria-current': 'page' }, here)) };
}

/** Whether anything beyond the shelf itself narrows the list. @param {URLSearchParams} query */
function isFiltered(query) {
  return ['read', 'format', 'library'].some((name) => query.get(name));
}

/** @param {Grid} grid @param {number} index */
async function toggleRead(grid, index) {
  /** @type {Book | undefined} */
  const book = grid.options.cache.at(index);
  if (!book || !('progress' in book)) return;
  const before = book.progress;
  const update = (/** @type {Book['progress']} */ progress) => {
    grid.options.cache.put(index, { ...book, progress });
    grid.draw();
  };
  try {
    update(await markRead(book));
    toast(`${bookName(book)} is marked as read`, { onUndo: async () => update(await undoRead(book, before)) });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.detail);
  }
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal, memory, query, returning }) {
  const { here, nav } = crumbs(query);
  setTitle(here);
  const count = h('p', { class: 'quiet num', role: 'status' });
  const body = h('div', { class: 'browse-body' });
  const problems = h('div', { class: 'notices' });
  /** @type {Grid | null} */
  let grid = null;

  const drawEmpty = () => {
    const clear = () => change({ read: null, format: null, library: null });
    if (!isFiltered(query)) return replace(body, emptyLibrary());
    return replace(body, h('section', { class: 'empty' }, icon('search-x', 'i-l'), h('h2', null, 'Nothing here matches'),
      h('p', null, 'Filters are on.'), h('button', { class: 'btn', type: 'button', onclick: clear }, 'Clear the filters')));
  };

  /** @param {WindowCache<any>} cache */
  const build = (cache) => {
    grid?.destroy();
    const comics = showsComics(query);
    const label = (/** @type {number} */ total) => (comics ? plural(total, 'comic') : plural(total, 'series', 'series'));
    const made = new Grid(readView(query), {
      cache, label,
      card: (item, view) => (comics ? bookCard(item, { view }) : seriesCard(item, { view })),
      topEdge: () => bar.getBoundingClientRect().bottom,
      onTotal: (total) => {
        memory.total = total;
        count.textContent = label(total);
        if (total === 0) drawEmpty();
        else if (!made.element.isConnected) replace(body, made.element);
      },
      onError: (error) => replace(problems, errorNotice(reasonOf(error), () => { replace(problems); made.retry(); })),
    });
    made.element.addEventListener('keydown', (event) => {
      if (event.key === 'm' && !event.ctrlKey && !event.metaKey && !event.altKey) void toggleRead(made, made.active);
    });
    grid = made;
    replace(body, made.element);
    return made;
  };

  /** @param {Record<string, string | null>} changes of the query */
  const change = (changes) => {
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    setQuery(query);
    drawTools();
    if ('view' in changes) return grid?.setView(readView(query));
    replace(problems);
    if (window.scrollY > 0) window.scrollTo(0, 0);
    const next = build(cacheFor(query));
    if (next.options.cache.total !== null) next.setTotal(next.options.cache.total);
    next.relayout(true);
    return undefined;
  };
  const tools = h('div', { class: 'tools' });
  const bar = h('div', { class: 'toolbar' }, tools, problems);
  const drawTools = () => browseTools(tools, query, change, () => grid?.relayout(true));

  const cache = cacheFor(query);
  const known = cache.total ?? (returning ? memory.total : null);
  if (known === null || known === undefined) {
    await withBones(main, Promise.all([firstWindow(cache), librariesKnown()]), signal);
    signal.throwIfAborted();
  }
  const first = build(cache);
  drawTools();
  replace(main, h('header', { class: 'page-head' }, nav, h('div', { class: 'page-head-row' }, h('h1', null, here), count)),
    libraryNotices(signal), bar, body);
  first.setTotal(cache.total ?? known ?? 0);
  first.relayout(true);
  if (returning && memory.scroll) {
    window.scrollTo(memory.scroll[0], memory.scroll[1]);
    first.draw();
  }
  return () => grid?.destroy();
}

/** @param {WindowCache<any>} cache */
async function firstWindow(cache) {
  /** @type {unknown} */
  let failure = null;
  await cache.load(0, (error) => { failure = error; });
  if (failure && !isAbort(failure)) throw failure;
}
