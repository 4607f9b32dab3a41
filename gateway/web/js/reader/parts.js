// From a page to what is seen of it.

import { bone, broken } from './blanks.js';
import { withinBorders } from './borders.js';
import { halfOf, partOf, WHOLE } from './leaves.js';
import { previewRatio } from './previews.js';

/** @typedef {import('./types.js').Page} Page */
/** @typedef {import('./types.js').Dress} Dress */

/**
 * @param {Page} page
 * @param {0 | 1 | 2} half
 * @param {Dress} dress
 * @param {number} typical width for a height of 1, of a page whose size is not known
 */
export function partFor(page, half, { crop, turn, direction }, typical) {
  if (page.state !== 'ready') {
    const ratio = (hasPreview(page, half, { turn }) && previewRatio(page.url)) || typical;
    return partOf({ width: ratio * 1500, height: 1500 }, WHOLE, false);
  }
  const { img } = page;
  const box = crop ? withinBorders(img) : WHOLE;
  return partOf({ width: img.naturalWidth || 1, height: img.naturalHeight || 1 }, halfOf(box, half, direction), turn);
}

/** Whether a small picture of a page that has not come may stand for it: not for half of it, nor for one that will be turned. @param {Page} page @param {0 | 1 | 2} half @param {Pick<Dress, 'turn'>} dress */
export function hasPreview(page, half, { turn }) {
  const ratio = half === 0 ? previewRatio(page.url) : null;
  return ratio !== null && !(turn && ratio > 1);
}

/** @param {Page} page not ready @param {(index: number) => void} onRetry @param {boolean} preview whether a small picture may stand for it */
export const blanks = (page, onRetry, preview) => (page.state === 'failed' ? broken(page, onRetry) : bone(page, preview));
