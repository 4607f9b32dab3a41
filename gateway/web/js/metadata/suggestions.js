// What the library already knows, offered while a field is filled in: one genre is not written in three ways.

import { ApiError, get } from '../api.js';
import { h } from '../dom.js';

/** The filter under which the values of a field are counted. @type {Record<string, string>} */
const FIELDS = { genres: 'genre', tags: 'tag', demographics: 'demographic', status: 'status', publisher: 'publisher', imprint: 'imprint', language: 'language',
  characters: 'character', main_character: 'character', teams: 'team', locations: 'location' };
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
      const values = fields[list.id.replace('suggest-', '')] ?? [];
      list.append(...values.map((/** @type {{value: string}} */ { value }) => h('option', { value })));
    }
  }, (error) => {
    if (!(error instanceof ApiError)) throw error;
  });
  return h('div', { hidden: true }, ...lists);
}
