// A smart list: its filter, and what that finds now.

import { get } from '../api.js';
import { withBones } from '../bones.js';
import { firstWindow, idsOf, keptCache } from '../browse/kept.js';
import { fieldName, valueName } from '../browse/names.js';
import { queryOf } from '../browse/query.js';
import { Shelf } from '../browse/shelf.js';
import { lowestBar, readView, selectButton, sizeSlider, viewSwitch } from '../browse/tools.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { librariesKnown } from '../libraries.js';
import { removeSmart, renameSmart } from '../lists/change.js';
import { drop, menuItem } from '../menu.js';
import { setTitle } from '../router.js';

/** @typedef {import('../types.js').SmartList} SmartList */

/** What a list is narrowed by, in words. @param {SmartList} list */
function filterTags({ filter }) {
  const values = Object.entries(filter).flatMap(([name, value]) => [value].flat().map((one) => ({ name, one: String(one) })));
  return values.map(({ name, one }) => {
    if (name === 'category' || name === 'subcategory') return h('span', { class: 'tag' }, one);
    if (name === 'series') return h('span', { class: 'tag' }, t('smart.oneSeries'));
    const field = /** @type {import('../browse/names.js').Any} */ (name);
    return h('span', { class: 'tag' }, h('span', { class: 'faint' }, t('smart.field', { field: fieldName(field) })), valueName(field, one));
  });
}

/** @type {import('../router.js').Show} */
export async function show(main, { id = '' }, { signal, memory, query, returning }) {
  const path = `/api/smart-lists/${encodeURIComponent(id)}`;
  /** @type {SmartList} */
  let list = await get(path, {}, { signal });
  const title = h('h1');
  const here = h('span', { 'aria-current': 'page' });
  const count = h('p', { class: 'quiet num', role: 'status' });
  const filter = h('div', { class: 'tags smart-filter' });
  const tools = h('div', { class: 'toolbar-row tools-row' });
  const problems = h('div', { class: 'notices' });
  const acts = h('div', { class: 'actions' });
  const edit = () => {
    const address = queryOf(list.kind, list.filter, list.sort, list.order);
    if (list.mine) address.set('smart', list.id);
    return `/browse?${address}`;
  };
  const shelf = new Shelf({
    view: readView(query), problems,
    topEdge: () => lowestBar(bar),
    onTotal: (n) => {
      memory.total = n;
      count.textContent = list.kind === 'books' ? t('count.comics', { n }) : t('count.series', { n });
    },
    onSelect: () => drawTools(),
    empty: () => h('section', { class: 'empty' }, icon('search-x', 'i-l'), h('h2', null, t('browse.noMatch')), h('p', null, t('smart.empty')),
      h('a', { class: 'btn', href: edit() }, icon('sliders-horizontal'), t('smart.edit'))),
  });
  const drawTools = () => {
    const had = tools.contains(document.activeElement) ? [...tools.children].findIndex((node) => node.contains(document.activeElement)) : -1;
    replace(tools, viewSwitch(shelf.view, (view) => shelf.setView(view)), h('span', { class: 'push' }), sizeSlider(() => shelf.grid?.relayout(true)), selectButton(shelf.selection));
    const again = tools.children[had];
    if (again instanceof HTMLElement) again.focus();
  };
  const draw = () => {
    setTitle(list.name);
    title.textContent = list.name;
    here.textContent = list.name;
    replace(filter, ...filterTags(list));
    replace(acts, h('a', { class: 'btn', href: edit(), id: 'smart-edit' }, icon('sliders-horizontal'), list.mine ? t('smart.edit') : t('smart.look')),
      list.mine && drop(h('summary', { class: 'btn btn-icon', 'aria-label': t('lists.what') }, icon('ellipsis')), [
        menuItem('pencil', t('lists.rename'), () => renameSmart(list, (now) => {
          list = now;
          draw();
        })),
        h('hr', { class: 'menu-sep' }),
        menuItem('trash-2', t('lists.remove'), () => removeSmart(list), 'menu-danger'),
      ], { end: true }));
  };
  const bar = h('div', { class: 'toolbar' }, tools, problems);
  const cache = keptCache(`${path}/items`, { at: list.updated_at });
  const known = cache.total ?? (returning ? memory.total : null);
  if (known === null || known === undefined) {
    await withBones(main, Promise.all([firstWindow(cache), librariesKnown()]), signal);
    signal.throwIfAborted();
  }
  draw();
  drawTools();
  replace(main, h('header', { class: 'page-head' },
    h('nav', { class: 'crumbs', 'aria-label': t('browse.where') }, h('a', { href: '/lists' }, t('lists.lists')), icon('chevron-right'), here),
    h('div', { class: 'page-head-row list-head' }, title, count, acts), filter), bar, shelf.element, shelf.foot);
  const everything = (/** @type {AbortSignal} */ ending) => idsOf(list.kind === 'books' ? '/api/books' : '/api/series', { ...list.filter, sort: list.sort, order: list.order }, ending);
  shelf.show({ kind: list.kind, cache, everything, letters: null }, cache.total ?? known ?? 0);
  shelf.grid?.relayout(true);
  if (returning && memory.scroll) {
    window.scrollTo(memory.scroll[0], memory.scroll[1]);
    shelf.grid?.draw();
  }
  return () => shelf.destroy();
}
