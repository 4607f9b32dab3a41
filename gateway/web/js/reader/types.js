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
 * @property {import('../types.js').ReadingTime} [time] comics saved by older builds have none
 * @property {Neighbour | null} previous
 * @property {Neighbour | null} next
 * @property {string | null} problem
 * @property {boolean} [saved] it came from this device
 */

/** @typedef {'ltr' | 'rtl'} Direction */
/** @typedef {'one' | 'two' | 'scroll'} Mode how many pages are seen at once */
/** @typedef {'width' | 'height' | 'both' | 'original'} Fit */
/** @typedef {'whole' | 'split' | 'turn'} Wide what is done with a page wider than high: nothing, halves one by one, a quarter turn */
/** @typedef {'black' | 'grey' | 'paper' | 'white'} Back */
/** @typedef {'sides' | 'corner' | 'low' | 'thumb' | 'off'} ZoneLayout */
/**
 * @typedef {object} Look
 * @property {Mode | null} pages null: by the window
 * @property {Fit | null} fit null: by the window
 * @property {boolean} cover stands alone
 * @property {Wide} wide
 * @property {boolean} crop
 * @property {number | null} padding beside the strip, percent of the window on each side; null: by the window
 * @property {ZoneLayout} zones
 * @property {Back} back
 * @property {number} brightness percent, as the other tones
 * @property {number} contrast
 * @property {number} saturation
 * @property {number} sepia
 * @property {boolean} invert
 * @property {number} seconds a page stays when turning by itself
 */
/** @typedef {Partial<Look> & {direction?: Direction}} Own what is kept in a layer of the settings */
/** @typedef {'mine' | 'series' | 'device'} Scope where a change is kept */

/** @typedef {{x: number, y: number, width: number, height: number}} Box in shares of a picture, 0 to 1 */
/**
 * @typedef {object} Page a page being loaded, or loaded
 * @property {number} index from 0
 * @property {string} url
 * @property {HTMLImageElement} img decoded once `state` is ready
 * @property {'waiting' | 'loading' | 'ready' | 'failed'} state
 * @property {string} note a sentence while it waits for a busy server, why it failed, or what is wrong with it though it is seen
 * @property {string} code of the failure: the server's, 'offline' or 'damaged'
 * @property {boolean} passing whether the failure may be over by now: the network, a busy server
 * @property {AbortController} life aborted when the page is let go
 */
/** @typedef {{pages: number[], half: 0 | 1 | 2, run: number}} Spread what is seen at once: pages from 0; half 1 and 2 of a page that is split; `run`: where its pairs begin to be counted */
/**
 * @typedef {object} Dress how pages are laid out, worked out from the settings and the window
 * @property {Mode} mode
 * @property {Fit} fit
 * @property {Direction} direction
 * @property {boolean} crop
 * @property {boolean} turn whether pages wider than high are turned
 * @property {number | null} padding
 */

export {};
