// API keys, for reading apps and scripts: the key is shown once, when it is made.

import { get, send } from '../api.js';
import { block, button, copyField, field, table } from '../admin/parts.js';
import { formDialog } from '../admin/form-dialog.js';
import { ask, openDialog } from '../dialog.js';
import { h, replace } from '../dom.js';
import { day } from '../format.js';
import { t } from '../i18n.js';
import { attempt, toast } from '../toast.js';

/** @typedef {{id: string, name: string, created_at: string, last_used_at: string | null}} Key */

/** @param {string} name @param {string} key */
async function showKey(name, key) {
  const { dialog, closed } = openDialog(t('account.keyMade', { name }), [
    h('p', { class: 'quiet' }, t('account.keyOnce')), copyField(t('account.key'), key), h('p', { class: 'quiet small' }, t('account.keyHow')),
    h('div', { class: 'dialog-foot' }, button(t('admin.done'), '', () => dialog.close(''))),
  ], 'dialog-form-box');
  await closed;
}

/** @param {AbortSignal} signal */
export async function keysBlock(signal) {
  const holder = h('div');
  const load = async () => {
    /** @type {{items: Key[]}} */
    const { items } = await get('/api/auth/keys', {}, { signal });
    const row = (/** @type {Key} */ key) => {
      const revoke = async () => {
        const yes = await ask({ title: t('account.revokeTitle', { name: key.name }), text: t('account.revokeText'), yes: t('account.revoke'), danger: true });
        if (yes && await attempt(() => send('DELETE', `/api/auth/keys/${key.id}`))) {
          toast(t('account.revoked', { name: key.name }));
          await attempt(load);
        }
      };
      return h('tr', null, h('td', null, key.name), h('td', { class: 'quiet' }, day(key.created_at)), h('td', null, key.last_used_at ? day(key.last_used_at) : t('account.neverUsed')),
        h('td', { class: 'r' }, button(t('account.revoke'), '', revoke, { class: 'btn btn-ghost btn-danger', 'aria-label': t('name.labelled', { label: t('account.revoke'), name: key.name }) })));
    };
    replace(holder, items.length ? table(t('account.keys'), [[t('auth.name')], [t('account.made')], [t('account.lastUsed')], ['', 'r']], items.map(row)) : h('p', { class: 'quiet' }, t('account.noKeys')));
  };
  const make = async () => {
    const name = h('input', { class: 'input', name: 'name', required: true, maxlength: 64, autocomplete: 'off' });
    /** @type {{name: string, key: string} | null} */
    let made = null;
    const done = await formDialog({ title: t('account.newKey'), yes: t('account.makeKey'), body: [field(t('account.keyName'), name, t('account.keyNameHint'))],
      submit: async () => { made = await send('POST', '/api/auth/keys', { name: name.value }); } });
    if (!done || !made) return;
    const { name: called, key } = /** @type {{name: string, key: string}} */ (made);
    await Promise.all([showKey(called, key), attempt(load)]);
  };
  await load();
  return block(t('account.keys'), button(t('account.newKey'), 'plus', make, { class: 'btn push' }), h('p', { class: 'quiet small' }, t('account.keysAbout')), holder);
}
