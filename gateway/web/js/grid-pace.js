// How a list is scrolled: which way, and how fast. One frame says little of that, as the browser may pass on the way of
// two frames in one and nothing in the next: it is measured over some frames.

const SPAN = 120;                        // ms over which the speed is measured
const HURRY = 2;                         // px a ms: faster than one can look at covers
const A_FRAME = 2;                       // cards out of view that are brought up to date in one frame, at least

export class Pace {
  constructor() {
    this.y = 0;
    this.way = 0;                        // 1 down, -1 up
    this.cards = A_FRAME;                // out of view to do in a frame, so that they are there before the window is
    this.hurries = false;                // no cover is fetched for what only rushes by
    this.leaps = false;                  // further than the window is high, in one frame
    /** @type {{y: number, time: number}[]} */
    this.seen = [];
  }

  /**
   * The window has moved.
   * @param {number} y
   * @param {number} time of the frame
   * @param {{height: number, columns: number, step: number}} list `height` of the window, `step` from row to row, in px
   */
  move(y, time, { height, columns, step }) {
    const passed = y - this.y;
    const { seen } = this;
    if (!seen.length) seen.push({ y: this.y, time: time - 16 });
    seen.push({ y, time });
    while (seen.length > 2 && time - (seen[1]?.time ?? time) >= SPAN) seen.shift();
    const from = seen[0] ?? { y, time };
    this.y = y;
    this.way = Math.sign(passed);
    this.cards = Math.max(A_FRAME, Math.ceil(columns * (Math.abs(passed) / step)) + 1);
    this.leaps = Math.abs(passed) > height;
    this.hurries = this.leaps || Math.abs(y - from.y) > HURRY * Math.max(SPAN / 2, time - from.time);
  }

  rest() {
    this.seen = [];
    this.cards = A_FRAME;
    this.hurries = this.leaps = false;
  }
}
