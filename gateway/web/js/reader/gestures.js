// Fingers and mouse: a tap, a tap after a tap, a swipe that follows the finger, a mouse that drags, two fingers that pinch.
// Scrolling with one finger stays the browser's.

/** @typedef {{x: number, y: number}} Point pixels of the window */
/**
 * @typedef {object} Handlers
 * @property {(at: Point, again: boolean) => void} onTap again: soon after another one at the same place
 * @property {() => boolean} canSwipe
 * @property {(dx: number) => void} onSwipe pixels from where it began
 * @property {(dx: number, over: boolean) => void} onRelease `over`: far or fast enough to turn
 * @property {(dx: number, dy: number) => void} onPan the mouse drags by so many pixels
 * @property {(times: number, at: Point) => void} onZoom so many times as large as when the fingers came down, or a wheel's step
 * @property {() => void} onPinch two fingers have come down
 */

const SLOP = 10;                         // px that a finger may move while it taps
const LONG_PRESS = 600;                  // ms; a longer press is no tap
const AGAIN = 320;                       // ms within which a second tap is a double tap,
const AGAIN_NEAR = 40;                   // and px from the first one
const FAR = 0.22;                        // of the window's width, or
const FAST = 0.4;                        // px a ms: then a swipe turns the page

/**
 * @param {HTMLElement} root
 * @param {string} ground selector of what may be touched
 * @param {Handlers} handlers
 * @param {AbortSignal} signal
 */
export function gestures(root, ground, handlers, signal) {
  /** @type {{id: number, x: number, y: number, at: number, dx: number, speed: number, last: number, swiping: boolean, panning: boolean, mouse: boolean, seen: Point} | null} */
  let touch = null;
  /** @type {(Point & {time: number}) | null} */
  let tapped = null;
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
    const { clientX: x, clientY: y, timeStamp } = event;
    touch = { id: event.pointerId, x, y, at: timeStamp, dx: 0, speed: 0, last: timeStamp, swiping: false, panning: false, mouse: event.pointerType === 'mouse', seen: { x, y } };
  }, { signal });

  root.addEventListener('pointermove', (event) => {
    if (!touch || event.pointerId !== touch.id) return;
    const dx = event.clientX - touch.x;
    const dy = event.clientY - touch.y;
    if (touch.mouse) {
      if (!touch.panning && Math.hypot(dx, dy) < SLOP) return;
      if (!touch.panning) root.setPointerCapture(event.pointerId);
      touch.panning = true;
      handlers.onPan(event.clientX - touch.seen.x, event.clientY - touch.seen.y);
      touch.seen = { x: event.clientX, y: event.clientY };
      return;
    }
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
    const panned = touch.panning;
    touch = null;
    if (!still || !short || panned) return;
    const at = { x: event.clientX, y: event.clientY };
    const again = tapped !== null && event.timeStamp - tapped.time < AGAIN && Math.hypot(at.x - tapped.x, at.y - tapped.y) < AGAIN_NEAR;
    tapped = again ? null : { ...at, time: event.timeStamp };
    handlers.onTap(at, again);
  }, { signal });

  root.addEventListener('pointercancel', (event) => {
    fingers.delete(event.pointerId);
    if (event.pointerId === touch?.id) release(false);
  }, { signal });

  pinch(root, ground, handlers, signal);
}

/** @param {HTMLElement} root @param {string} ground @param {Handlers} handlers @param {AbortSignal} signal */
function pinch(root, ground, { onPinch, onZoom }, signal) {
  let apart = 0;
  const measure = (/** @type {TouchEvent} */ { touches: [a, b] }) => ({
    apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
    at: { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 },
  });
  const options = { signal, passive: false };
  root.addEventListener('touchstart', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    apart = 0;
    if (event.touches.length !== 2 || !target?.closest(ground)) return;
    event.preventDefault();
    ({ apart } = measure(event));
    onPinch();
  }, options);
  root.addEventListener('touchmove', (event) => {
    if (!apart || event.touches.length !== 2) return;
    event.preventDefault();
    const now = measure(event);
    onZoom(now.apart / apart, now.at);
  }, options);
  root.addEventListener('touchend', () => { apart = 0; }, options);
  // Safari tells of a pinch on a trackpad in events of its own, elsewhere it is a wheel with Ctrl.
  for (const name of ['gesturestart', 'gesturechange']) {
    root.addEventListener(name, (event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (!target?.closest(ground)) return;
      event.preventDefault();
      if (apart) return;                                   // fingers on glass: the touches have told of it
      const { scale, clientX: x, clientY: y } = /** @type {any} */ (event);
      if (name === 'gesturestart') onPinch();
      else onZoom(scale, { x, y });
    }, options);
  }
  root.addEventListener('wheel', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!event.ctrlKey || !target?.closest(ground)) return;
    event.preventDefault();
    onPinch();
    onZoom(Math.exp(-Math.max(-50, Math.min(50, event.deltaY)) * 0.01), { x: event.clientX, y: event.clientY });
  }, options);
}
