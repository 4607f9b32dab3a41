// What filters and their values are called.

import { locale, t } from '../i18n.js';
import * as state from '../state.js';
import { DEMOGRAPHICS, formatName, STATUSES } from '../terms.js';

/** @typedef {import('./query.js').Field} Field */

/** @typedef {Field | 'library' | 'q'} Any */
/** @type {Record<Any, string>} */
const NAMES = {
  read: t('filter.read'), genre: t('filter.genre'), status: t('filter.status'), format: t('filter.format'), year: t('filter.year'),
  creator: t('filter.creator'), rating: t('filter.rating'), tag: t('filter.tag'), publisher: t('filter.publisher'),
  demographic: t('filter.demographic'), imprint: t('filter.imprint'), character: t('filter.character'), team: t('filter.team'),
  location: t('filter.location'), story_arc: t('filter.storyArc'), language: t('filter.language'), age_rating: t('filter.ageRating'),
  library: t('filter.library'), q: t('filter.words'),
};
/** @type {Record<string, string>} */
const READ = { unread: t('filter.unread'), reading: t('filter.reading'), read: t('filter.readDone') };
const languages = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });

/** @param {Any} field */
export function fieldName(field) {
  return NAMES[field];
}

/** @param {string} value such as "2010-2019" */
function years(value) {
  const [from, to] = value.split('-');
  if (from && to && from !== to) return t('filter.years', { from, to });
  return from || value;
}

/** @param {string} value such as "4-", "1-2" */
function stars(value) {
  const [from, to] = value.split('-').map(Number);
  if (from && to === 0) return t('filter.starsFrom', { n: from });
  return from && to && from !== to ? t('filter.starsBetween', { from, to }) : t('filter.stars', { n: from || to || 0 });
}

/** "Japanese" for ja; what is no code stays as it is written. @param {string} tag */
export function languageName(tag) {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;                              // files say all kinds of things here
  }
}

/**
 * A value for people.
 * @param {Any} field
 * @param {string} value
 */
export function valueName(field, value) {
  if (value === 'none') return t('filter.none');
  if (field === 'q') return t('filter.quoted', { text: value });
  if (field === 'read') return READ[value] ?? value;
  if (field === 'status') return STATUSES.name(value);
  if (field === 'demographic') return DEMOGRAPHICS.name(value);
  if (field === 'format') return formatName(value);
  if (field === 'year') return years(value);
  if (field === 'rating') return stars(value);
  if (field === 'age_rating') return value === '0' ? t('about.everyone') : t('filter.age', { n: Number(value) });
  if (field === 'language') return languageName(value);
  if (field === 'library') return state.get('libraries')?.find(({ id }) => id === value)?.name ?? value;
  return value;
}
