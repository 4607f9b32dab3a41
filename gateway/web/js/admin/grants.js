// What an account may do and see: the fields that making, changing and inviting share.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { choice, field } from './parts.js';

/** @typedef {{role: 'admin' | 'reader', libraries: string[] | null, age_limit: number | null}} Grants */

/** @param {Grants} [now] */
export function grantFields(now = { role: 'reader', libraries: null, age_limit: null }) {
  const role = choice('role', [['reader', t('users.reader')], ['admin', t('users.admin')]], now.role);
  const libraries = state.get('libraries') ?? [];
  const all = choice('sees', [['all', t('users.seesAll')], ['some', t('users.seesSome')]], now.libraries ? 'some' : 'all', { 'aria-label': t('users.sees') });
  const boxes = libraries.map(({ id, name }) => h('label', { class: 'check-row' }, h('input', { class: 'check', type: 'checkbox', value: id, checked: now.libraries?.includes(id) }), name));
  const list = h('div', { class: 'check-list', role: 'group', 'aria-label': t('users.sees') }, ...boxes);
  const age = h('input', { class: 'input input-number', type: 'number', name: 'age', min: 0, max: 99, value: now.age_limit, placeholder: t('users.noLimit') });
  const mark = () => { list.hidden = all.value !== 'some'; };
  mark();
  const element = h('div', { class: 'form-stack', onchange: mark }, field(t('users.role'), role, t('users.roleHint')),
    h('div', { class: 'field' }, h('span', null, t('users.sees')), all, list), field(t('users.age'), age, t('users.ageHint')));
  /** @returns {Grants} */
  const read = () => {
    const chosen = boxes.map((box) => /** @type {HTMLInputElement} */ (box.firstElementChild)).filter((box) => box.checked).map(({ value }) => value);
    return { role: role.value === 'admin' ? 'admin' : 'reader', libraries: all.value === 'some' ? chosen : null, age_limit: age.value === '' ? null : Number(age.value) };
  };
  return { element, read };
}

/** Which libraries, in words. @param {string[] | null} ids */
export function seesWords(ids) {
  if (ids === null) return t('users.everything');
  const names = (state.get('libraries') ?? []).filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  return names.length ? new Intl.ListFormat(document.documentElement.lang, { type: 'conjunction' }).format(names) : t('users.nothing');
}
