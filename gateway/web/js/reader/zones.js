// Where to press: three thirds, shown once on a device that is touched, and again from the help.

import { h, icon } from '../dom.js';
import { firstTime } from './device.js';

const SEEN = 'quarterbin.reader.zones';

export class Zones {
  element = h('div', { class: 'zones', 'aria-hidden': 'true', hidden: true }, h('span', null, icon('arrow-left', 'i-l'), 'Previous'),
    h('span', null, icon('menu', 'i-l'), 'Bars'), h('span', null, icon('arrow-right', 'i-l'), 'Next'));

  get shown() {
    return !this.element.hidden;
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
