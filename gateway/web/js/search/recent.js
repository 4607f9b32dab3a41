// What somebody searched for lately and then opened, kept on this device.

import { keep } from '../keep.js';
import * as state from '../state.js';

const MOST = 8;

function key() {
  return `quarterbin.searches.${state.get('user')?.id ?? ''}`;
}

/** The latest first. @returns {string[]} */
export function recentSearches() {
  try {
    const kept = JSON.parse(localStorage.getItem(key()) ?? '[]');
    return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : [];
  } catch {
    return [];
  }
}

/** @param {string} text */
export function keepSearch(text) {
  const others = recentSearches().filter((one) => one.toLowerCase() !== text.toLowerCase());
  keep(key(), JSON.stringify([text, ...others].slice(0, MOST)));
}

/** Brings back what was forgotten. @param {string[]} searches the latest first */
export function restoreSearches(searches) {
  keep(key(), JSON.stringify(searches));
}

/** @param {string} [text] this one, or all */
export function forgetSearches(text) {
  if (text === undefined) localStorage.removeItem(key());
  else keep(key(), JSON.stringify(recentSearches().filter((one) => one !== text)));
}
