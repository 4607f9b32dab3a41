// What the reader's parts hand to each other, for the type checker.

/** @typedef {import('../types.js').Progress} Progress */
/** @typedef {{id: string, title: string, volume: number | null, chapter: number | null, cover: string}} Neighbour the issue before or after */
/** @typedef {{id: string, comic_id: string, page_number: number, note: string | null, created_at: string}} Bookmark */
/**
 * @typedef {object} Issue an answer of GET /api/read/{id}
 * @property {string} id
 * @property {string} title
 * @property {string} series
 * @property {string} series_id
 * @property {number | null} volume
 * @property {number | null} chapter
 * @property {number | null} pages null: not known yet
 * @property {string} page_url with `{n}` where the page's number from 0 goes
 * @property {'ltr' | 'rtl' | 'vertical'} direction
 * @property {Progress | null} progress
 * @property {Bookmark[]} bookmarks
 * @property {Neighbour | null} previous
 * @property {Neighbour | null} next
 * @property {string | null} problem
 */

/** @typedef {'ltr' | 'rtl'} Direction */
/** @typedef {'width' | 'height' | 'both' | 'original'} Fit */
/** @typedef {'black' | 'grey' | 'paper' | 'white'} Back */
/** @typedef {{fit: Fit | null, back: Back, brightness: number, contrast: number}} Look fit null: by the window; tones in percent */

/**
 * @typedef {object} Page a page being loaded, or loaded
 * @property {number} index from 0
 * @property {string} url
 * @property {HTMLImageElement} img decoded once `state` is ready
 * @property {'waiting' | 'loading' | 'ready' | 'failed'} state
 * @property {string} note a sentence while it waits for a busy server, or why it failed
 * @property {string} code of the failure: the server's, 'offline' or 'damaged'
 * @property {boolean} passing whether the failure may be over by now: the network, a busy server
 * @property {AbortController} life aborted when the page is let go
 */

export {};
