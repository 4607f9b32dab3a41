// One's own account: profile, password, language and look, sessions, keys, data.

import { keysBlock } from '../account/keys.js';
import { exportBlock, passwordBlock, profileBlock } from '../account/profile.js';
import { removalBlock } from '../account/removal.js';
import { sessionsBlock } from '../account/sessions.js';
import { block, choice, field } from '../admin/parts.js';
import { get } from '../api.js';
import { signOut } from '../auth.js';
import { h, icon, replace } from '../dom.js';
import { chosenLanguage, LANGUAGES, setLanguage, t } from '../i18n.js';
import { librariesKnown } from '../libraries.js';
import { setTitle } from '../router.js';
import { style } from '../style.js';
import { themeSwitch } from '../theme-menu.js';

style('admin');

function lookBlock() {
  const languages = choice('language', [['', t('account.browserLanguage')], ...Object.entries(LANGUAGES)], chosenLanguage(), { onchange: () => setLanguage(languages.value) });
  return block(t('account.look'), null, h('form', { class: 'form-stack form-narrow', onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    field(t('account.language'), languages, t('account.languageHint')),
    h('div', { class: 'field' }, h('span', null, t('theme.theme')), themeSwitch()),
    h('p', { class: 'quiet small' }, t('account.readerHint'))));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle(t('account.title'));
  const [user, sessions, keys] = await Promise.all([get('/api/auth/me', {}, { signal }), sessionsBlock(signal), keysBlock(signal), librariesKnown()]);
  replace(main, h('header', { class: 'page-head' }, h('div', { class: 'page-head-row' }, h('h1', null, t('account.title')),
    h('button', { class: 'btn push', type: 'button', onclick: () => void signOut() }, icon('log-out'), t('shell.signOut')))),
  h('div', { class: 'admin admin-even' }, h('div', null, profileBlock(user), passwordBlock(sessions.load, user.username)), h('div', null, lookBlock(), exportBlock(user.username), removalBlock(user))),
  h('div', { class: 'admin admin-one' }, h('div', null, sessions.element, keys)));
}
