// A dialog with a form: it stays open, and says what went wrong, until its work succeeds or is given up.

import { ApiError } from '../api.js';
import { openDialog } from '../dialog.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { style, styled } from '../style.js';

style('admin');

/**
 * @param {object} parts
 * @param {string} parts.title
 * @param {import('../dom.js').Child[]} parts.body
 * @param {string} parts.yes label of the button
 * @param {boolean} [parts.danger]
 * @param {import('../dom.js').Child[]} [parts.more] buttons that do something else
 * @param {(values: FormData, form: HTMLFormElement) => Promise<unknown>} parts.submit
 * @returns {Promise<boolean>} whether it was done
 */
export async function formDialog({ title, body, yes, danger = false, more = [], submit }) {
  await styled();
  const message = h('div', { role: 'alert' });
  const go = h('button', { class: danger ? 'btn btn-danger' : 'btn btn-spot' }, yes);
  let working = false;
  const form = h('form', { class: 'dialog-form', method: 'dialog', onsubmit: async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (working) return;
    working = true;
    go.setAttribute('aria-disabled', 'true');
    try {
      await submit(new FormData(form), form);
      dialog.close('yes');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      replace(message, h('p', { class: 'hint-bad' }, icon('circle-alert', 'i-s'), error.detail));
    } finally {
      working = false;
      go.setAttribute('aria-disabled', 'false');
    }
  } }, ...body, message, h('div', { class: 'dialog-foot' }, ...more,
    h('button', { class: 'btn', type: 'button', onclick: () => dialog.close('') }, t('dialog.cancel')), go));
  const before = document.activeElement;
  const { dialog, closed } = openDialog(title, [form], 'dialog-form-box');
  const first = form.querySelector('input, select, textarea');
  if (first instanceof HTMLElement) first.focus();
  const value = await closed;
  if (before instanceof HTMLElement && before.isConnected) before.focus();
  return value === 'yes';
}
