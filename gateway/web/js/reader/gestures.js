// Fingers and mouse: a tap in a third of the screen, a swipe that follows the finger. Scrolling and pinching stay the browser's.

/** @typedef {'left' | 'middle' | 'right'} Zone */
/**
 * @typedef {object} Handlers
 * @property {(zone: Zone) => void} onTap
 * @property {() => boolean} canSwipe
 * @property {(dx: number) => void} onSwipe pixels from where it began
 * @property {(dx: number, over: boolean) => void} onRelease `over`: far or fast enough to turn
 */

const SLOP = 10;
const LONG_PRESS = 600;
const FAR = 0.22;
const FAST = 0.4;

/**
 * @param {HTMLElement} root
 * @param {string} ground selector of what may be touched
 * @param {Handlers} handlers
 * @param {AbortSignal} signal
 */
export function gestures(root, ground, handlers, signal) {
  /** @type {{id: number, x: number, y: number, at: number, dx: number, speed: number, last: number, swiping: boolean, mouse: boolean} | null} */
  let touch = null;
  const fingers = new Set();

  const release = (/** @type {boolean} */ allowed) => {
    if (!touch) return;
    const { swiping, dx, speed } = touch;
    touch = null;
    if (!swiping) return;
    const same = Math.sign(speed) === Math.sign(dx);
    handlers.onRelease(dx, allowed && (same ? Math.abs(speed) > FAST || Math.abs(dx) > root.clientWidth * FAR : false));
  };

  root.addEventListener('pointerdown', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (event.pointerType !== 'mouse') fingers.add(event.pointerId);
    if (fingers.size > 1) return release(false);
    if (event.button !== 0 || !target?.closest(ground) || target.closest('a, button, input, label')) return;
    touch = { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp, dx: 0, speed: 0, last: event.timeStamp, swiping: false, mouse: event.pointerType === 'mouse' };
  }, { signal });

  root.addEventListener('pointermove', (event) => {
    if (!touch || event.pointerId !== touch.id || touch.mouse) return;
    const dx = event.clientX - touch.x;
    const dy = event.clientY - touch.y;
    if (!touch.swiping) {
      if (Math.abs(dx) < SLOP || Math.abs(dx) < Math.abs(dy) * 1.2 || !handlers.canSwipe()) return;
      touch.swiping = true;
      root.setPointerCapture(event.pointerId);
    }
    const passed = Math.max(1, event.timeStamp - touch.last);
    touch.speed = (dx - touch.dx) / passed * 0.6 + touch.speed * 0.4;
    touch.last = event.timeStamp;
    touch.dx = dx;
    handlers.onSwipe(dx);
  }, { signal });

  root.addEventListener('pointerup', (event) => {
    fingers.delete(event.pointerId);
    if (!touch || event.pointerId !== touch.id) return;
    const still = Math.hypot(event.clientX - touch.x, event.clientY - touch.y) < SLOP;
    const short = event.timeStamp - touch.at < LONG_PRESS;
    if (touch.swiping) return release(true);
    touch = null;
    if (!still || !short) return;
    const { left, width } = root.getBoundingClientRect();
    const at = (event.clientX - left) / width;
    handlers.onTap(at < 1 / 3 ? 'left' : at > 2 / 3 ? 'right' : 'middle');
  }, { signal });

  root.addEventListener('pointercancel', (event) => {
    fingers.delete(event.pointerId);
    if (event.pointerId === touch?.id) release(false);
  }, { signal });
}
