// Where a windowed grid lies and how large its cells are. Measuring makes the browser lay out what has changed, so this is
// done when sizes change, never while the list scrolls.

import { probeCard } from './cards.js';
import { h, replace } from './dom.js';

/**
 * @typedef {object} Place px
 * @property {number} top of the list, in the document
 * @property {number} edge where the bars end that lie over the list, from the top of the window
 * @property {number} height of the window
 * @property {number} end the scrollY of the end of the page
 */

/**
 * @param {HTMLElement} element the list
 * @param {number} edge
 * @returns {Place}
 */
export function locate(element, edge) {
  const height = window.innerHeight;
  return { top: element.getBoundingClientRect().top + window.scrollY, edge, height, end: document.documentElement.scrollHeight - height };
}

/**
 * Measures the tallest card at the width there is.
 * @param {HTMLElement} element the list
 * @param {import('./cards.js').View} view
 * @returns {{width: number, columns: number, column: number, height: number, x: number, y: number}} `column` and `height` are
 *   a cell's, `x` and `y` the way from one to the next
 */
export function measure(element, view) {
  const width = element.clientWidth;
  const style = getComputedStyle(element);
  const gapX = Number.parseFloat(style.columnGap) || 0;
  const gapY = Number.parseFloat(style.rowGap) || 0;
  const ruler = h('div', { class: 'ruler', 'aria-hidden': 'true' });
  element.append(ruler);
  const least = Math.min(ruler.offsetWidth || width, width);
  const columns = view === 'list' ? 1 : Math.max(1, Math.floor((width + gapX) / (least + gapX)));
  const column = (width - gapX * (columns - 1)) / columns;
  ruler.style.inlineSize = `${column}px`;
  replace(ruler, probeCard(view));
  const height = Math.ceil(ruler.offsetHeight);
  ruler.remove();
  return { width, columns, column, height, x: column + gapX, y: height + gapY };
}
