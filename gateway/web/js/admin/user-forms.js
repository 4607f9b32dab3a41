// Making an account, changing it, and taking it away.

import { send } from '../api.js';
import { ask } from '../dialog.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { attempt, toast } from '../toast.js';
import { formDialog } from './form-dialog.js';
import { grantFields } from './grants.js';
import { button, field, toggle } from './parts.js';

/** @typedef {import('./grants.js').Grants} Grants */
/** @typedef {Grants & {id: string, username: string, status: 'active' | 'pending' | 'disabled', created_at: string, last_login_at: string | null}} Account */

function newPassword() {
  return field(t('users.password'), h('input', { class: 'input', type: 'password', name: 'password', required: true, minlength: 8, maxlength: 1024, autocomplete: 'new-password' }), t('auth.passwordHint'));
}

/** @returns {Promise<boolean>} whether one was made */
export function addUser() {
  const grants = grantFields();
  const name = h('input', { class: 'input', name: 'username', required: true, maxlength: 64, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
  return formDialog({
    title: t('users.add'), yes: t('users.make'), body: [field(t('auth.name'), name), newPassword(), grants.element],
    submit: async (values) => {
      await send('POST', '/api/users', { username: name.value, password: String(values.get('password')), ...grants.read() });
      toast(t('users.made', { name: name.value }));
    },
  });
}

/** @param {Account} user */
function resetPassword(user) {
  return formDialog({
    title: t('users.resetTitle', { name: user.username }), yes: t('users.reset'),
    body: [h('p', { class: 'quiet small' }, t('users.resetText')), newPassword()],
    submit: async (values) => {
      await send('POST', `/api/users/${user.id}/password`, { new_password: String(values.get('password')) });
      toast(t('users.resetDone', { name: user.username }));
    },
  });
}

/** @param {Account} user @returns {Promise<boolean>} */
export async function removeUser(user) {
  const yes = await ask({ title: t('users.removeTitle', { name: user.username }), text: t('users.removeText'), yes: t('users.remove'), no: t('users.keep'), danger: true });
  return yes && attempt(async () => {
    await send('DELETE', `/api/users/${user.id}`);
    toast(t('users.removed', { name: user.username }));
  });
}

/** @param {Account} user @param {() => Promise<unknown>} again */
export async function editUser(user, again) {
  const grants = grantFields(user);
  const self = user.id === state.get('user')?.id;
  const open = toggle(t('users.mayLogIn'), { name: 'open', checked: user.status === 'active', disabled: self });
  const leave = (/** @type {() => Promise<boolean>} */ act) => async () => {
    document.querySelector('dialog')?.close('');
    if (await act()) await again();
  };
  const before = { role: user.role, libraries: user.libraries, age_limit: user.age_limit, status: user.status === 'active' ? 'active' : 'disabled' };
  const patch = (/** @type {object} */ what) => send('PATCH', `/api/users/${user.id}`, what);
  const done = await formDialog({
    title: t('users.edit', { name: user.username }), yes: t('admin.save'),
    body: [grants.element, open, self && h('p', { class: 'hint' }, t('users.yourself'))],
    more: [button(t('users.reset'), 'keyboard', leave(() => resetPassword(user)), { class: 'btn btn-ghost' }),
      !self && button(t('users.remove'), 'trash-2', leave(() => removeUser(user)), { class: 'btn btn-ghost btn-danger push' })],
    submit: async () => {
      const active = open.querySelector('input')?.checked;
      await patch({ ...grants.read(), ...(self ? {} : { status: active ? 'active' : 'disabled' }) });
      toast(t('users.saved', { name: user.username }), { onUndo: async () => {
        await patch(before);
        await again();
      } });
    },
  });
  if (done) await again();
}
