// Rules for tags and genres: several under one name, another name, or none at all. Every change can be taken back.

import { send } from '../api.js';
import { h, icon } from '../dom.js';
import { listed } from '../format.js';
import { t } from '../i18n.js';
import { openSheet } from '../metadata/sheet.js';
import { attempt, toast } from '../toast.js';

/** @typedef {'tag' | 'genre'} TagKind */
/** @typedef {{kind: TagKind, name: string, shown: string | null}} Rule */

/** Two names are one to the server whatever their case. @param {string} a @param {string} b */
function alike(a, b) {
  return a.localeCompare(b, undefined, { sensitivity: 'base' }) === 0;
}

/**
 * Puts a rule, and offers the way back to what was before.
 * @param {TagKind} kind
 * @param {string[]} names as they are shown now
 * @param {string | null} shown
 * @param {Rule[]} before all rules as they were
 * @param {string} text what is said
 * @param {() => Promise<void>} refresh
 */
async function put(kind, names, shown, before, text, refresh) {
  const { items } = await send('PUT', '/api/tags', { kind, names, shown });
  await refresh();
  toast(text, { onUndo: async () => {
    const was = (/** @type {Rule} */ rule) => before.find((one) => one.kind === rule.kind && one.name === rule.name);
    for (const rule of /** @type {Rule[]} */ (items).filter((one) => one.kind === kind && was(one)?.shown !== one.shown)) {
      const old = was(rule);
      if (!old) await send('DELETE', `/api/tags?${new URLSearchParams({ kind, name: rule.name })}`);
      else await send('PUT', '/api/tags', { kind, names: [old.name], shown: old.shown });
    }
    await refresh();
  } });
}

/**
 * Asks for the name under which they are shown from now on.
 * @param {TagKind} kind
 * @param {string[]} names
 * @param {Rule[]} rules
 * @param {() => Promise<void>} refresh
 */
async function rename(kind, names, rules, refresh) {
  const [first = ''] = names;
  const several = names.length > 1;
  const input = h('input', { class: 'input', type: 'text', id: 'tag-name', maxlength: 200, autocomplete: 'off', value: first });
  const sheet = openSheet({
    title: several ? t('tags.mergeTitle', { n: names.length }) : t('tags.renameTitle', { name: first }), about: several ? listed(names) : t('tags.renameAbout'),
    body: [h('div', { class: 'field' }, h('label', { for: 'tag-name' }, t('tags.newName')), input)], save: several ? t('tags.merge') : t('tags.rename'), small: true, dirty: () => false,
    onSave: () => {
      const name = input.value.trim();
      if (!name) return sheet.complain(t('tags.nameless'));
      sheet.close();
      attempt(() => put(kind, names, name, rules, several ? t('tags.merged', { n: names.length, name }) : t('tags.renamed', { name }), refresh));
    },
  });
  input.select();
  await sheet.closed;
}

/**
 * The buttons for those that are chosen.
 * @param {TagKind} kind
 * @param {string[]} names
 * @param {Rule[]} rules
 * @param {() => Promise<void>} refresh
 */
export function tagActions(kind, names, rules, refresh) {
  return [
    h('button', { class: 'btn btn-ghost', type: 'button', onclick: () => void rename(kind, names, rules, refresh) }, icon(names.length > 1 ? 'merge' : 'pencil'), names.length > 1 ? t('tags.merge') : t('tags.rename')),
    h('button', { class: 'btn btn-ghost', type: 'button', onclick: () => attempt(() => put(kind, names, null, rules, t('tags.hidden', { n: names.length }), refresh)) }, icon('eye-off'), t('tags.hide')),
  ];
}

/**
 * Shows one as it is again.
 * @param {Rule} rule
 * @param {() => Promise<void>} refresh
 */
export function shownAgain({ kind, name, shown }, refresh) {
  attempt(async () => {
    await send('DELETE', `/api/tags?${new URLSearchParams({ kind, name })}`);
    await refresh();
    toast(t('tags.again', { name }), { onUndo: async () => {
      await send('PUT', '/api/tags', { kind, names: [name], shown });
      await refresh();
    } });
  });
}

/**
 * The rules that are in force, each with the way back.
 * @param {TagKind} kind
 * @param {Rule[]} rules
 * @param {(rule: Rule) => void} again
 */
export function drawRules(kind, rules, again) {
  const own = rules.filter((rule) => rule.kind === kind && (rule.shown === null || !alike(rule.name, rule.shown)));
  if (!own.length) return null;
  return h('section', { class: 'block', 'aria-labelledby': 'rules' }, h('header', null, h('h2', { id: 'rules' }, t('tags.rules'))),
    h('ul', { class: 'care-list' }, ...own.map((rule) => h('li', { class: 'care-row' }, icon(rule.shown === null ? 'eye-off' : 'tag'),
      h('span', { class: 'care-name' }, h('b', null, rule.name), h('span', { class: 'small quiet' }, rule.shown === null ? t('tags.isHidden') : t('tags.shownAs', { name: rule.shown }))),
      h('button', { class: 'btn btn-ghost', type: 'button', 'aria-label': t('tags.showAgainOf', { name: rule.name }), onclick: () => again(rule) }, t('tags.showAgain'))))));
}
