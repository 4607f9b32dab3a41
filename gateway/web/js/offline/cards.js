// Saved comics as cards that lead into the reader, for where the library itself cannot be reached.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { allOf } from './shelf.js';

/** @typedef {import('./shelf.js').Saved} Saved */

const AGAIN = 3000;                                        // ms
const MOST = 20;                                           // cards of a rail

/** What can be read without the server, the latest first. @returns {Promise<Saved[]>} */
export async function readable() {
  const all = await allOf(state.get('user')?.id ?? '');
  return all.filter(({ state: at }) => at === 'saved').reverse();
}

/** The cover as it was saved; the first page where there was none. @param {Saved} saved */
export function savedCover({ id, cover, pages }) {
  const src = cover || (pages ? `/api/read/${encodeURIComponent(id)}/page/0` : null);
  const img = src && h('img', { src, alt: '', loading: 'lazy', decoding: 'async', width: 200, height: 300, onload: () => { if (img) img.classList.add('is-in'); } });
  return h('span', { class: 'cover' }, img);
}

/** @param {Saved} saved */
export const savedCard = (saved) => h('a', { class: 'card', href: `/read/${encodeURIComponent(saved.id)}` }, savedCover(saved),
  h('span', { class: 'card-title' }, saved.name), h('span', { class: 'card-meta' }, saved.series));

/** @param {string} text */
const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** @param {Saved[]} saved @param {string} id @param {string} title @param {string} [href] of all of them */
const rail = (saved, id, title, href) => saved.length > 0 && h('section', { class: 'rail', 'aria-labelledby': id },
  h('div', { class: 'rail-head' }, h('h2', { id }, title), href && h('a', { class: 'more', href }, t('offline.show'))),
  h('div', { class: 'rail-row' }, ...saved.slice(0, MOST).map(savedCard)));

/** Saved comics in whose names a text is, as a rail; false where there are none. @param {string} text */
export async function savedMatches(text) {
  const saved = (await readable()).filter(({ name, series }) => fold(`${series} ${name}`).includes(fold(text)));
  return rail(saved, 'r-saved', t('offline.title'), '/offline');
}

/** What is here of the series or the issue that the page is about. @param {Saved[]} saved */
function ofPage(saved) {
  const [, kind, id] = location.pathname.split('/').map(decodeURIComponent);
  if (kind === 'series') return saved.filter(({ series_id: series }) => series === id).reverse();
  return kind === 'issue' ? saved.filter((one) => one.id === id) : [];
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
  const own = ofPage(saved);
  const others = saved.filter((one) => !own.includes(one));
  const text = section.querySelector('p');
  if (text) text.textContent = saved.length ? t('offline.pageLater') : t('offline.pageLaterEmpty');
  section.after(...[rail(own, 'r-own', t('offline.ofThis')), rail(others, 'r-saved', t('offline.title'), '/offline')].filter((one) => one instanceof Node));
}
