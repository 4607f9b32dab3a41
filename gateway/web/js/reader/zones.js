// Where to press: rectangles of the screen and what they do, shown once on a device that is touched, and again from the help.

import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { firstTime } from './device.js';

/** @typedef {import('./types.js').ZoneLayout} ZoneLayout */
/** @typedef {'next' | 'previous' | 'bars'} Does */
/** @typedef {[does: Does, x: number, y: number, width: number, height: number]} Rect in sixths of the screen */

const SEEN = 'quarterbin.reader.zones';
const PARTS = 6;                         // the screen is divided into so many, each way

/** For left-to-right; right-to-left they are mirrored. @type {Record<ZoneLayout, Rect[]>} */
const LAYOUTS = {
  sides: [['previous', 0, 0, 2, 6], ['bars', 2, 0, 2, 6], ['next', 4, 0, 2, 6]],
  corner: [['previous', 0, 0, 6, 2], ['previous', 0, 2, 2, 2], ['bars', 2, 2, 2, 2], ['next', 4, 2, 2, 2], ['next', 0, 4, 6, 2]],
  low: [['bars', 0, 0, 6, 2], ['previous', 0, 2, 2, 4], ['next', 2, 2, 4, 4]],
  thumb: [['next', 0, 0, 2, 4], ['bars', 2, 0, 2, 4], ['next', 4, 0, 2, 4], ['previous', 0, 4, 6, 2]],
  off: [['bars', 0, 0, 6, 6]],
};

/** What the layouts are called. @type {[ZoneLayout, string][]} */
export const ZONE_NAMES = [['sides', t('reader.zoneSides')], ['corner', t('reader.zoneCorners')], ['low', t('reader.zoneBelow')], ['thumb', t('reader.zoneThumb')], ['off', t('reader.zoneOff')]];

/** @type {Record<Does, [string, string]>} name and icon */
const SAYS = { previous: [t('reader.previous'), 'arrow-left'], bars: [t('reader.barsShort'), 'menu'], next: [t('reader.next'), 'arrow-right'] };

export class Zones {
  element = h('div', { class: 'zones', 'aria-hidden': 'true', hidden: true });
  /** @type {Rect[]} */
  #rects = LAYOUTS.sides;

  get shown() {
    return !this.element.hidden;
  }

  /** @param {ZoneLayout} layout @param {'ltr' | 'rtl'} direction */
  use(layout, direction) {
    this.#rects = LAYOUTS[layout].map(([does, x, y, width, height]) => [does, direction === 'rtl' ? PARTS - x - width : x, y, width, height]);
    replace(this.element, this.#rects.map(([does, x, y, width, height]) => {
      const [name, sign] = SAYS[does];
      const flipped = direction === 'rtl' && does !== 'bars';
      const zone = h('span', { class: does }, icon(sign, flipped ? 'i-l flipped' : 'i-l'), name);
      zone.style.gridArea = `${y + 1} / ${x + 1} / span ${height} / span ${width}`;
      return zone;
    }));
  }

  /** What a press does. @param {number} x share of the screen, 0 to 1 @param {number} y @returns {Does} */
  at(x, y) {
    const found = this.#rects.find(([, left, top, width, height]) => x * PARTS >= left && x * PARTS < left + width && y * PARTS >= top && y * PARTS < top + height);
    return found?.[0] ?? 'bars';
  }

  showOnce() {
    if (navigator.maxTouchPoints > 0 && firstTime(SEEN)) this.show(true);
  }

  /** @param {boolean} on @returns {boolean} whether that was a change */
  show(on) {
    const change = this.element.hidden === on;
    this.element.hidden = !on;
    return change;
  }
}
