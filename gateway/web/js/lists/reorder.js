// Putting rows in another order: by the handle with the mouse or a finger, or with the arrow keys on it.

import { announce } from '../announce.js';
import { t } from '../i18n.js';

const EDGE = 90;                         // px at the edges of the window within which it scrolls along
const SPEED = 14;                        // px a frame

/**
 * @param {HTMLElement} list of rows, each with a `data-id` and a `.handle`
 * @param {(row: HTMLElement) => void} moved called when a row was put somewhere else
 */
export function reorder(list, moved) {
  /** @param {EventTarget | null} target */
  const rowOf = (target) => {
    const handle = target instanceof Element ? target.closest('.handle') : null;
    const row = handle?.closest('[data-id]');
    return row instanceof HTMLElement ? row : null;
  };
  /** @param {HTMLElement} row */
  const tell = (row) => announce(t('lists.position', { at: [...list.children].indexOf(row) + 1, total: list.children.length }));

  list.addEventListener('keydown', (event) => {
    const row = rowOf(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling?.nextElementSibling ?? null }[event.key];
    if (to === undefined || (event.key === 'ArrowUp' ? !row.previousElementSibling : !row.nextElementSibling)) return;
    event.preventDefault();
    list.insertBefore(row, to);
    const handle = row.querySelector('.handle');
    if (handle instanceof HTMLElement) handle.focus();
    tell(row);
    moved(row);
  });

  list.addEventListener('pointerdown', (event) => {
    const row = rowOf(event.target);
    if (!row || event.button !== 0) return;
    event.preventDefault();
    drag(list, row, event, () => {
      tell(row);
      moved(row);
    });
  });
}

/** @param {HTMLElement} list @param {HTMLElement} row @param {PointerEvent} start @param {() => void} done */
function drag(list, row, start, done) {
  const before = row.nextElementSibling;
  let y = start.clientY;
  let frame = 0;
  row.classList.add('is-dragged');
  list.setPointerCapture(start.pointerId);                 // not the row: it loses that whenever it is put elsewhere
  const place = () => {
    for (const other of list.children) {
      if (other === row) continue;
      const box = other.getBoundingClientRect();
      if (y < box.top || y > box.bottom) continue;
      const below = Boolean(row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
      const middle = box.top + box.height / 2;
      if (below && y > middle) list.insertBefore(row, other.nextElementSibling);
      else if (!below && y < middle) list.insertBefore(row, other);
      return;
    }
  };
  const follow = () => {
    const by = y < EDGE ? -SPEED : y > window.innerHeight - EDGE ? SPEED : 0;
    if (by) window.scrollBy(0, by);
    place();
    frame = requestAnimationFrame(follow);
  };
  const onMove = (/** @type {PointerEvent} */ event) => { y = event.clientY; };
  /** @param {boolean} keep */
  const end = (keep) => {
    cancelAnimationFrame(frame);
    row.classList.remove('is-dragged');
    list.removeEventListener('pointermove', onMove);
    document.removeEventListener('keydown', onKey, true);
    list.removeEventListener('lostpointercapture', drop);
    if (!keep) list.insertBefore(row, before);
    else if (row.nextElementSibling !== before) done();
  };
  const drop = () => end(true);
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    end(false);
  };
  list.addEventListener('pointermove', onMove);
  list.addEventListener('lostpointercapture', drop, { once: true });
  document.addEventListener('keydown', onKey, true);
  frame = requestAnimationFrame(follow);
}
