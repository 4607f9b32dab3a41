// How much may be kept on this device: the limit somebody set, and what the browser gives.

import { keep } from '../keep.js';

const KEY = 'quarterbin.offline.limit';
const GB = 1_000_000_000;
export const LIMITS = /** @type {const} */ ([GB / 2, GB, 2 * GB, 5 * GB, 10 * GB, 20 * GB, 50 * GB]);
const USUAL = 2 * GB;
/** What stays free of what the browser gives: the app itself, and the next build of it. */
const SPARE = 30_000_000;

/** @returns {number} bytes */
export function limit() {
  const kept = Number(localStorage.getItem(KEY));
  return LIMITS.find((one) => one === kept) ?? USUAL;
}

/** @param {number} bytes one of LIMITS */
export function setLimit(bytes) {
  keep(KEY, String(bytes));
}

/**
 * Bytes that may still be saved; never below 0.
 * @param {import('./shelf.js').Saved[]} saved
 */
export async function room(saved) {
  const { usage = 0, quota = Infinity } = await navigator.storage.estimate?.() ?? {};  // Safari knows it since 17
  return Math.max(0, Math.min(limit() - used(saved), quota - usage - SPARE));
}

/** @param {import('./shelf.js').Saved[]} saved */
export const used = (saved) => saved.reduce((sum, { bytes }) => sum + bytes, 0);
