// Who uses this device: known without the server, so that the app opens without a network; and what is removed when they leave.

import { keep } from '../keep.js';
import { clearOthers } from './shelf.js';

/** @typedef {import('../types.js').User} User */

const KEY = 'quarterbin.user';
/** The keys of localStorage that hold somebody's private data. */
const PRIVATE = ['quarterbin.reader.issues', 'quarterbin.preferences', 'quarterbin.shelves', 'quarterbin.lists'];
const SEARCHES = 'quarterbin.searches.';                   // search/recent.js: followed by whose they are

function clearStorage() {
  for (const key of Object.keys(localStorage)) if (PRIVATE.includes(key) || key.startsWith(SEARCHES)) localStorage.removeItem(key);
}

/** @returns {User | null} who was last logged in here and has not signed out */
export function lastUser() {
  try {
    const user = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return typeof user?.id === 'string' && typeof user.username === 'string' ? user : null;
  } catch {
    return null;
  }
}

/** Another tab says who is here from now on. @param {() => void} tell */
export function onOwner(tell) {
  window.addEventListener('storage', ({ key }) => { if (key === KEY || key === null) tell(); });
}

/** Somebody has logged in: what others left here goes, before anything is shown. @param {User} user */
export async function claim(user) {
  const before = lastUser();
  if (before && before.id !== user.id) clearStorage();
  await clearOthers(user.id);
  keep(KEY, JSON.stringify({ id: user.id, username: user.username, role: user.role, status: user.status }));
}

/** Somebody has signed out: removes all that is private. */
export async function leave() {
  localStorage.removeItem(KEY);
  clearStorage();
  await clearOthers(null);
}
