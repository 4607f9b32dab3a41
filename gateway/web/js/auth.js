// Who is logged in. Wherever a 401 comes from, the login opens over the page, and the page goes on afterwards.

import { ApiError, get, onUnauthorized, send } from './api.js';
import { h, replace } from './dom.js';
import { t } from './i18n.js';
import { lock } from './lock.js';
import { claim, lastUser, leave, onOwner } from './offline/owner.js';
import * as state from './state.js';
import { toast } from './toast.js';

/** @typedef {import('./types.js').User} User */

const [SOON, PATIENCE] = [1000, 4000];                     // ms; then who was here last is taken to be there still; nobody signs out

/** @type {Promise<void> | null} */
let asking = null;

/** The module that fills the card. Where it does not come, such as when the server has another build by now, the page is loaded anew. @param {HTMLElement} card */
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
function requireLogin() {
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

/** Who the server says is logged in; undefined where it does not say. @returns {Promise<User | null | undefined>} */
async function whoIsThere() {
  try {
    const { user } = await get('/api/auth/check');
    if (user) await claim(user);
    return user;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return undefined;
  }
}

/** The server has answered at last who is logged in; until then the page was that of the last person here. @param {User | null | undefined} user @returns {unknown} */
function recognise(user) {
  if (user === undefined) return undefined;                // it still does not answer
  if (!user) return requireLogin();
  return user.id === state.get('user')?.id ? state.set({ user }) : location.reload();
}

/** Learns who is logged in, and asks for a login where nobody is. */
export async function begin() {
  onUnauthorized(requireLogin);
  onOwner(() => {
    const user = state.get('user');
    if (user && lastUser()?.id !== user.id) location.reload();   // another tab signed out, or somebody else in
  });
  const answer = whoIsThere();
  const last = lastUser();
  const soon = new Promise((/** @type {(nothing: undefined) => void} */ resolve) => setTimeout(resolve, state.get('online') ? SOON : 0));
  const said = await (last ? Promise.race([answer, soon]) : answer);
  const user = said === undefined ? last : said;
  if (!user) return requireLogin();
  state.set({ user });
  if (said === undefined) void answer.then(recognise);
  return undefined;
}

/**
 * What could not be sent is lost when its owner signs out: says so, and offers to try again.
 * @param {number} n changes
 * @returns {Promise<string>} 'leave', 'send' or ''
 */
async function askToLeave(n) {
  const { openDialog } = await import('./dialog.js');
  const answer = (/** @type {string} */ value, /** @type {string} */ text, kind = '') => h('button', { class: `btn ${kind}`.trim(), value }, text);
  return openDialog(t('auth.unsent', { n }), [h('p', { class: 'quiet' }, t('auth.unsentText', { n }), ' ', h('a', { class: 'link', href: '/offline', onclick: () => document.querySelector('dialog')?.close('') }, t('auth.unsentShow'))),
    h('form', { class: 'dialog-foot', method: 'dialog' }, answer('', t('auth.stay')), answer('leave', t('auth.leaveThem'), 'btn-danger'), answer('send', t('offline.sendNow'), 'btn-spot'))]).closed;
}

/** Sends what waits, as often as somebody wants to try. @returns {Promise<boolean>} whether the session may end */
async function nothingIsLost() {
  const { flush } = await import('./offline/outbox.js');
  for (;;) {
    await flush();                                         // what was read goes before the session does
    const n = state.get('waiting');
    if (!n) return true;
    await get('/api/auth/check', {}, { patience: PATIENCE }); // without the server nobody signs out, and nothing has to be asked
    const answer = await askToLeave(n);
    if (answer !== 'send') return answer === 'leave';
  }
}

/** Ends the session; nothing of it stays in the page. @param {() => void} [then] where to go */
export async function signOut(then = () => location.assign('/')) {
  try {
    if (!(await nothingIsLost())) return;
    const user = state.get('user');
    await send('POST', '/api/auth/logout');
    if (user) (await import('./offline/outbox.js')).forget(user.id);
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
