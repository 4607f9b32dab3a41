// All comics, or one shelf of them: series or single comics, as covers, rows or details, narrowed by filters.

import { get } from '../api.js';
import { withBones } from '../bones.js';
import { FilterBar } from '../browse/filter-bar.js';
import { MOST } from '../browse/filter-panel.js';
import { firstWindow, idsOf, keptCache } from '../browse/kept.js';
import { FIELDS, isFiltered, paramsOf, pathOf, showsComics, filterOf } from '../browse/query.js';
import { Shelf } from '../browse/shelf.js';
import { kindSwitch, lowestBar, readView, selectButton, sizeSlider, sortMenu, viewSwitch } from '../browse/tools.js';
import { h, icon, replace, whenIdle } from '../dom.js';
import { emptyLibrary } from '../empty.js';
import { t } from '../i18n.js';
import { librariesKnown } from '../libraries.js';
import { libraryNotices } from '../notices.js';
import { setQuery, setTitle } from '../router.js';
import { attempt } from '../toast.js';

/** @typedef {import('../browse/filter-panel.js').Choice} Choice */

const saving = () => import('../browse/save.js');

/** What there was to filter by last, until it is known anew. @type {Record<string, Record<string, Choice[]>>} */
const lastFields = {};

/** @param {URLSearchParams} query */
function crumbs(query) {
  const category = query.get('category');
  const subcategory = query.get('subcategory');
  const here = subcategory || category || t('nav.all');
  const between = category && subcategory
    ? [icon('chevron-right'), h('a', { href: `/browse?${new URLSearchParams({ category })}` }, category)] : [];
  return { here, nav: h('nav', { class: 'crumbs', 'aria-label': t('browse.where') }, h('a', { href: category ? '/browse' : '/' }, t('nav.library')),
    ...between, icon('chevron-right'), h('span', { 'aria-current': 'page' }, here)) };
}

/** @param {URLSearchParams} query @returns {import('../browse/shelf.js').Source} */
function sourceOf(query) {
  const path = pathOf(query);
  const params = paramsOf(query);
  const { sort, ...others } = params;
  return {
    kind: showsComics(query) ? 'books' : 'series', cache: keptCache(path, params), everything: (signal) => idsOf(path, params, signal),
    letters: !sort || sort === 'title' ? (signal) => get(`${path}/letters`, others, { signal }) : null,
  };
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal, memory, query, returning }) {
  const { here, nav } = crumbs(query);
  setTitle(here);
  const count = h('p', { class: 'quiet num', role: 'status' });
  const problems = h('div', { class: 'notices' });
  const tools = h('div', { class: 'toolbar-row tools-row' });
  const kinds = h('div', { class: 'kinds' });
  const keep = h('div', { class: 'keep' });
  const smart = query.get('smart');
  const editing = smart ? await get(`/api/smart-lists/${encodeURIComponent(smart)}`, {}, { signal }) : null;

  const empty = () => (isFiltered(query)
    ? h('section', { class: 'empty' }, icon('search-x', 'i-l'), h('h2', null, t('browse.noMatch')), h('p', null, t('browse.noMatchHint')),
      h('button', { class: 'btn', type: 'button', onclick: clear }, t('browse.clearFilters')))
    : emptyLibrary());
  const shelf = new Shelf({
    view: readView(query), empty, problems,
    topEdge: () => lowestBar(bar),
    onTotal: (n) => {
      memory.total = n;
      count.textContent = showsComics(query) ? t('count.comics', { n }) : t('count.series', { n });
    },
    onSelect: () => drawTools(),
  });

  /** @param {Record<string, string | string[] | null>} changes of the address */
  const change = (changes) => {
    for (const [name, value] of Object.entries(changes)) {
      query.delete(name);
      for (const one of value === null ? [] : [value].flat()) query.append(name, one);
    }
    setQuery(query);
    drawTools();
    replace(problems);
    if (window.scrollY > 0) window.scrollTo(0, 0);
    shelf.show(sourceOf(query));
    shelf.grid?.relayout(true);
    filters.update(query);
    void loadFilters();
  };
  const clear = () => change(Object.fromEntries([...FIELDS, 'library', 'series', 'q'].map((name) => [name, null])));
  const filters = new FilterBar(change);

  /** Draws the tools anew; who has the focus keeps it. */
  const drawTools = () => {
    const from = document.activeElement;
    const place = from instanceof Element ? [...tools.children].findIndex((node) => node.contains(from)) : -1;
    const chosen = from instanceof HTMLInputElement && kinds.contains(from);
    replace(tools, viewSwitch(shelf.view, (view) => {
      query.set('view', view);
      setQuery(query);
      shelf.setView(view);
    }), sortMenu(query, change), h('span', { class: 'push' }), sizeSlider(() => shelf.grid?.relayout(true)), selectButton(shelf.selection));
    replace(kinds, kindSwitch(query, change));
    const filtered = isFiltered(query) || query.has('category');
    replace(keep, editing && h('button', { class: 'btn', type: 'button', onclick: () => void attempt(async () => (await saving()).saveChanges(editing, query)) }, icon('check'), t('smart.save', { name: editing.name })),
      filtered && h('button', { class: 'btn btn-ghost', type: 'button', onclick: () => void saving().then(({ saveAsList }) => saveAsList(query)) }, icon('bookmark-plus'), t('smart.saveAs')));
    const target = chosen ? kinds.querySelector('input:checked') : tools.children[place]?.querySelector('input:checked, summary') ?? tools.children[place];
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
  let asked = 0;
  const loadFilters = () => attempt(async () => {
    const path = pathOf(query);
    asked += 1;
    const mine = asked;
    const { fields } = await get(`${path}/filters`, { ...filterOf(query), limit: MOST }, { signal });
    if (mine !== asked) return;
    lastFields[path] = fields;
    filters.update(query, fields);
  });

  const bar = h('div', { class: 'toolbar' }, tools, h('div', { class: 'toolbar-row' }, kinds, filters.element, keep), problems);
  const source = sourceOf(query);
  const known = source.cache.total ?? (returning ? memory.total : null);
  if (known === null || known === undefined) {
    await withBones(main, Promise.all([firstWindow(source.cache), librariesKnown()]), signal);
    signal.throwIfAborted();
  }
  drawTools();
  filters.update(query, lastFields[pathOf(query)]);
  replace(main, h('header', { class: 'page-head' }, nav, h('div', { class: 'page-head-row' }, h('h1', null, here), count)),
    libraryNotices(signal), bar, shelf.element, shelf.foot);
  shelf.show(source, source.cache.total ?? known ?? 0);
  shelf.grid?.relayout(true);
  whenIdle(() => void loadFilters());
  if (returning && memory.scroll) {
    window.scrollTo(memory.scroll[0], memory.scroll[1]);
    shelf.grid?.draw();
  }
  return () => shelf.destroy();
}
