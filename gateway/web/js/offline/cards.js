// Saved comics as cards that lead into the reader, for where the library itself cannot be reached.

import { bones, bookCard, meter, seriesCard, stateOf } from '../cards.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { onList } from './lists.js';
import { withMarks, withPlace } from './marks.js';
import { allOf, documentOf } from './shelf.js';

/** @typedef {import('./shelf.js').Saved} Saved */
/** @typedef {Saved & {progress: import('../types.js').Progress | null}} Placed with where somebody is in it */

const AGAIN = 3000;                                        // ms
const MOST = 20;                                           // cards of a rail

/** What can be read without the server, the latest first. @returns {Promise<Placed[]>} */
export async function readable() {
  const all = await allOf(state.get('user')?.id ?? '');
  return placed(all.filter(({ state: at }) => at === 'saved').reverse());
}

/** With where somebody is in them, as this device knows it. @param {Saved[]} saved @returns {Promise<Placed[]>} */
export function placed(saved) {
  return Promise.all(saved.map(async (one) => withPlace({ ...one, progress: (await documentOf(one))?.progress ?? null })));
}

/** The cover as it was saved, or the first page where there was none; with where somebody is. @param {Placed} saved */
export function savedCover({ id, cover, pages, progress }) {
  const src = cover || (pages ? `/api/read/${encodeURIComponent(id)}/page/0` : null);
  const img = src && h('img', { src, alt: '', loading: 'lazy', decoding: 'async', width: 200, height: 300, onload: () => { if (img) img.classList.add('is-in'); } });
  return h('span', { class: 'cover' }, img, meter({ progress, pages }));
}

/** @param {Placed} saved */
const savedCard = (saved) => h('a', { class: 'card', href: `/read/${encodeURIComponent(saved.id)}` }, savedCover(saved),
  h('span', { class: 'card-title' }, saved.name), h('span', { class: 'card-meta' }, stateOf({ ...saved, problem: null })));

/** @param {string} text */
const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** @param {Placed[]} saved @param {string} id @param {string} title @param {string} [href] of all of them */
const rail = (saved, id, title, href) => saved.length > 0 && h('section', { class: 'rail', 'aria-labelledby': id },
  h('div', { class: 'rail-head' }, h('h2', { id }, title), href && h('a', { class: 'more', href }, t('offline.show'))),
  h('div', { class: 'rail-row' }, ...saved.slice(0, MOST).map(savedCard)));

/** Those in whose names a text is. @param {Placed[]} saved @param {string} text */
const matching = (saved, text) => saved.filter(({ name, series }) => fold(`${series} ${name}`).includes(fold(text)));

/** The same as a rail; false where there are none. @param {string} text */
export async function savedMatches(text) {
  return rail(matching(await readable(), text), 'r-saved', t('offline.title'), '/offline');
}

/** What is here of the series or the issue that the page is about. @param {Placed[]} saved */
function ofPage(saved) {
  const [, kind, id] = location.pathname.split('/').map(decodeURIComponent);
  if (kind === 'series') return saved.filter(({ series_id: series }) => series === id).reverse();
  return kind === 'issue' ? saved.filter((one) => one.id === id) : [];
}

/** What waits to be put on 'Want to read', as home shows it. */
function wanted() {
  const items = location.pathname === '/' ? onList('want', []) : [];
  return items.length > 0 && h('section', { class: 'rail', 'aria-labelledby': 'r-want' }, h('div', { class: 'rail-head' }, h('h2', { id: 'r-want' }, t('lists.want'))),
    h('div', { class: 'rail-row' }, ...items.map(({ book, series }) => (book ? bookCard(withMarks(book)) : series && seriesCard(series)))));
}

/** What is saved: first of what the page is about, then all. @param {Placed[]} saved */
function rails(saved) {
  const own = ofPage(saved);
  const others = saved.filter((one) => !own.includes(one));
  return [rail(own, 'r-own', t('offline.ofThis')), rail(others, 'r-saved', t('offline.title'), '/offline'), wanted()].filter((one) => one instanceof Node);
}

/**
 * Where a page has not come yet, and still may: says so quietly, above what is saved and the shape of what comes.
 * @param {HTMLElement} place
 * @param {() => boolean} isOver
 * @param {string} text what is looked for, '' where it is no search
 */
export async function meanwhile(place, isOver, text) {
  const saved = matching(await readable(), text);
  if (isOver()) return;
  const words = h('div');
  const say = () => { words.textContent = !state.get('online') ? t('offline.stillAway') : saved.length ? t('offline.slow') : t('offline.slowEmpty'); };
  say();
  replace(place, h('div', { class: 'notice', role: 'status' }, icon('clock'), words), ...rails(saved),
    h('div', { class: 'grid', 'aria-hidden': 'true' }, ...Array.from({ length: 18 }, bones)));
  state.follow(words, ['online'], say);
}

/**
 * Where a page could not come: what is saved, first of what it is about, and the page itself as soon as the server answers.
 * @param {HTMLElement} section says that there was no answer
 * @param {() => void} retry
 */
export async function withoutServer(section, retry) {
  const end = state.subscribe(['online'], ({ online }) => {
    if (!online) return;
    end();
    if (section.isConnected) retry();
  });
  if (state.get('online')) setTimeout(() => { if (section.isConnected) retry(); }, AGAIN);   // something else had an answer since
  const saved = await readable();
  if (!section.isConnected) return;
  const text = section.querySelector('p');
  if (text) text.textContent = saved.length ? t('offline.pageLater') : t('offline.pageLaterEmpty');
  section.after(...rails(saved));
}
