// What is known of a series or a comic: every value leads to others like it, and says on demand where it comes from.

import { ApiError, get } from '../api.js';
import { languageName } from '../browse/names.js';
import { h, icon, replace } from '../dom.js';
import { locale, t } from '../i18n.js';
import { GROUPS, sourceLabel, valueText } from '../metadata/fields.js';
import { ROLES } from '../metadata/terms.js';
import { toast } from '../toast.js';
import { browseHref } from './hero.js';

/** @typedef {import('../metadata/fields.js').Metadata} Metadata */
/** @typedef {import('../metadata/fields.js').Field} Field */
/** @typedef {import('../metadata/fields.js').Kind} Kind */
/** @typedef {[label: string, value: import('../dom.js').Child, field?: string]} Line */

/** What a field is filtered by in the library. @type {Record<string, string>} */
const FILTERS = { authors: 'creator', publisher: 'publisher', imprint: 'imprint', genres: 'genre', tags: 'tag', demographics: 'demographic', status: 'status', year: 'year',
  language: 'language', age_rating: 'age_rating', characters: 'character', teams: 'team', locations: 'location', story_arcs: 'story_arc' };

/** @param {unknown} address */
function isWeb(address) {
  return /^https?:\/\//.test(String(address));
}

/** The host of an address, or what stands in its place. @param {string} address */
function hostOf(address) {
  try {
    return new URL(address).hostname.replace(/^www\./, '');
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return address;
  }
}

/** @param {string} address */
function webLink(address) {
  return h('a', { class: 'link', href: address, target: '_blank', rel: 'noopener noreferrer' }, hostOf(address), h('span', { class: 'sr' }, ` ${t('about.newTab')}`));
}

/**
 * "February 2024" for 2024-02, "8 March 2024" for 2024-03-08.
 * @param {string} date
 */
export function dateName(date) {
  const [year = 0, month, day] = date.split('-').map(Number);
  if (!month) return String(year);
  const time = new Date(Date.UTC(year, month - 1, day ?? 1));
  return new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', ...(day && { day: 'numeric' }), timeZone: 'UTC' }).format(time);
}

/** @param {string} filter @param {any} one @param {import('../terms.js').Terms} [terms] */
function filterLink(filter, one, terms) {
  const name = String(one?.name ?? one);
  const more = one?.role ? ROLES.name(one.role) : one?.number;
  return h('span', null, h('a', { class: 'link', href: browseHref({ [filter]: name }) }, terms?.name(name) ?? name), more && h('span', { class: 'quiet' }, ` ${more}`));
}

/**
 * A value, as links where others can be found by it.
 * @param {Field} field
 * @param {any} value
 */
function linked(field, value) {
  const filter = FILTERS[field.key];
  if (field.key === 'web') return h('span', { class: 'about-list' }, ...value.map((/** @type {string} */ one) => (isWeb(one) ? webLink(one) : one)));
  if (field.key === 'age_rating') return h('a', { class: 'link', href: browseHref({ age_rating: String(value) }) }, value === 0 ? t('about.everyone') : t('about.age', { age: String(value) }));
  if (field.key === 'language') return h('a', { class: 'link', href: browseHref({ language: value }) }, languageName(value));
  if (field.key === 'release_date') return dateName(value);
  if (!filter) return valueText(field, value);
  const values = Array.isArray(value) ? value : [value];
  return h('span', { class: 'about-list' }, ...values.map((one) => filterLink(filter, one, field.terms)));
}

/**
 * The lines of what is known, in the order of the editor.
 * @param {Kind} kind
 * @param {Metadata} metadata
 * @param {Set<string>} without
 * @returns {Line[]}
 */
export function knownLines(kind, metadata, without) {
  return GROUPS[kind].flatMap(({ fields }) => fields).flatMap((field) => {
    const value = metadata[field.key]?.value;
    const empty = value === null || value === undefined || (Array.isArray(value) && !value.length);
    return empty || without.has(field.key) ? [] : [/** @type {Line} */ ([field.label, linked(field, value), field.key])];
  });
}

/**
 * @param {string} title
 * @param {Line[]} lines
 * @param {Metadata | null} metadata with it, sources can be shown
 * @param {string} [id]
 */
export function aboutPanel(title, lines, metadata, id = 'about') {
  const list = h('dl', { class: 'about' }, ...lines.map(([label, value, field]) => h('div', null, h('dt', null, label),
    h('dd', null, value), metadata && field && metadata[field] && h('dd', { class: 'about-from', hidden: true }, metadata[field].locked && icon('lock', 'i-s'), sourceLabel(metadata[field].source)))));
  const toggle = metadata && h('button', { class: 'small link', type: 'button', 'aria-pressed': 'false', onclick: () => {
    const on = toggle?.getAttribute('aria-pressed') !== 'true';
    toggle?.setAttribute('aria-pressed', String(on));
    for (const from of list.querySelectorAll('.about-from')) /** @type {HTMLElement} */ (from).hidden = !on;
  } }, t('about.sources'));
  return h('section', { class: 'panel', 'aria-labelledby': id }, h('header', null, h('h2', { id }, title), toggle), list);
}

/**
 * The panel of a series: first what its page knows, then all fields with their sources.
 * @param {string} id
 * @param {Line[]} own
 * @param {Line[]} after
 * @param {AbortSignal} signal
 */
export function seriesAbout(id, own, after, signal) {
  const holder = h('div', null, aboutPanel(t('about.series'), [...own, ...after], null));
  const without = new Set(['name', 'summary', 'total_volumes']);
  get(`/api/series/${encodeURIComponent(id)}/metadata`, {}, { signal }).then((metadata) => {
    replace(holder, aboutPanel(t('about.series'), [...knownLines('series', metadata, without), ...after], metadata));
  }, (error) => {
    if (signal.aborted) return;
    if (!(error instanceof ApiError)) throw error;
    toast(error.detail);
  });
  return holder;
}
