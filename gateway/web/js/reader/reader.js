// The entry to the reader, for the page that shows it.

import { style } from '../style.js';
import { Reader } from './conductor.js';

style('reader');

/** @typedef {import('./conductor.js').Options} Options */

/**
 * Opens the reader.
 * @param {HTMLElement} container
 * @param {string} comicId
 * @param {Options} [options] `page` counts from 1, as in the address; `onClose` is called when somebody
 *   leaves without saying for where; the reader is gone then
 * @returns {Promise<() => void>} closes it
 */
export async function open(container, comicId, { page = null, onClose } = {}) {
  const reader = new Reader(container, onClose);
  void reader.open(comicId, page);
  return () => reader.close();
}
