// What is set for everybody: who may make an account.

import { adminPage } from '../../admin/frame.js';
import { block } from '../../admin/parts.js';
import { get, send } from '../../api.js';
import { h, replace } from '../../dom.js';
import { t } from '../../i18n.js';
import { attempt, toast } from '../../toast.js';

/** @type {[string, string, string][]} */
const MODES = [['off', t('settings.off'), t('settings.offText')], ['approval', t('settings.approval'), t('settings.approvalText')], ['open', t('settings.open'), t('settings.openText')]];

export const show = adminPage(t('admin.settings'), async (body, { signal }) => {
  let { registration } = await get('/api/auth/settings', {}, { signal });
  const group = h('div', { class: 'modes', role: 'radiogroup', 'aria-label': t('settings.registration') });
  const mark = () => {
    for (const input of group.querySelectorAll('input')) input.checked = input.value === registration;
  };
  const put = async (/** @type {string} */ value) => {
    const before = registration;
    const done = await attempt(() => send('PUT', '/api/auth/settings', { registration: value }));
    if (done) registration = value;
    mark();
    return done && before !== value ? before : null;
  };
  const choose = async (/** @type {string} */ value) => {
    const before = await put(value);
    if (before) toast(t('settings.saved'), { onUndo: () => put(before) });
  };
  replace(group, ...MODES.map(([value, name, text]) => h('label', { class: 'mode' }, h('input', { type: 'radio', name: 'registration', value, onchange: () => void choose(value) }), h('b', null, name), h('span', { class: 'quiet small' }, text))));
  mark();
  replace(body, h('div', { class: 'admin admin-one' }, h('div', null, block(t('settings.registration'), null, group),
    block(t('settings.elsewhere'), null, h('p', { class: 'quiet' }, t('settings.elsewhereText'))))));
});
