// The link of an invitation turns the login into the form of a new account. The token stands behind the #: no server log has it.

import { ApiError, send } from './api.js';
import { fill, password, username } from './auth-forms.js';
import { h } from './dom.js';
import { t } from './i18n.js';

/** @typedef {import('./types.js').User} User */
/** @typedef {{registration: 'off' | 'approval' | 'open', note: string, done: (user: User) => void}} Options */

/** The token of the address; '' where it is none of an invitation. */
export function inviteToken() {
  return location.pathname === '/invite' ? location.hash.slice(1) : '';
}

/**
 * Shows the form of an invitation where the address is one.
 * @param {HTMLElement} card
 * @param {Options} options
 * @returns {Promise<boolean>} false where there is none, or it opens nothing any more: then the login is asked for as ever
 */
export async function followInvite(card, options) {
  const token = inviteToken();
  if (!token) return false;
  try {
    const { invited_by: by } = await send('POST', '/api/auth/invite', { token });
    accept(card, token, by, options);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    options.note = error.detail;
    return false;
  }
}

/** @param {HTMLElement} card @param {string} token @param {string | null} by @param {Options} options */
function accept(card, token, by, options) {
  fill(card, {
    title: t('invite.welcome'), lead: by ? t('invite.from', { name: by }) : t('invite.fromNobody'),
    fields: [username(), password('new-password', t('auth.passwordHint'))],
    label: t('auth.makeIt'), busy: t('auth.asking'),
    submit: async (values) => {
      await send('POST', '/api/auth/register', { ...values, invite: token });
      const { user } = await send('POST', '/api/auth/login', values);
      history.replaceState(null, '', '/');                 // used up: nothing of it stays in the address
      options.done(user);
    },
    foot: [h('p', { class: 'quiet small' }, t('invite.host', { host: location.hostname }))],
  });
}
