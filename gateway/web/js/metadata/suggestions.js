// What the library already knows, offered while a field is filled in: one genre is not written in three ways.

import { ApiError, get } from '../api.js';
import { h } from '../dom.js';
import { valueName } from '../browse/names.js';

/** The filter under which the values of a field are counted. @type {Record<string, string>} */
const FIELDS = { genres: 'genre', tags: 'tag', demographics: 'demographic', status: 'status', publisher: 'publisher', imprint: 'imprint', language: 'language',
  characters: 'character', main_character: 'character', teams: 'team', locations: 'location' };
const NAMED = new Set(['status', 'demographic']);
const MOST = 200;                         // of each, the frequent ones

/** The id of the list of suggestions for a field, if there is one. @param {string} field */
export function suggestionsOf(field) {
  const filter = FIELDS[field];
  return filter ? `suggest-${filter}` : undefined;
}

/**
 * The lists, filled as soon as the server has answered; without an answer nothing is suggested.
 * @returns {HTMLElement}
 */
export function suggestions() {
  const lists = [...new Set(Object.values(FIELDS))].map((filter) => h('datalist', { id: `suggest-${filter}` }));
  get('/api/series/filters', { limit: MOST }).then(({ fields }) => {
    for (const list of lists) {
      const filter = /** @type {import('../browse/names.js').Field} */ (list.id.replace('suggest-', ''));
      const known = /** @type {{value: string}[]} */ (fields[filter] ?? []).map(({ value }) => (NAMED.has(filter) ? valueName(filter, value) : value));
      list.append(...[...new Set(known)].map((value) => h('option', { value })));
    }
  }, (error) => {
    if (!(error instanceof ApiError)) throw error;
  });
  return h('div', { hidden: true }, ...lists);
}
