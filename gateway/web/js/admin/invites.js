// Invitations: a link for one account, which says beforehand what that account may do.

import { get, send } from '../api.js';
import { ask, openDialog } from '../dialog.js';
import { h, replace } from '../dom.js';
import { day, dayAndTime } from '../format.js';
import { t } from '../i18n.js';
import { attempt, toast } from '../toast.js';
import { formDialog } from './form-dialog.js';
import { grantFields, seesWords } from './grants.js';
import { block, button, choice, copyField, field, table } from './parts.js';

/** @typedef {import('./grants.js').Grants & {id: string, note: string, invited_by: string | null, created_at: string, expires_at: string, used_at: string | null, used_by: string | null}} Invite */

/** Shows the link, which cannot be shown again. @param {string} link @param {string} until */
async function showLink(link, until) {
  const { dialog, closed } = openDialog(t('invite.link'), [
    h('p', { class: 'quiet' }, t('invite.linkText', { day: dayAndTime(until) })), copyField(t('invite.link'), link),
    h('div', { class: 'dialog-foot' }, button(t('admin.done'), '', () => dialog.close(''))),
  ], 'dialog-form-box');
  await closed;
}

/** @returns {Promise<boolean>} whether one was made */
export async function invite() {
  const grants = grantFields();
  const note = h('input', { class: 'input', name: 'note', maxlength: 200, autocomplete: 'off' });
  const days = choice('days', [['1', t('invite.days', { n: 1 })], ['7', t('invite.days', { n: 7 })], ['30', t('invite.days', { n: 30 })]], '7');
  /** @type {{path: string, expires_at: string} | null} */
  let made = null;
  const done = await formDialog({
    title: t('invite.title'), yes: t('invite.make'),
    body: [h('p', { class: 'quiet small' }, t('invite.about')), field(t('invite.for'), note, t('invite.forHint')), grants.element, field(t('invite.good'), days)],
    submit: async () => { made = await send('POST', '/api/users/invites', { ...grants.read(), note: note.value, days: Number(days.value) }); },
  });
  if (made) await showLink(`${location.origin}${/** @type {{path: string}} */ (made).path}`, /** @type {{expires_at: string}} */ (made).expires_at);
  return done;
}

/** @param {Invite} one */
function stateOf(one) {
  if (one.used_at) return h('span', { class: 'state state-ok' }, t('invite.used', { name: one.used_by ?? t('invite.someone') }));
  if (Date.parse(one.expires_at) < Date.now()) return h('span', { class: 'state' }, t('invite.over'));
  return h('span', { class: 'state state-info' }, t('invite.open', { day: day(one.expires_at) }));
}

/** @param {AbortSignal} signal */
export function invitesBlock(signal) {
  const holder = h('div');
  const load = async () => {
    /** @type {{items: Invite[]}} */
    const { items } = await get('/api/users/invites', {}, { signal });
    const row = (/** @type {Invite} */ one) => {
      const isOpen = !one.used_at && Date.parse(one.expires_at) > Date.now();
      const back = async () => {
        const yes = !isOpen || await ask({ title: t('invite.backTitle', { name: one.note || t('invite.noNote') }), text: t('invite.backText'), yes: t('invite.takeBack'), no: t('invite.keep'), danger: true });
        if (yes && await attempt(() => send('DELETE', `/api/users/invites/${one.id}`))) {
          toast(isOpen ? t('invite.takenBack') : t('invite.cleared'));
          await load();
        }
      };
      const label = isOpen ? t('invite.takeBack') : t('invite.clear');
      return h('tr', null, h('td', null, one.note || t('invite.noNote')), h('td', null, one.role === 'admin' ? t('users.admin') : t('users.reader')),
        h('td', { class: 'quiet' }, seesWords(one.libraries)), h('td', null, stateOf(one)), h('td', { class: 'quiet' }, one.invited_by ?? ''),
        h('td', { class: 'r' }, button(label, '', back, { class: 'btn btn-ghost', 'aria-label': t('name.labelled', { label, name: one.note || dayAndTime(one.created_at) }) })));
    };
    replace(holder, items.length ? table(t('invite.all'), [[t('invite.for')], [t('users.role')], [t('users.sees')], [t('users.state')], [t('invite.by')], ['', 'r']], items.map(row))
      : h('p', { class: 'quiet' }, t('invite.none')));
  };
  const make = async () => { if (await invite()) await load(); };
  return { element: block(t('invite.all'), button(t('invite.make'), 'user-plus', make, { class: 'btn push' }), holder), load };
}
