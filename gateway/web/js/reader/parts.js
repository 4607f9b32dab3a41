// From a page to what is seen of it.

import { bone, broken } from './blanks.js';
import { withinBorders } from './borders.js';
import { halfOf, partOf, WHOLE } from './leaves.js';

/** @typedef {import('./types.js').Page} Page */
/** @typedef {import('./types.js').Dress} Dress */

/**
 * @param {Page} page
 * @param {0 | 1 | 2} half
 * @param {Dress} dress
 * @param {number} typical width for a height of 1, of a page whose size is not known
 */
export function partFor(page, half, { crop, turn, direction }, typical) {
  if (page.state !== 'ready') return partOf({ width: typical * 1500, height: 1500 }, WHOLE, false);
  const { img } = page;
  const box = crop ? withinBorders(img) : WHOLE;
  return partOf({ width: img.naturalWidth || 1, height: img.naturalHeight || 1 }, halfOf(box, half, direction), turn);
}

/** @param {Page} page not ready @param {(index: number) => void} onRetry */
export const blanks = (page, onRetry) => (page.state === 'failed' ? broken(page, onRetry) : bone(page));
