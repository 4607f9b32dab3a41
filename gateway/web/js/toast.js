// One line at the foot of the page, 8 s, with Undo. One at a time; it stays while it is hovered or focused.

import { ApiError, isAbort } from './api.js';
import { h, replace } from './dom.js';
import { t } from './i18n.js';

const LASTS = 8000;                      // ms

/** @type {(() => void) | null} */
let dismiss = null;

/**
 * @param {string} text
 * @param {{label?: string, onUndo?: () => unknown, stays?: boolean}} [options] a button that takes it back; `stays` until something else is said
 * @returns {() => void} takes the toast away
 */
export function toast(text, { label = t('toast.undo'), onUndo, stays = false } = {}) {
  dismiss?.();
  const holder = document.getElementById('toasts');
  if (!holder) return () => {};
  let timer = 0;
  const close = () => {
    clearTimeout(timer);
    if (dismiss === close) dismiss = null;
    line.remove();
  };
  const start = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (line.matches(':hover, :focus-within')) start();
      else close();
    }, LASTS);
  };
  const undo = () => {
    close();
    void attempt(async () => onUndo?.());
  };
  const button = onUndo && h('button', { class: 'btn', type: 'button', onclick: undo }, label);
  const line = h('div', { class: 'toast' }, h('span', null, text), button);
  replace(holder, line);
  dismiss = close;
  if (!stays) start();
  return close;
}

/**
 * Does what may be refused, and says here why where it is.
 * @param {() => Promise<unknown>} work
 * @returns {Promise<boolean>} whether it was done
 */
export async function attempt(work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (isAbort(error)) return false;                      // nobody waits for it any more
    if (error instanceof ApiError) {
      toast(error.detail);
      return false;
    }
    toast(t('error.page'), { label: t('error.again'), onUndo: () => location.reload() });   // such as a module that did not come
    throw error;
  }
}
