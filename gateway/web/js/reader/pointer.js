// The mouse's arrow goes when it lies still over a page, and comes with the next movement.

const STILL = 2500;                      // ms

/** @param {HTMLElement} root */
export function restingPointer(root) {
  let timer = 0;
  root.addEventListener('pointermove', ({ pointerType }) => {
    clearTimeout(timer);
    root.removeAttribute('data-still');
    if (pointerType === 'mouse') timer = window.setTimeout(() => root.setAttribute('data-still', ''), STILL);
  });
}
