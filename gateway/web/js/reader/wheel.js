// The wheel turns pages, one by one, where there is nothing left to scroll: what is larger than the window scrolls first,
// and the rest of that movement is lost, so that nobody turns by accident.

/**
 * @typedef {object} Handlers
 * @property {() => boolean} canTurn
 * @property {(across: boolean, by: number) => boolean} scrolls whether there is more to be seen that way
 * @property {(step: 1 | -1, across: boolean) => void} onTurn
 */

/** Milliseconds without an event after which another movement begins. */
const PAUSE = 160;
/** Milliseconds after a turn or the end of scrolling before a notch of the wheel counts again. */
const REST = 350;
/** Pixels that mean it, and those of a notch of a wheel: a pad glides in smaller steps. */
const ENOUGH = 40;
const NOTCH = 100;
const LINE = 40;

/** @param {HTMLElement} root @param {Handlers} on @param {AbortSignal} signal */
export function wheel(root, { canTurn, scrolls, onTurn }, signal) {
  let last = -Infinity;
  let busy = -Infinity;
  let sum = 0;
  let spent = false;
  root.addEventListener('wheel', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.ctrlKey || !target?.closest('.stage, .end') || !canTurn()) return;
    const across = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const by = (across ? event.deltaX : event.deltaY) * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE);
    const now = event.timeStamp;
    if (now - last > PAUSE) {
      sum = 0;
      spent = false;
    }
    last = now;
    if (scrolls(across, by)) {
      spent = true;
      busy = now;
      return;
    }
    event.preventDefault();                 // else the page that comes would be scrolled by what turned to it
    sum += by;
    const meant = spent ? Math.abs(by) >= NOTCH && now - busy > REST : Math.abs(sum) >= ENOUGH;
    if (!meant) return;
    spent = true;
    busy = now;
    onTurn(by > 0 ? 1 : -1, across);
  }, { signal, passive: false });
}
