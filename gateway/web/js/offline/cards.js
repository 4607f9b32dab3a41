// Saved comics as cards that lead into the reader, for where the library itself cannot be reached.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { allOf } from './shelf.js';

/** @typedef {import('./shelf.js').Saved} Saved */

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

/** A rail of what is saved, or null where nothing is. @param {string} [text] that is in the names */
export async function savedRail(text = '') {
  const saved = (await readable()).filter(({ name, series }) => fold(`${series} ${name}`).includes(fold(text)));
  if (!saved.length) return null;
  return h('section', { class: 'rail', 'aria-labelledby': 'r-saved' },
    h('div', { class: 'rail-head' }, h('h2', { id: 'r-saved' }, t('offline.title')), h('a', { class: 'more', href: '/offline' }, t('offline.show'))),
    h('div', { class: 'rail-row' }, ...saved.slice(0, 20).map(savedCard)));
}

/**
 * Where a page could not come: what is saved, and the page itself as soon as the server answers.
 * @param {HTMLElement} section says that there was no answer
 * @param {() => void} retry
 */
export async function withoutServer(section, retry) {
  const end = state.subscribe(['online'], ({ online }) => {
    if (!online) return;
    end();
    if (section.isConnected) retry();
  });
  const rail = await savedRail();
  if (rail && section.isConnected) section.after(rail);
}
