// Who may come in: accounts, those who wait to be let in, and invitations.

import { adminPage } from '../../admin/frame.js';
import { seesWords } from '../../admin/grants.js';
import { invitesBlock } from '../../admin/invites.js';
import { block, button, table } from '../../admin/parts.js';
import { addUser, editUser, removeUser } from '../../admin/user-forms.js';
import { get, send } from '../../api.js';
import { h, icon, replace } from '../../dom.js';
import { day, dayAndTime, number } from '../../format.js';
import { parts, t } from '../../i18n.js';
import { librariesKnown } from '../../libraries.js';
import * as state from '../../state.js';
import { attempt, toast } from '../../toast.js';

/** @typedef {import('../../admin/user-forms.js').Account} Account */

/** Every account, page by page. @param {AbortSignal} signal @returns {Promise<Account[]>} */
async function everybody(signal) {
  /** @type {Account[]} */
  const all = [];
  for (let cursor = ''; ;) {
    const page = await get('/api/users', { limit: 200, cursor }, { signal });
    all.push(...page.items);
    if (!page.next_cursor) return all;
    cursor = page.next_cursor;
  }
}

/** @param {Account} user @param {() => Promise<unknown>} again */
function waiting(user, again) {
  const letIn = async () => {
    if (!await attempt(() => send('PATCH', `/api/users/${user.id}`, { status: 'active' }))) return;
    toast(t('users.letInDone', { name: user.username }), { onUndo: async () => {
      await send('PATCH', `/api/users/${user.id}`, { status: 'disabled' });
      await again();
    } });
    await again();
  };
  const turnAway = async () => { if (await removeUser(user)) await again(); };
  return h('li', null, icon('user'), h('span', { class: 'path' }, user.username), h('span', { class: 'why' }, t('users.asked', { day: dayAndTime(user.created_at) })),
    h('span', { class: 'push inline' }, button(t('users.turnAway'), '', turnAway, { class: 'btn btn-ghost', 'aria-label': t('name.labelled', { label: t('users.turnAway'), name: user.username }) }),
      button(t('users.letIn'), 'check', letIn, { class: 'btn btn-spot', 'aria-label': t('name.labelled', { label: t('users.letIn'), name: user.username }) })));
}

/** @param {Account} user @param {() => Promise<unknown>} again */
function row(user, again) {
  const self = user.id === state.get('user')?.id;
  return h('tr', null, h('td', null, h('b', null, user.username), self && h('span', { class: 'tag' }, t('users.you'))),
    h('td', null, user.role === 'admin' ? t('users.admin') : t('users.reader')),
    h('td', null, user.status === 'disabled' ? h('span', { class: 'state state-warn' }, t('users.closed')) : h('span', { class: 'quiet' }, seesWords(user.libraries))),
    h('td', { class: user.age_limit === null ? 'quiet' : null }, user.age_limit === null ? t('users.noLimit') : number(user.age_limit)),
    h('td', { class: 'r quiet' }, user.last_login_at ? day(user.last_login_at) : t('users.neverHere')),
    h('td', { class: 'r' }, button(t('users.change'), '', () => editUser(user, again), { class: 'btn btn-ghost', 'aria-label': t('name.labelled', { label: t('users.change'), name: user.username }) })));
}

export const show = adminPage(t('admin.users'), async (body, { signal }) => {
  const pending = h('div', { class: 'users-pending' });
  const list = h('div');
  const invites = invitesBlock(signal);
  const load = async () => {
    const users = await everybody(signal);
    const asked = users.filter(({ status }) => status === 'pending');
    replace(pending, asked.length > 0 && block(t('users.pending'), h('span', { class: 'state state-warn num' }, t('users.wait', { n: asked.length })),
      h('ul', { class: 'errs people' }, ...asked.map((user) => waiting(user, load)))));
    pending.hidden = asked.length === 0;
    replace(list, table(t('users.all'), [[t('auth.name')], [t('users.role')], [t('users.sees')], [t('users.age')], [t('users.lastHere'), 'r'], ['', 'r']],
      users.filter(({ status }) => status !== 'pending').map((user) => row(user, load))));
  };
  await Promise.all([librariesKnown(), invites.load()]);
  await load();
  const make = async () => { if (await addUser()) await load(); };
  replace(body, h('div', { class: 'admin admin-one' }, h('div', null, pending,
    block(t('users.all'), button(t('users.add'), 'user-plus', make, { class: 'btn push' }), list), invites.element,
    h('p', { class: 'quiet small' }, ...parts('users.registrationIs', { settings: h('a', { class: 'link', href: '/admin/settings' }, t('admin.settings')) })))));
});
