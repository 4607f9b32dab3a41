// The forms of the login: sign in, ask for an account, make the first admin.

import { ApiError, send } from './api.js';
import { brand } from './brand.js';
import { h, icon, replace } from './dom.js';
import { t } from './i18n.js';

/**
 * @typedef {import('./types.js').User} User
 * @typedef {object} FormParts
 * @property {string} title
 * @property {string} lead
 * @property {Element[]} fields
 * @property {string} label of the button
 * @property {string} busy of the button while the server thinks
 * @property {(values: Record<string, string>) => Promise<void>} submit
 * @property {(Node | false)[]} [foot]
 */

/**
 * @param {string} label
 * @param {Record<string, any>} input attributes
 * @param {string} [hint]
 */
function field(label, input, hint) {
  return h('label', { class: 'field' }, h('span', null, label), h('input', { class: 'input', ...input, required: true }),
    hint && h('span', { class: 'hint' }, hint));
}

/**
 * @param {string} autocomplete
 * @param {string} [hint]
 */
export function password(autocomplete, hint) {
  const input = h('input', { class: 'input', id: 'login-password', type: 'password', name: 'password', autocomplete, required: true, maxlength: 1024 });
  const eye = h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('auth.show'), 'aria-pressed': 'false',
    onclick: () => {
      const show = input.type === 'password';
      input.type = show ? 'text' : 'password';
      eye.setAttribute('aria-pressed', String(show));
    } }, icon('eye'));
  if (hint) input.setAttribute('aria-describedby', 'login-hint');
  return h('div', { class: 'field' }, h('label', { for: 'login-password' }, t('auth.password')),
    h('span', { class: 'pass' }, input, eye), hint && h('span', { class: 'hint', id: 'login-hint' }, hint));
}

export const username = () => field(t('auth.name'), { name: 'username', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', maxlength: 64 });

/**
 * Fills the card with one form.
 * @param {HTMLElement} card
 * @param {FormParts} parts
 */
export function fill(card, { title, lead, fields, label, busy, submit, foot = [] }) {
  const message = h('div', { role: 'alert' });
  const button = h('button', { class: 'btn btn-spot btn-l btn-wide' }, label);
  let working = false;
  /** @param {string} text */
  const say = (text) => replace(message, text && h('div', { class: 'notice notice-bad' }, icon('circle-alert'), h('div', null, text)));
  /** @param {boolean} on */
  const work = (on) => {
    working = on;
    button.textContent = on ? busy : label;
    button.setAttribute('aria-disabled', String(on));
  };
  const form = h('form', { method: 'post', action: '/', onsubmit: async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (working) return;
    const values = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value)]));
    work(true);
    try {
      await submit(values);
      say('');
      work(false);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.retryAfter) await countDown(error, say, button);
      else say(sentence(error));
      work(false);
      const secret = form.elements.namedItem(error.code === 'setup_code_wrong' ? 'code' : 'password');
      if (secret instanceof HTMLInputElement && error.status) {
        secret.focus();
        secret.select();
      }
    }
  } }, message, ...fields, button);
  replace(card, h('div', { class: 'login-brand' }, ...brand()),
    h('div', { class: 'login-head' }, h('h1', { id: 'login-title' }, title), h('p', { class: 'quiet' }, lead)), form, ...foot);
  card.querySelector('input')?.focus();
}

/** @param {ApiError} error */
function sentence(error) {
  if (error.code === 'offline') return t('auth.offline');
  if (error.code === 'login_failed') return t('auth.wrong');
  return error.detail;
}

/**
 * Counts the seconds down that the server asks to wait.
 * @param {ApiError} error
 * @param {(text: string) => void} say
 * @param {HTMLElement} button
 */
async function countDown(error, say, button) {
  say(error.code === 'login_throttled' ? t('auth.throttled') : error.detail);
  for (let left = error.retryAfter ?? 0; left > 0 && button.isConnected; left--) {
    button.textContent = t('auth.againIn', { n: left });
    await new Promise((done) => setTimeout(done, 1000));
  }
  say('');
}

/**
 * @param {HTMLElement} card
 * @param {{registration: 'off' | 'approval' | 'open', note: string, done: (user: User) => void, notice?: string}} options
 */
export function signIn(card, options) {
  const { registration, note, done, notice } = options;
  const ask = registration === 'open' ? t('auth.makeAccount') : t('auth.askAccount');
  fill(card, {
    title: t('auth.signIn'), lead: t('auth.to', { host: location.hostname }), fields: [username(), password('current-password')],
    label: t('auth.signIn'), busy: t('auth.signingIn'),
    submit: async (values) => done((await send('POST', '/api/auth/login', values)).user),
    foot: [
      Boolean(note) && h('p', { class: 'quiet small' }, note),
      registration !== 'off' && h('p', { class: 'quiet small' }, t('auth.noAccount'), ' ',
        h('button', { class: 'link', type: 'button', onclick: () => register(card, options) }, ask)),
    ],
  });
  if (notice) {
    card.querySelector('form')?.prepend(h('div', { class: 'notice notice-ok', role: 'status' }, icon('circle-check'), h('div', null, notice)));
  }
}

/**
 * @param {HTMLElement} card
 * @param {Parameters<typeof signIn>[1]} options
 */
function register(card, options) {
  const open = options.registration === 'open';
  fill(card, {
    title: open ? t('auth.makeAccount') : t('auth.askAccount'),
    lead: open ? t('auth.makeLead') : t('auth.askLead'),
    fields: [username(), password('new-password', t('auth.passwordHint'))],
    label: open ? t('auth.makeIt') : t('auth.ask'), busy: t('auth.asking'),
    submit: async (values) => {
      const { user } = await send('POST', '/api/auth/register', values);
      if (user.status === 'active') options.done((await send('POST', '/api/auth/login', values)).user);
      else signIn(card, { ...options, notice: t('auth.asked') });
    },
    foot: [h('p', { class: 'quiet small' }, h('button', { class: 'link', type: 'button', onclick: () => signIn(card, options) }, t('auth.back')))],
  });
}

/**
 * @param {HTMLElement} card
 * @param {{done: (user: User) => void, over: () => void}} options `over` is called where somebody else was quicker
 */
export function firstAdmin(card, { done, over }) {
  fill(card, {
    title: t('auth.first'),
    lead: t('auth.firstLead'),
    fields: [
      field(t('auth.code'), { name: 'code', class: 'input input-code', autocomplete: 'one-time-code', autocapitalize: 'characters', spellcheck: 'false' },
        t('auth.codeHint')),
      username(), password('new-password', t('auth.passwordHint')),
    ],
    label: t('auth.create'), busy: t('auth.creating'),
    submit: async (values) => {
      try {
        done((await send('POST', '/api/auth/setup', { ...values, code: (values.code ?? '').trim() })).user);
      } catch (error) {
        if (error instanceof ApiError && error.code === 'setup_done') over();
        else throw error;
      }
    },
  });
}

/**
 * What stands in the card while the server does not answer.
 * @param {HTMLElement} card
 * @param {string} text
 * @param {() => void} retry
 */
export function unreachable(card, text, retry) {
  const button = h('button', { class: 'btn btn-spot btn-l btn-wide', type: 'button', onclick: retry }, t('error.again'));
  replace(card, h('div', { class: 'login-brand' }, ...brand()),
    h('div', { class: 'login-head' }, h('h1', { id: 'login-title' }, t('error.noAnswer')), h('p', { class: 'quiet' }, text)), button);
  button.focus();
}
