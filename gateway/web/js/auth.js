// Who is logged in. Wherever a 401 comes from, the login opens over the page, and the page goes on afterwards.

import { ApiError, get, onUnauthorized, send } from './api.js';
import { h, replace } from './dom.js';
import { t } from './i18n.js';
import { lock } from './lock.js';
import { claim, lastUser, leave } from './offline/owner.js';
import * as state from './state.js';
import { toast } from './toast.js';

/** @typedef {import('./types.js').User} User */

/** @type {Promise<void> | null} */
let asking = null;

/** What the card is filled with; where it does not come, such as from a server that has another build by now, a new page is the way. @param {HTMLElement} card */
async function forms(card) {
  try {
    const [own, invited] = await Promise.all([import('./auth-forms.js'), import('./auth-invite.js')]);
    return { ...own, ...invited };
  } catch (error) {
    replace(card, h('div', { class: 'login-head' }, h('h1', { id: 'login-title' }, t('error.notArrived')), h('p', { class: 'quiet' }, t('error.page'))),
      h('button', { class: 'btn btn-spot btn-l btn-wide', type: 'button', onclick: () => location.reload() }, t('error.again')));
    throw error;
  }
}

/**
 * Opens the right form, and returns who logged in.
 * @param {boolean} known
 * @returns {Promise<User>}
 */
async function ask(known) {
  const { card, close } = lock(known);
  const { firstAdmin, signIn, unreachable, followInvite } = await forms(card);
  const user = await new Promise((/** @type {(user: User) => void} */ done) => {
    const choose = async () => {
      try {
        const { required, registration } = await get('/api/auth/setup');
        const note = location.pathname === '/' ? '' : t('auth.goOn');
        const options = { registration, done, note: known ? t('auth.kept') : note };
        if (required) firstAdmin(card, { done, over: choose });
        else if (!(await followInvite(card, options))) signIn(card, options);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        unreachable(card, error.detail, choose);
      }
    };
    void choose();
  });
  close();
  return user;
}

/**
 * Asks for a login, once for all who want one. Ends when somebody has logged in.
 * @returns {Promise<void>}
 */
export function requireLogin() {
  /** @returns {Promise<void>} */
  const run = async () => {
    const before = state.get('user');
    const user = await ask(before !== null);
    await claim(user);
    if (before && before.id !== user.id) {
      location.reload();                       // somebody else: nothing of the one before may stay
      return new Promise(() => {});
    }
    state.set({ user });
  };
  asking ??= run().finally(() => { asking = null; });
  return asking;
}

/** Who is logged in; without a network, who was here last. @returns {Promise<User | null>} */
async function whoIsThere() {
  try {
    const { user } = await get('/api/auth/check');
    if (user) await claim(user);
    return user;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.code === 'offline' ? lastUser() : null;
  }
}

/** Learns who is logged in, and asks for a login where nobody is. */
export async function begin() {
  onUnauthorized(requireLogin);
  const user = await whoIsThere();
  if (user) state.set({ user });
  else await requireLogin();
}

/** What could not be sent stays on this device until its owner is back: that has to be known. @param {number} n changes */
async function askToLeave(n) {
  const { ask } = await import('./dialog.js');
  return ask({ title: t('auth.unsent', { n }), text: t('auth.unsentText'), yes: t('shell.signOut'), no: t('auth.stay'), danger: true });
}

/** Ends the session; nothing of it stays in the page. @param {() => void} [then] where to go */
export async function signOut(then = () => location.assign('/')) {
  try {
    const { flush } = await import('./offline/outbox.js');
    await flush();                                         // what was read goes before the session does
    const n = state.get('waiting');
    if (n && !(await askToLeave(n))) return;
    await send('POST', '/api/auth/logout');
    await leave();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(t('auth.stillIn', { reason: error.detail }));
    return;
  }
  then();
}

export function isAdmin() {
  return state.get('user')?.role === 'admin';
}
