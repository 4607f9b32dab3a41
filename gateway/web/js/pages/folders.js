// The disk as it is: folders however deep, and the comics right in each.

import { get } from '../api.js';
import { withBones } from '../bones.js';
import { bookCard } from '../cards.js';
import { listing, nothing } from '../care/listing.js';
import { h, icon, replace } from '../dom.js';
import { number } from '../format.js';
import { t } from '../i18n.js';
import { setTitle } from '../router.js';
import { style } from '../style.js';

style('care');

/**
 * @typedef {{id: string, name: string}} Step
 * @typedef {{folder: (Step & {above: Step[]}) | null, folders: (Step & {count: number})[], total: number}} Opened
 */

/** @param {string} id */
const hrefOf = (id) => `/folders?${new URLSearchParams({ folder: id })}`;

/** The way to a folder, each step of which leads there. @param {NonNullable<Opened['folder']>} folder */
function way({ name, above }) {
  return h('nav', { class: 'crumbs', 'aria-label': t('browse.where') }, h('a', { href: '/folders' }, t('folders.title')),
    ...above.flatMap((step) => [icon('chevron-right'), h('a', { href: hrefOf(step.id) }, step.name)]),
    icon('chevron-right'), h('span', { 'aria-current': 'page' }, name));
}

/** @param {Opened['folders'][number]} folder */
function row({ id, name, count }) {
  return h('li', null, h('a', { class: 'link-row', href: hrefOf(id), id: `folder-${id}` }, icon('folder-tree'), name),
    h('span', { class: 'num small faint', title: t('count.comics', { n: count }) }, number(count)));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal, query }) {
  setTitle(t('folders.title'));
  const wanted = query.get('folder');
  const fetched = /** @type {Promise<Opened>} */ (get('/api/folders', wanted === null ? {} : { folder: wanted, limit: 1 }, { signal }));
  const { folder, folders, total } = await withBones(main, fetched, signal);
  const name = folder?.name ?? t('folders.title');
  setTitle(name);
  const books = total === 0 ? null : listing({ path: '/api/folders', signal, kind: 'grid', empty: () => nothing('folder-tree', t('folders.none'), t('folders.noneHint')), onTotal: () => {},
    draw: (/** @type {import('../types.js').Book} */ book) => h('li', null, bookCard(book)) });
  if (books) await books.load({ folder: wanted });
  const within = [folders.length > 0 && t('folders.count', { n: folders.length }), total > 0 && t('count.comics', { n: total })].filter(Boolean).join(' · ');
  replace(main, h('header', { class: 'page-head' }, folder && way(folder), h('div', { class: 'page-head-row' }, h('h1', null, name),
    h('p', { class: 'quiet num', role: 'status' }, within || null))),
  folders.length > 0 && h('ul', { class: 'tag-list', 'aria-label': t('folders.title') }, ...folders.map(row)),
  books?.element,
  !folders.length && !total && nothing('folder-tree', t('folders.none'), t('folders.noneHint')));
}
