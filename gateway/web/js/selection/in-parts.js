// Work on very many items, a part at a time: shows how far it is, and can be stopped between two parts.

import { openDialog } from '../dialog.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';

/** Shows how far it is; closing it, by Esc too, is stopping. @param {number} all */
function working(all) {
  const said = h('p', { class: 'quiet num', role: 'status' }, t('parts.done', { done: 0, n: all }));
  const meter = h('progress', { class: 'meter meter-l', max: all, value: 0, 'aria-label': t('parts.title') });
  const { dialog } = openDialog(t('parts.title'), [said, meter,
    h('form', { class: 'dialog-foot', method: 'dialog' }, h('button', { class: 'btn' }, t('parts.stop')))], 'dialog-working');
  return {
    stopped: () => !dialog.open,
    /** @param {number} done */
    at: (done) => {
      meter.value = done;
      said.textContent = t('parts.done', { done, n: all });
    },
    close: () => dialog.close(''),
  };
}

/**
 * Works on a list, in the order of it. What fits into one part shows nothing.
 * @template T
 * @param {T[]} list
 * @param {number} size of a part
 * @param {(part: T[]) => Promise<unknown>} work
 * @returns {Promise<boolean>} whether all of it was done; false where somebody stopped it
 */
export async function inParts(list, size, work) {
  const sign = list.length > size ? working(list.length) : null;
  try {
    for (let at = 0; at < list.length; at += size) {
      if (sign?.stopped()) return false;
      await work(list.slice(at, at + size));
      sign?.at(Math.min(at + size, list.length));
    }
    return true;
  } finally {
    sign?.close();
  }
}
