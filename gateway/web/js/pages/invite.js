// An invitation followed by somebody who is signed in already.

import { signOut } from '../auth.js';
import { inviteToken } from '../auth-invite.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { navigate, setTitle } from '../router.js';
import * as state from '../state.js';

/** @type {import('../router.js').Show} */
export async function show(main) {
  setTitle(t('invite.welcome'));
  if (!inviteToken()) return navigate('/', { replace: true });
  replace(main, h('section', { class: 'empty' }, icon('user-plus', 'i-l'), h('h1', null, t('invite.signedIn', { name: state.get('user')?.username ?? '' })), h('p', null, t('invite.signedInHow')),
    h('div', { class: 'row' }, h('a', { class: 'btn', href: '/' }, icon('house'), t('invite.stay')),
      h('button', { class: 'btn btn-spot', type: 'button', onclick: () => void signOut(() => location.reload()) }, icon('log-out'), t('invite.signOut')))));
  return undefined;
}
