// How each kind of change is said to the server: so that saying it twice does the same, and with the time it was made if it is late.

/** @typedef {'place' | 'time' | 'bookmark' | 'rating' | 'settings'} Kind */
/** @typedef {(when: string) => string | undefined} Late the time of a change where it is late, else undefined: the server's counts */
/** @typedef {[method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown]} Request */

const one = encodeURIComponent;

/** @param {string} path @param {string | undefined} at */
const withTime = (path, at) => (at ? `${path}?updated_at=${one(at)}` : path);

/** @type {Record<Kind, (data: any, id: string, late: Late, at: string) => Request>} */
export const REQUESTS = {
  /** `id`: the comic */
  place: ({ comic_id, current_page, total_pages, completed }, _id, late, at) => ['POST', '/api/progress',
    { comic_id, current_page, ...(total_pages !== null && { total_pages }), ...(completed && { completed }), updated_at: late(at) }],

  /** `id`: the session */
  time: ({ comic_id, started_at, seconds, pages }, id) => ['PUT', `/api/reading-time/${one(id)}`, { comic_id, started_at, seconds, pages }],

  /** `id`: comic/page; `note` undefined: as it is; `gone`: taken away */
  bookmark: ({ comic_id, page, note, gone }, _id, late, at) => {
    const path = `/api/bookmarks/${one(comic_id)}/${page}`;
    return gone ? ['DELETE', withTime(path, late(at))] : ['PUT', path, { note, updated_at: late(at) }];
  },

  /** `id`: kind/item; `value` null: taken back */
  rating: ({ kind, item, value }, _id, late, at) => {
    const path = `/api/ratings/${kind}/${one(item)}`;
    return value === null ? ['DELETE', withTime(path, late(at))] : ['PUT', path, { value, updated_at: late(at) }];
  },

  /** `id`: always the same; each value with its own time */
  settings: ({ changes }, _id, late) => ['PATCH', '/api/preferences',
    { changes: changes.map((/** @type {import('./settings.js').Changed} */ { path, value, at }) => ({ path, value, updated_at: late(at) })) }],
};
