// The geometry of a page on the screen: which part of its picture is seen, how large, and turned or not.

/** @typedef {import('./types.js').Box} Box */
/** @typedef {{x: number, y: number, width: number, height: number, turned: boolean}} Part pixels of the picture */

/** @type {Box} */
export const WHOLE = { x: 0, y: 0, width: 1, height: 1 };

/**
 * The half of a box that is read first or second.
 * @param {Box} box
 * @param {0 | 1 | 2} half
 * @param {'ltr' | 'rtl'} direction
 * @returns {Box}
 */
export function halfOf(box, half, direction) {
  if (half === 0) return box;
  const right = (half === 1) === (direction === 'rtl');
  return { ...box, x: box.x + (right ? box.width / 2 : 0), width: box.width / 2 };
}

/**
 * @param {{width: number, height: number}} picture pixels
 * @param {Box} box what is seen of it
 * @param {boolean} turn pages wider than high
 * @returns {Part}
 */
export function partOf({ width, height }, box, turn) {
  const part = { x: box.x * width, y: box.y * height, width: box.width * width, height: box.height * height };
  return { ...part, turned: turn && part.width > part.height };
}

/** Its width for a height of 1. @param {Part} part */
export const ratioOf = ({ width, height, turned }) => (turned ? height / width : width / height);

/**
 * The size of pages side by side, all of the same height.
 * @param {Part[]} parts
 * @param {import('./types.js').Fit} fit
 * @param {number} width of the window, pixels
 * @param {number} height
 * @returns {{widths: number[], height: number}} whole pixels
 */
export function fitted(parts, fit, width, height) {
  const ratios = parts.map(ratioOf);
  const together = ratios.reduce((sum, ratio) => sum + ratio, 0);
  const heights = { width: width / together, height, both: Math.min(height, width / together), original: parts[0].turned ? parts[0].width : parts[0].height };
  const exact = heights[fit];
  return { widths: ratios.map((ratio) => Math.round(ratio * exact)), height: Math.round(exact) };
}

/**
 * Lays a picture into its frame, so that the part fills it.
 * @param {HTMLElement} img
 * @param {{width: number, height: number}} picture pixels
 * @param {Part} part
 * @param {number} width of the frame
 * @param {number} height of the frame
 */
export function place(img, picture, part, width, height) {
  const [across, down] = part.turned ? [height / part.width, width / part.height] : [width / part.width, height / part.height];
  const { style } = img;
  style.width = `${picture.width * across}px`;
  style.height = `${picture.height * down}px`;
  const [x, y] = [part.x * across, part.y * down];
  style.transform = part.turned ? `translate(${part.height * down + y}px, ${-x}px) rotate(90deg)` : x || y ? `translate(${-x}px, ${-y}px)` : '';
}
