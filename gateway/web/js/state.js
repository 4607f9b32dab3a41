// What several parts of the page need to know, in one place. Whoever shows a value subscribes to it.

/** @typedef {import('./types.js').User} User */

/**
 * @typedef {object} State
 * @property {User | null} user who is logged in; null when nobody is or it is not known yet
 * @property {import('./types.js').Tree | null} tree categories with counts, without series
 * @property {import('./types.js').Library[] | null} libraries
 * @property {import('./types.js').List[] | null} lists
 * @property {import('./types.js').SmartList[] | null} smartLists
 * @property {import('./types.js').Scan | null} scan
 * @property {'ink' | 'paper' | 'eink'} theme
 * @property {boolean} online whether the last request to the server had an answer
 * @property {{entry: import('./offline/shelf.js').Saved, at: number, of: number} | null} saving the comic that is being saved on this device
 * @property {number} waiting changes made here that the server has not heard of
 * @property {number} refused changes that the server would not take when they came, and nobody has seen yet
 * @property {string} path where the router is, with its query, such as '/browse?read=unread'
 * @property {import('./tree.js').Branch | null} shelf where the series or issue lies that the page is about
 */

/** @type {State} */
let state = { user: null, tree: null, libraries: null, lists: null, smartLists: null, scan: null, theme: 'ink', online: true, saving: null, waiting: 0, refused: 0, path: '', shelf: null };

/** @type {Set<{keys: (keyof State)[], fn: (state: Readonly<State>) => void}>} */
const subscribers = new Set();

/**
 * @template {keyof State} K
 * @param {K} key
 * @returns {State[K]}
 */
export function get(key) {
  return state[key];
}

/**
 * Sets some values and tells those whose values really changed.
 * @param {Partial<State>} patch
 */
export function set(patch) {
  const before = state;
  state = { ...state, ...patch };
  for (const { keys, fn } of [...subscribers]) {
    if (keys.some((key) => before[key] !== state[key])) fn(state);
  }
}

/**
 * Calls `fn` whenever one of the values changes.
 * @param {(keyof State)[]} keys
 * @param {(state: Readonly<State>) => void} fn
 * @returns {() => void} ends it
 */
export function subscribe(keys, fn) {
  const entry = { keys, fn };
  subscribers.add(entry);
  return () => subscribers.delete(entry);
}

/**
 * The same for what an element shows: it ends by itself once a value changes and the element is not in the page any more.
 * @param {Element} element in the page before anything can change
 * @param {(keyof State)[]} keys
 * @param {(state: Readonly<State>) => void} fn
 */
export function follow(element, keys, fn) {
  const end = subscribe(keys, (now) => {
    if (element.isConnected) fn(now);
    else end();
  });
}
