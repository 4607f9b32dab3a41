// The mark of Quarterbin: the box, its hand hole, three comics.

import { h, svg } from './dom.js';

/** @returns {Node[]} the mark and the name */
export function brand() {
  return [
    svg('svg', { class: 'logo', viewBox: '0 0 28 28', 'aria-hidden': 'true' },
      svg('path', { class: 'c1', d: 'M5.2 13 6.6 3.2l6 .9L11.4 13z' }),
      svg('path', { class: 'c2', d: 'M10.8 13 12 1.6l6.2.7L17.2 13z' }),
      svg('path', { class: 'c3', d: 'M16.8 13l.9-9.6 6.1.6-.9 9z' }),
      svg('path', { class: 'box', d: 'M2 11.5h24v12.3a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2z' }),
      svg('rect', { class: 'hole', x: 9.5, y: 15.2, width: 9, height: 3.8, rx: 1.9 })),
    h('span', { class: 'wordmark' }, 'Quarterbin'),
  ];
}

/** The empty box, for a library without comics. */
export function emptyBox() {
  return svg('svg', { class: 'empty-art', viewBox: '0 0 144 96', 'aria-hidden': 'true' },
    svg('path', { class: 'e2', d: 'M22 40 30 18h84l8 22z' }),
    svg('path', { class: 'e1', d: 'M16 40h112v44a4 4 0 0 1-4 4H20a4 4 0 0 1-4-4z' }),
    svg('rect', { class: 'e3', x: 56, y: 54, width: 32, height: 13, rx: 6.5 }),
    svg('circle', { class: 'e4', cx: 38, cy: 76, r: 2 }), svg('circle', { class: 'e4', cx: 46, cy: 76, r: 2 }),
    svg('circle', { class: 'e4', cx: 54, cy: 76, r: 1.5 }), svg('circle', { class: 'e4', cx: 62, cy: 76, r: 1 }));
}
