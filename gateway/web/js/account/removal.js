// Deleting one's own account: what will be lost is counted first, one's data can be downloaded, and the password is asked for.

import { formDialog } from '../admin/form-dialog.js';
import { block, button, field, fill } from '../admin/parts.js';
import { get, send } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { leave } from '../offline/owner.js';
import { forget } from '../offline/outbox.js';
import { forgetSearches } from '../search/recent.js';
import { takeAlong } from './profile.js';
import { attempt } from '../toast.js';

/** What will be gone, counted. @param {HTMLElement} list */
async function count(list) {
  const mine = await get('/api/mine');
  const lines = [t('removal.progress', { n: mine.progress.length }), t('removal.bookmarks', { n: mine.bookmarks.length }), t('removal.ratings', { n: mine.ratings.length }),
    t('removal.lists', { n: mine.lists.length + mine.smart_lists.length }), t('removal.rest')];
  fill(list, ...lines.map((line) => h('li', null, line)));
}

/** @param {import('../types.js').User} user */
async function remove({ id, username }) {
  const list = h('ul', { class: 'plain-list', 'aria-busy': 'true' });
  const password = h('input', { class: 'input', type: 'password', name: 'password', required: true, maxlength: 1024, autocomplete: 'current-password' });
  const counting = attempt(() => count(list));
  const gone = await formDialog({
    title: t('removal.title'), yes: t('removal.yes'), danger: true,
    body: [h('p', null, t('removal.what', { name: username })), list, h('p', { class: 'quiet small' }, t('removal.how')), field(t('account.currentPassword'), password)],
    more: [button(t('account.export'), 'download', () => attempt(() => takeAlong(username)), { class: 'btn btn-ghost push' })],
    submit: () => send('POST', '/api/auth/me/remove', { password: password.value }),
  });
  await counting;
  if (!gone) return;
  forget(id);
  forgetSearches();
  await leave();
  location.assign('/');
}

/** @param {import('../types.js').User} user */
export function removalBlock(user) {
  return block(t('removal.block'), null, h('p', { class: 'quiet' }, t('removal.about')), h('div', null, button(t('removal.open'), 'trash-2', () => remove(user), { class: 'btn btn-danger' })));
}
