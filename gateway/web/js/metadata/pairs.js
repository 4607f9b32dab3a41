// Lists of two things that belong together: who did what, which part of which arc, how whose catalogue calls it.

import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { ROLES } from './terms.js';

/** @typedef {{name: string, more: string}} Pair */

const OFFERED = ['writer', 'penciller', 'inker', 'colorist', 'letterer', 'cover artist', 'editor', 'translator', 'story', 'art', 'story & art'];

/**
 * @param {string} id
 * @param {string} label
 * @param {{first: string, second: string, add: string, roles?: boolean}} words
 * @param {() => void} onChange
 */
function pairsInput(id, label, words, onChange) {
  const shown = (/** @type {string} */ more) => (words.roles ? ROLES.name(more) : more);
  const rows = h('div', { class: 'pairs-rows' });
  const options = words.roles ? h('datalist', { id: `${id}-roles` }, ...OFFERED.map((role) => h('option', { value: ROLES.name(role) }))) : null;
  const add = h('button', { class: 'btn btn-ghost', type: 'button', id, onclick: () => {
    row({ name: '', more: '' }).focus();
    onChange();
  } }, icon('plus', 'i-s'), words.add);
  /** @param {Pair} pair */
  const row = ({ name, more }) => {
    const first = h('input', { class: 'input', type: 'text', value: name, 'aria-label': t('name.labelled', { label, name: words.first }), placeholder: words.first, oninput: onChange });
    const second = h('input', { class: 'input', type: 'text', value: shown(more), 'aria-label': t('name.labelled', { label, name: words.second }), placeholder: words.second, list: options?.id, oninput: onChange });
    const line = h('div', { class: 'pair', dataset: { more } }, first, second,
      h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('pairs.remove', { name: name || label }), onclick: () => {
        const next = line.nextElementSibling ?? line.previousElementSibling;
        line.remove();
        (next?.querySelector('input') ?? add).focus();
        onChange();
      } }, icon('x', 'i-s')));
    rows.append(line);
    return first;
  };
  return {
    element: h('div', { class: 'pairs', role: 'group', 'aria-label': label }, rows, options, add),
    /** @returns {Pair[]} */
    pairs: () => /** @type {HTMLElement[]} */ ([...rows.children]).map((line) => {
      const [first, second] = line.querySelectorAll('input');
      const { more: kept = '' } = line.dataset;            // what is shown for it may be another word
      const typed = second?.value.trim() ?? '';
      return { name: first?.value.trim() ?? '', more: typed === shown(kept) ? kept : words.roles ? ROLES.value(typed) : typed };
    }).filter(({ name }) => name),
    /** @param {Pair[]} pairs */
    put: (pairs) => {
      rows.replaceChildren();
      for (const pair of pairs) row(pair);
    },
  };
}

/** Creators: `[{name, role}]`. @param {string} id @param {string} label @param {() => void} onChange */
export function peopleInput(id, label, onChange) {
  const { element, pairs, put } = pairsInput(id, label, { first: t('pairs.name'), second: t('pairs.role'), add: t('pairs.addPerson'), roles: true }, onChange);
  return {
    element,
    read: () => { const found = pairs().map(({ name, more }) => ({ name, role: more || null })); return found.length ? found : null; },
    write: (/** @type {{name: string, role: string | null}[] | null} */ value) => put((value ?? []).map(({ name, role }) => ({ name, more: role ?? '' }))),
  };
}

/** Story arcs: `[{name, number}]`. @param {string} id @param {string} label @param {() => void} onChange */
export function arcsInput(id, label, onChange) {
  const { element, pairs, put } = pairsInput(id, label, { first: t('pairs.arc'), second: t('pairs.part'), add: t('pairs.addArc') }, onChange);
  return {
    element,
    read: () => { const found = pairs().map(({ name, more }) => ({ name, number: more || null })); return found.length ? found : null; },
    write: (/** @type {{name: string, number: string | null}[] | null} */ value) => put((value ?? []).map(({ name, number }) => ({ name, more: number ?? '' }))),
  };
}

/** Other catalogues: `{source: id}`. @param {string} id @param {string} label @param {() => void} onChange */
export function idsInput(id, label, onChange) {
  const { element, pairs, put } = pairsInput(id, label, { first: t('pairs.catalogue'), second: t('pairs.id'), add: t('pairs.addId') }, onChange);
  const whole = (/** @type {string} */ text) => (/^\d{1,15}$/.test(text) ? Number(text) : text);
  return {
    element,
    read: () => { const found = pairs().filter(({ more }) => more).map(({ name, more }) => [name, whole(more)]); return found.length ? Object.fromEntries(found) : null; },
    write: (/** @type {Record<string, string | number> | null} */ value) => put(Object.entries(value ?? {}).map(([name, one]) => ({ name, more: String(one) }))),
  };
}
