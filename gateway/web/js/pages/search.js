// Search: series and comics by name, as it is typed.

import { get } from '../api.js';
import { bookCard, seriesCard } from '../cards.js';
import { h, icon, replace } from '../dom.js';
import { bookName, number, plural } from '../format.js';
import { setTitle } from '../router.js';
import { searchField } from '../search-field.js';

/** @typedef {import('../types.js').Book} Book */
/** @typedef {import('../types.js').Series} Series */

/** Keeps the fields of the page and of the top bar the same, except the one in use. @param {string} text */
function fillFields(text) {
  for (const field of document.querySelectorAll('input[type="search"]')) {
    if (field instanceof HTMLInputElement && field !== document.activeElement) field.value = text;
  }
}

/** @param {string} id @param {string} title @param {Node[]} cards */
function group(id, title, cards) {
  return cards.length > 0 && h('section', { class: 'rail', 'aria-labelledby': id }, h('div', { class: 'rail-head' }, h('h2', { id }, title)),
    h('div', { class: 'grid' }, ...cards));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal, query }) {
  const text = query.get('q')?.trim() ?? '';
  setTitle(text ? `${text}, search` : 'Search');
  const own = main.querySelector('.search-page');
  const field = own?.querySelector('form') ?? searchField();
  const results = own?.querySelector('.search-results') ?? h('div', { class: 'search-results' });
  if (!own) {
    replace(main, h('div', { class: 'search-page' }, h('h1', { class: 'sr' }, 'Search'), h('div', { class: 'only-phone' }, field), results));
    const input = field.querySelector('input');
    if (input?.offsetParent && !text) input.focus();
  }
  fillFields(text);
  if (!text) {
    replace(results, h('section', { class: 'empty' }, icon('search', 'i-l'), h('h2', null, 'What are you looking for?'),
      h('p', null, 'The name of a series or of a comic, or a part of it.')));
    return;
  }
  /** @type {{series: Series[], books: Book[], total: number}} */
  const { series, books, total } = await get('/api/search', { q: text, limit: 60 }, { signal });
  if (total === 0) {
    replace(results, h('section', { class: 'empty', role: 'status' }, icon('search-x', 'i-l'), h('h2', null, `Nothing for “${text}”`),
      h('p', null, 'Fewer letters, or another spelling, may find it.'), h('a', { class: 'btn', href: '/browse' }, 'All comics')));
    return;
  }
  const shown = series.length + books.length;
  replace(results,
    h('p', { class: 'quiet num', role: 'status' }, shown < total ? `${number(shown)} of ${plural(total, 'result')} for “${text}”` : `${plural(total, 'result')} for “${text}”`),
    group('s-series', 'Series', series.map((item) => seriesCard(item))),
    group('s-books', 'Comics', books.map((item) => bookCard(item, { meta: bookName(item) === item.title ? item.series : item.title }))));
}
