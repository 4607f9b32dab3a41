// What goes over the wire, as docs/api.md has it, for the type checker.

/** @typedef {{id: string, username: string, role: 'admin' | 'reader', status: string}} User */
/** @typedef {{comic_id: string, current_page: number, total_pages: number | null, completed: boolean, updated_at: string}} Progress pages count from 0 */
/** @typedef {{mine: number | null, average: number | null, count: number}} Rating 1 to 5 */
/**
 * @typedef {object} Book
 * @property {string} id
 * @property {string} title
 * @property {string} filename
 * @property {string} series
 * @property {string} series_id
 * @property {string} library_id
 * @property {string} category
 * @property {string | null} subcategory
 * @property {number | null} volume
 * @property {number | null} chapter
 * @property {string} format
 * @property {number} size_bytes
 * @property {number | null} pages null: not known yet
 * @property {boolean} has_thumbnail
 * @property {string} cover
 * @property {number | null} cover_page that people chose
 * @property {string | null} problem
 * @property {string} added_at
 * @property {Progress | null} progress
 * @property {Rating} rating
 */
/**
 * @typedef {object} Series
 * @property {string} id
 * @property {string} name
 * @property {string} library_id
 * @property {string} category
 * @property {string | null} subcategory
 * @property {number} issue_count
 * @property {number} unread_count
 * @property {boolean} in_progress
 * @property {string | null} cover
 * @property {boolean} has_thumbnail of its cover
 * @property {string | null} summary in lists its first 300 characters
 * @property {number | null} year
 * @property {string | null} status
 * @property {string} added_at
 * @property {string | null} last_read_at
 * @property {Rating} rating
 */
/** @typedef {{comic_id: string, title: string, volume: number | null, chapter: number | null, page: number, kind: 'start' | 'continue' | 'again'}} ContinueWith */
/**
 * @typedef {object} SeriesMore
 * @property {string | null} summary
 * @property {{name: string, role: string | null}[]} authors
 * @property {string | null} publisher
 * @property {string[]} genres
 * @property {string[]} tags
 * @property {string[]} titles
 * @property {number} pages_known
 * @property {{volume: number | null, read_count: number, issues: Book[]}[]} volumes
 * @property {{id: string, name: string} | null} previous
 * @property {{id: string, name: string} | null} next
 * @property {{read: number, in_progress: number, unread: number}} progress
 * @property {ContinueWith | null} continue_with
 */
/** @typedef {Series & SeriesMore} SeriesDetail */
/** @typedef {{series_id: string, name: string, volumes: number[], numbers: number[], total_volumes: number | null}} Gap */
/** @typedef {{id: string, name: string, kind: 'collection' | 'reading' | 'want', mine: boolean}} OnList */
/** @typedef {{seconds: number, seconds_a_page: number | null}} ReadingTime how long I read it, and how long I take for a page; null: not known yet */
/** @typedef {{lists: OnList[], gap: Gap | null, total_volumes: number | null, time: ReadingTime}} SeriesMoreDetails */
/** @typedef {{lists: OnList[], duplicates: Book[], page_sizes: number[] | null, modified_at: string, path: string | null, time: ReadingTime}} BookDetails */
/** @typedef {{id: string, name: string, count: number}} TreeSeries */
/** @typedef {{name: string, count: number, series?: TreeSeries[]}} TreeSubcategory */
/** @typedef {{name: string, count: number, subcategories: TreeSubcategory[], series?: TreeSeries[]}} TreeCategory */
/** @typedef {{items: TreeCategory[], total: number}} Tree counts are comics */
/** @typedef {{id: string, name: string, roots: {id: string, path: string}[], comic_count: number, series_count: number, online: boolean, offline_reason: string | null, sample: boolean, created_at: string}} Library */
/**
 * @typedef {object} Scan
 * @property {string | null} id
 * @property {'idle' | 'running' | 'completed' | 'failed' | 'cancelled'} status
 * @property {'scan' | 'rescan' | null} scan_type
 * @property {string | null} library_id
 * @property {string | null} category
 * @property {string | null} series_id
 * @property {string} [begun_by]
 * @property {'walk' | 'save' | 'finish' | null} phase
 * @property {number | null} total_comics
 * @property {number} processed_comics
 * @property {number} new
 * @property {number} changed
 * @property {number} moved
 * @property {number} missing
 * @property {{path: string, reason: string}[]} errors
 * @property {number} error_count
 * @property {string | null} started_at
 * @property {string | null} completed_at
 * @property {number | null} rate comics a second
 * @property {number | null} eta seconds
 * @property {string | null} reason
 */
/** @typedef {'series' | 'comic'} ItemKind */
/** @typedef {{id: string, name: string, kind: 'collection' | 'reading' | 'want', shared: boolean, mine: boolean, item_count: number, created_at: string, updated_at: string, waits?: true}} List `waits`: the server has still to hear of it */
/** @typedef {{id: string, kind: ItemKind, added_at: string, series: Series | null, book: Book | null}} ListItem */
/** @typedef {{id: string, name: string, kind: 'series' | 'books', filter: Record<string, string | string[]>, sort: string, order: string, shared: boolean, mine: boolean, created_at: string, updated_at: string}} SmartList */
/**
 * @template T
 * @typedef {{items: T[], next_cursor: string | null, total: number}} Page
 */

export {};
