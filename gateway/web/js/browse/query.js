// The address of a shelf: what is shown, how it is narrowed and sorted. Names are those of the API.

/** What can be narrowed by choosing values; each may stand several times in the address. */
export const FIELDS = /** @type {const} */ (['read', 'genre', 'status', 'format', 'year', 'creator', 'rating', 'tag', 'publisher', 'demographic', 'imprint',
  'character', 'team', 'location', 'story_arc', 'language', 'age_rating']);
/** Items of one request. */
export const WINDOW = 60;
const PLACES = ['category', 'subcategory', 'library', 'series', 'q'];
const ORDER = ['sort', 'order'];

/** @typedef {typeof FIELDS[number]} Field */
/** @typedef {Record<string, string | string[]>} Filter as the API takes it */

/** @param {URLSearchParams} query */
export function showsComics(query) {
  return query.get('show') === 'comics';
}

/** @param {URLSearchParams} query */
export function pathOf(query) {
  return showsComics(query) ? '/api/books' : '/api/series';
}

/** The filter of the list, as the API takes it. @param {URLSearchParams} query @returns {Filter} */
export function filterOf(query) {
  /** @type {Filter} */
  const filter = {};
  for (const name of PLACES) {
    const value = query.get(name);
    if (value !== null) filter[name] = value;
  }
  for (const name of FIELDS) {
    const values = query.getAll(name);
    if (values.length) filter[name] = values;
  }
  return filter;
}

/** The filter and the order. @param {URLSearchParams} query @returns {Filter} */
export function paramsOf(query) {
  const params = filterOf(query);
  for (const name of ORDER) {
    const value = query.get(name);
    if (value) params[name] = value;
  }
  return params;
}

/** The values chosen besides the shelf itself. @param {URLSearchParams} query @returns {{field: Field, value: string}[]} */
export function chosen(query) {
  return FIELDS.flatMap((field) => query.getAll(field).map((value) => ({ field, value })));
}

/** @param {URLSearchParams} query */
export function isFiltered(query) {
  return chosen(query).length > 0 || ['library', 'series', 'q'].some((name) => query.has(name));
}

/**
 * The address of a filter that was kept.
 * @param {'series' | 'books'} kind
 * @param {Filter} filter
 * @param {string} sort
 * @param {string} order
 */
export function queryOf(kind, filter, sort, order) {
  const query = new URLSearchParams();
  if (kind === 'books') query.set('show', 'comics');
  for (const [name, value] of Object.entries(filter)) {
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, one);
  }
  if (sort && sort !== 'title') query.set('sort', sort);
  if (order === 'desc') query.set('order', order);
  return query;
}
