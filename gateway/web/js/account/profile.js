// One's own account: name and role, the password, and a copy of one's own data.

import { ApiError, get, send } from '../api.js';
import { block, button, field, readout } from '../admin/parts.js';
import { seesWords } from '../admin/grants.js';
import { h, icon, replace } from '../dom.js';
import { day, number } from '../format.js';
import { t } from '../i18n.js';
import { attempt, toast } from '../toast.js';

/** @param {any} user */
export function profileBlock(user) {
  return block(user.username, null, readout([[t('users.role'), user.role === 'admin' ? t('users.admin') : t('users.reader')], [t('users.sees'), seesWords(user.libraries)],
    [t('users.age'), user.age_limit === null ? null : number(user.age_limit)], [t('account.here'), day(user.created_at)]]));
}

/** @param {() => Promise<unknown>} changed @param {string} name for whoever keeps passwords */
export function passwordBlock(changed, name) {
  const message = h('div', { role: 'alert' });
  const input = (/** @type {string} */ key, /** @type {string} */ autocomplete) => h('input', { class: 'input', type: 'password', name: key, required: true, minlength: key === 'new' ? 8 : null, maxlength: 1024, autocomplete });
  const go = h('button', { class: 'btn' }, t('account.changePassword'));
  const form = h('form', { class: 'form-stack form-narrow', onsubmit: async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (go.getAttribute('aria-disabled') === 'true') return;
    go.setAttribute('aria-disabled', 'true');
    const values = new FormData(form);
    try {
      await send('POST', '/api/auth/password', { current_password: String(values.get('current')), new_password: String(values.get('new')) });
      form.reset();
      replace(message);
      toast(t('account.passwordChanged'));
      await attempt(changed);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      replace(message, h('p', { class: 'hint-bad' }, icon('circle-alert', 'i-s'), error.detail));
    } finally {
      go.setAttribute('aria-disabled', 'false');
    }
  } }, h('input', { type: 'text', name: 'username', autocomplete: 'username', value: name, hidden: true, readonly: true }), field(t('account.currentPassword'), input('current', 'current-password')),
  field(t('account.newPassword'), input('new', 'new-password'), t('auth.passwordHint')), message, h('div', null, go));
  return block(t('auth.password'), null, h('p', { class: 'quiet small' }, t('account.passwordAbout')), form);
}

/** Saves all that is kept of them as a file. @param {string} username */
export async function takeAlong(username) {
  const [account, reading] = await Promise.all([get('/api/auth/export'), get('/api/mine')]);
  const file = new Blob([JSON.stringify({ ...account, ...reading }, null, 1)], { type: 'application/json' });
  const address = URL.createObjectURL(file);
  const link = h('a', { href: address, download: `quarterbin-${username}-${new Date().toISOString().slice(0, 10)}.json` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  toast(t('account.exported'));
}

/** @param {string} username */
export function exportBlock(username) {
  const go = button(t('account.export'), 'download', async () => {
    go.setAttribute('aria-disabled', 'true');
    await attempt(() => takeAlong(username));
    go.setAttribute('aria-disabled', 'false');
  });
  return block(t('account.data'), null, h('p', { class: 'quiet' }, t('account.dataAbout')), h('div', null, go));
}
