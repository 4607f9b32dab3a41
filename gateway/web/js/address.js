// Addresses of the API.

/** @typedef {Record<string, string | number | boolean | null | undefined | string[]>} Params */

/**
 * @param {string} path such as '/api/books'
 * @param {Params} [params] of the query; null, undefined and '' are left out
 */
export function address(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (Array.isArray(value)) for (const one of value) query.append(name, one);
    else if (value !== null && value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}
