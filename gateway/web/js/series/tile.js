// One issue of a series as a cover. Far from the window it is only its name.

import { BookCard } from '../cards.js';
import { watch } from '../cover.js';
import { h } from '../dom.js';

/** @param {import('../types.js').Book} book @returns {import('./near.js').Item} */
export function issueTile(book) {
  const card = new BookCard();
  card.show(book);
  const element = h('div', { class: 'tile', role: 'listitem' }, card.element);
  const near = (/** @type {boolean} */ on) => {
    element.classList.toggle('is-far', !on);
    if (on) {
      card.element.prepend(card.box.element);
      if (card.meta) card.element.append(card.meta.element);
      watch(card.box);
    } else {
      card.box.element.remove();
      card.meta?.element.remove();
    }
  };
  near(false);
  return { element, near };
}
