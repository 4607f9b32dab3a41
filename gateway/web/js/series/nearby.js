// What lies before and after a series on its shelf, or an issue in its series.

import { h, icon } from '../dom.js';

/** @typedef {{href: string, label: string, name: string}} Nearby */

/**
 * @param {string} label of both
 * @param {Nearby | null} previous
 * @param {Nearby | null} next
 */
export function nearby(label, previous, next) {
  if (!previous && !next) return null;
  const arrow = (/** @type {string} */ name) => h('span', { class: 'nearby-arrow' }, icon(name));
  const words = (/** @type {Nearby} */ one) => h('span', null, h('span', { class: 'label' }, one.label), h('span', { class: 'card-title' }, one.name));
  return h('nav', { class: 'nearby', 'aria-label': label },
    previous ? h('a', { class: 'nearby-link', href: previous.href, rel: 'prev' }, arrow('arrow-left'), words(previous)) : h('span'),
    next && h('a', { class: 'nearby-link nearby-next', href: next.href, rel: 'next' }, words(next), arrow('arrow-right')));
}
