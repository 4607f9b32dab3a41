// Stars that only show something: one's own rating, or the average.

import { h, named } from './dom.js';
import { locale, t } from './i18n.js';

/** @typedef {{mine: number | null, average: number | null, count: number}} Rating */

export const MOST = 5;
const average = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/**
 * What all think, in words: "4.2 of 5, from 3 ratings"; '' where nobody has rated.
 * @param {Rating} rating
 */
export function averageLabel(rating) {
  return rating.count && rating.average !== null ? t('rating.average', { average: average.format(rating.average), n: rating.count }) : '';
}

/** A node that stays, for one rating after another. */
export class Stars {
  constructor() {
    this.element = h('span', { class: 'stars', role: 'img', hidden: true });
    this.said = '';
  }

  /** @param {Rating | null | undefined} rating nothing is seen where nobody has rated */
  show(rating) {
    const value = rating?.mine ?? rating?.average ?? 0;
    const label = !rating || !value ? '' : rating.mine ? t('rating.yours', { n: rating.mine }) : averageLabel(rating);
    if (label === this.said) return;
    this.said = label;
    this.element.hidden = !label;
    named(this.element, label);
    this.element.title = label;
    this.element.style.setProperty('--stars', String(Math.min(MOST, Math.round(value))));
  }
}

/**
 * Stars of one rating; null where nobody has rated.
 * @param {Rating | null | undefined} rating
 */
export function stars(rating) {
  const made = new Stars();
  made.show(rating);
  return made.said ? made.element : null;
}
