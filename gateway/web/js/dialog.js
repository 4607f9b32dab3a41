// Dialogs, used only for what cannot be undone and for help. Esc and a press outside close them.

import { h } from './dom.js';
import { t } from './i18n.js';

let opened = 0;

/**
 * Shows a dialog until it is closed.
 * @param {string} title
 * @param {import('./dom.js').Child[]} body
 * @param {string} [extraClass] `dialog-working`: a press outside does not end it
 * @returns {{dialog: HTMLDialogElement, closed: Promise<string>}} `closed` gives the value it was closed with
 */
export function openDialog(title, body, extraClass = '') {
  opened += 1;
  const id = `dialog-${opened}`;                           // one may lie over another
  const heading = h('h2', { id }, title);
  const dialog = h('dialog', { class: `dialog ${extraClass}`.trim(), 'aria-labelledby': id }, heading, ...body);
  const closed = new Promise((/** @type {(value: string) => void} */ done) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      done(dialog.returnValue);
    });
  });
  dialog.addEventListener('pointerdown', (event) => {
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (event.target === dialog && !inside && !dialog.matches('.dialog-working')) dialog.close('');
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, closed };
}

/**
 * Asks once.
 * @param {{title: string, text: string, yes: string, no?: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export async function ask({ title, text, yes, no = t('dialog.cancel'), danger = false }) {
  const { closed } = openDialog(title, [
    h('p', { class: 'quiet' }, text),
    h('form', { class: 'dialog-foot', method: 'dialog' },
      h('button', { class: 'btn', value: '' }, no), h('button', { class: danger ? 'btn btn-danger' : 'btn btn-spot', value: 'yes' }, yes)),
  ]);
  return await closed === 'yes';
}
