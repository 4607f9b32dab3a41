// How each kind of change is said to the server: so that saying it twice does the same, and with the time it was made if it is late.

/** @typedef {'place' | 'marks' | 'time' | 'bookmark' | 'rating' | 'list' | 'renamed' | 'removed' | 'listed' | 'moved' | 'settings'} Kind */
/** @typedef {(when: string) => string | undefined} Late the time of a change where it is late, else undefined: the server's counts */
/** @typedef {[method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown]} Request */

const one = encodeURIComponent;

/** @param {string} path @param {string | undefined} at */
const withTime = (path, at) => (at ? `${path}?updated_at=${one(at)}` : path);

/** Refusals that say that it is so already: what was to be taken away is not there, a list was removed since. @type {Partial<Record<Kind, string>>} */
export const MOOT = { place: 'progress_not_found', list: 'list_not_found', removed: 'list_not_found', listed: 'item_not_found' };

/** @type {Record<Kind, (data: any, id: string, late: Late, at: string) => Request>} */
export const REQUESTS = {
  /** `id`: the comic; `gone`: unread again; `anew`: not read any more, also where it was */
  place: ({ comic_id, current_page, total_pages, completed, anew, gone }, _id, late, at) => (gone
    ? ['DELETE', withTime(`/api/progress/${one(comic_id)}`, late(at))]
    : ['POST', '/api/progress', { comic_id, current_page, ...(total_pages && { total_pages }), ...(completed ? { completed } : anew && { completed: false }), updated_at: late(at) }]),

  /** `id`: a name of its own; of many, one of `series_id`, `series_ids`, `comic_ids`; or what another such change replaced */
  marks: ({ which, completed, restore, since }, _id, late, at) => ['POST', '/api/progress/bulk',
    restore ? { restore, at: since } : { ...which, completed, updated_at: late(at) }],

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

  /** `id`: the list, named here: whatever is done to it later can say so at once */
  list: ({ list, name, kind, shared }, _id, late, at) => ['PUT', `/api/lists/${one(list)}`, { name, kind, shared, updated_at: late(at) }],

  /** `id`: the list */
  renamed: ({ list, name }, _id, late, at) => ['PATCH', `/api/lists/${one(list)}`, { name, updated_at: late(at) }],

  /** `id`: the list */
  removed: ({ list }) => ['DELETE', `/api/lists/${one(list)}`],

  /** `id`: list/item, or a name of its own where there are several; `gone`: taken out */
  listed: ({ list, kind, ids, gone }, _id, late, at) => {
    const path = `/api/lists/${one(list)}/items`;
    return gone ? ['DELETE', withTime(`${path}/${one(ids[0])}`, late(at))] : ['POST', path, { ids, kind, updated_at: late(at) }];
  },

  /** `id`: list/item; `before` null: at the end */
  moved: ({ list, item, before }, _id, late, at) => ['POST', `/api/lists/${one(list)}/move`, { id: item, before, updated_at: late(at) }],

  /** `id`: always the same; each value with its own time */
  settings: ({ changes }, _id, late) => ['PATCH', '/api/preferences',
    { changes: changes.map((/** @type {import('./settings.js').Changed} */ { path, value, at }) => ({ path, value, updated_at: late(at) })) }],
};
