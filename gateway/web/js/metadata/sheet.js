// A dialog with a form that is not lost by accident: what is not saved is asked about before it closes, in the same dialog.

import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';

/**
 * @typedef {object} Sheet
 * @property {HTMLDialogElement} dialog
 * @property {() => void} close without asking
 * @property {Promise<void>} closed
 * @property {(text: string) => void} complain says above the buttons what is wrong; '' nothing
 * @property {(busy: boolean) => void} wait
 */

/**
 * @param {object} options
 * @param {string} options.title
 * @param {string} [options.about] a line below the title
 * @param {import('../dom.js').Child[]} options.body
 * @param {string} options.save what the button says
 * @param {() => void} options.onSave
 * @param {() => boolean} options.dirty whether something would be lost
 * @param {import('../dom.js').Child} [options.extra] at the start of the foot
 * @param {boolean} [options.small]
 * @returns {Sheet}
 */
export function openSheet({ title, about, body, save, onSave, dirty, extra, small = false }) {
  let ended = false;
  const before = document.activeElement;
  const trouble = h('p', { class: 'hint-bad', role: 'alert' });
  const button = h('button', { class: 'btn btn-spot', type: 'submit' }, save);
  const foot = h('div', { class: 'sheet-foot' });
  const form = h('form', { class: 'sheet-form', novalidate: true, onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!button.disabled) onSave();
  } },
  h('header', { class: 'sheet-head' }, h('div', null, h('h2', { id: 'sheet-title', tabindex: -1 }, title), about && h('p', { class: 'quiet small' }, about)),
    h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('sheet.close'), onclick: () => leave() }, icon('x'))),
  h('div', { class: 'sheet-body' }, ...body), trouble, foot);
  const dialog = h('dialog', { class: small ? 'sheet-edit sheet-small' : 'sheet-edit', 'aria-labelledby': 'sheet-title' }, form);

  const buttons = () => replace(foot, extra, h('span', { class: 'push' }),
    h('button', { class: 'btn', type: 'button', onclick: () => leave() }, t('sheet.cancel')), button);
  const asks = () => {
    const stay = h('button', { class: 'btn', type: 'button', onclick: () => { buttons(); button.focus(); } }, t('sheet.stay'));
    replace(foot, h('p', { class: 'sheet-ask', role: 'alert' }, t('sheet.unsaved')), h('span', { class: 'push' }),
      h('button', { class: 'btn btn-danger', type: 'button', onclick: () => end() }, t('sheet.discard')), stay);
    stay.focus();
  };
  const leave = () => { if (dirty()) asks(); else end(); };
  const end = () => {
    ended = true;
    dialog.close();
  };
  /** @param {BeforeUnloadEvent} event */
  const unload = (event) => { if (dirty()) event.preventDefault(); };

  dialog.addEventListener('cancel', (event) => { event.preventDefault(); leave(); });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      leave();
    } else if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  dialog.addEventListener('pointerdown', (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    leave();
  });
  const closed = new Promise((/** @type {(value: void) => void} */ done) => {
    dialog.addEventListener('close', () => {
      if (!ended) {
        afterLogin(() => dialog.showModal());              // a login closes every dialog; what was typed here is kept
        return;
      }
      window.removeEventListener('beforeunload', unload);
      dialog.remove();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
      done();
    });
  });
  window.addEventListener('beforeunload', unload);
  buttons();
  document.body.append(dialog);
  dialog.showModal();
  return {
    dialog, closed, close: end,
    complain: (text) => replace(trouble, text && icon('circle-alert', 'i-s'), text),
    wait: (busy) => {
      button.disabled = busy;
      button.textContent = busy ? t('sheet.saving') : save;
    },
  };
}

/** @param {() => void} go */
function afterLogin(go) {
  const root = document.documentElement;
  if (!root.dataset.lock) return go();
  const watch = new MutationObserver(() => {
    if (root.dataset.lock) return;
    watch.disconnect();
    go();
  });
  watch.observe(root, { attributes: true, attributeFilter: ['data-lock'] });
}
