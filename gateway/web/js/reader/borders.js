// Finds the uniform borders of a page on a small copy of its picture, so that they can be left out.

/** @typedef {import('./types.js').Box} Box */

/** The longer side of the copy, pixels. */
const SIDE = 160;
/** How much a colour (0 to 255) may differ from the border's, for paper and for what JPEG makes of it. */
const NEAR = 26;
/** A line belongs to the border when no more of it than this differs: specks of dust and page numbers' corners. */
const STRAY = 0.02;
/** Never more than this share of a side goes. */
const MOST = 0.3;
/** What stays beside the picture, shares of a side. */
const RIM = 0.006;

/** @type {WeakMap<HTMLImageElement, Box>} */
const known = new WeakMap();

/**
 * @param {HTMLImageElement} img decoded
 * @returns {Box} the part within the borders; the whole where there are none
 */
export function withinBorders(img) {
  const found = known.get(img) ?? measure(img);
  known.set(img, found);
  return found;
}

/** @param {HTMLImageElement} img @returns {Box} */
function measure(img) {
  const scale = Math.min(1, SIDE / Math.max(img.naturalWidth, img.naturalHeight));
  const width = Math.max(1, Math.round(img.naturalWidth * scale));
  const height = Math.max(1, Math.round(img.naturalHeight * scale));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return { x: 0, y: 0, width: 1, height: 1 };
  context.imageSmoothingQuality = 'medium';
  context.drawImage(img, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const row = (/** @type {number} */ y) => Array.from({ length: width }, (_, x) => (y * width + x) * 4);
  const column = (/** @type {number} */ x) => Array.from({ length: height }, (_, y) => (y * width + x) * 4);
  const top = depth(data, height, row);
  const bottom = depth(data, height, (y) => row(height - 1 - y));
  const left = depth(data, width, column);
  const right = depth(data, width, (x) => column(width - 1 - x));
  return { x: left, y: top, width: 1 - left - right, height: 1 - top - bottom };
}

/**
 * How far in the lines are all of the colour that the outermost one has.
 * @param {Uint8ClampedArray} data
 * @param {number} length
 * @param {(at: number) => number[]} line where its pixels begin
 * @returns {number} a share of the side
 */
function depth(data, length, line) {
  const outer = line(0);
  const colour = [0, 1, 2].map((channel) => median(outer.map((at) => data[at + channel])));
  const most = Math.floor(length * MOST);
  let deep = 0;
  while (deep < most) {
    const pixels = line(deep);
    const strays = pixels.filter((at) => colour.some((value, channel) => Math.abs(data[at + channel] - value) > NEAR)).length;
    if (strays > pixels.length * STRAY) break;
    deep += 1;
  }
  return Math.max(0, deep / length - RIM);
}

/** @param {number[]} values */
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
