// A rail of Home: one row that scrolls sideways. It has its shape before its cards are there, and a sentence where there are none.

import { bones } from '../cards.js';
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';

const FEW = 4;                             // cards that fit into half of a wide window

/**
 * @param {string} id
 * @param {string} title
 * @param {{hint?: string, all?: string | null, count?: number}} about `all`: where everything of it is; `count` of its cards, with
 *   few of which it shares the width of a wide window with the rail after it
 * @param {import('../dom.js').Child} row
 */
export function rail(id, title, { hint = '', all = null, count = FEW + 1 }, row) {
  return h('section', { class: count <= FEW ? 'rail rail-few' : 'rail', 'aria-labelledby': id },
    h('div', { class: 'rail-head' }, h('h2', { id }, title), hint && h('p', { class: 'quiet small hide-phone' }, hint),
      all && h('a', { class: 'more', href: all, 'aria-label': t('home.allOf', { title }) }, t('home.seeAll'))), row);
}

/**
 * @param {Node[]} cards which several rails may hold: each gets a name of its own here, by which Back finds it again
 * @param {string} [id] of the rail
 */
export function railRow(cards, id) {
  for (const card of id ? cards : []) if (card instanceof HTMLElement && card.id) card.id = `${id}-${card.id}`;
  return h('div', { class: 'rail-row' }, ...cards);
}

/** What stands in a rail that has nothing yet. @param {string} text */
export function railEmpty(text) {
  return h('p', { class: 'quiet rail-empty' }, text);
}

/**
 * A rail that comes later than the page: its shape first, in the place it will take.
 * @param {string} id
 * @param {string} title
 * @param {{hint?: string, all?: string | null}} about
 * @param {Promise<Node[]>} cards
 * @param {string} empty the sentence where there are none
 * @param {(error: unknown) => Node | null} failed
 */
export function laterRail(id, title, about, cards, empty, failed) {
  const place = h('div', { class: 'rail-place', 'aria-busy': 'true' }, railRow(Array.from({ length: 8 }, bones)));
  const fill = (/** @type {import('../dom.js').Child} */ content) => {
    place.removeAttribute('aria-busy');
    replace(place, content);
  };
  cards.then((made) => fill(made.length ? railRow(made, id) : railEmpty(empty)), (error) => fill(failed(error)));
  return rail(id, title, about, place);
}
