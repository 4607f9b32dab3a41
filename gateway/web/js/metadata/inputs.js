// What a field is edited with, by the shape of its value.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { valueText } from './fields.js';
import { arcsInput, idsInput, peopleInput } from './pairs.js';
import { suggestionsOf } from './suggestions.js';
import { wordsInput } from './words.js';

/** @typedef {import('./fields.js').Field} Field */
/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {() => any} read null: nothing
 * @property {(value: any) => void} write
 */

/** "1.5" and "1,5" are both one and a half; what is no number goes to the server as it is, which says so. @param {string} text */
function numberOf(text) {
  const plain = text.trim().replace(',', '.');
  if (!plain) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : text.trim();
}

/** @param {string} id @param {Field} field @param {() => void} oninput @returns {Control} */
function lineInput(id, { key, shape, terms }, oninput) {
  let written = '';                                        // the value shown, which stays as it is until something else is typed

  const shown = (/** @type {string} */ value) => terms?.name(value) ?? value;
  const numeric = shape === 'number' || shape === 'whole';
  const input = h('input', { class: numeric || shape === 'date' ? 'input input-short' : 'input', id, type: 'text', inputmode: shape === 'whole' ? 'numeric' : numeric ? 'decimal' : null, autocomplete: 'off', list: suggestionsOf(key), oninput });
  return {
    element: input,
    read: () => {
      const typed = input.value.trim();
      if (numeric) return numberOf(typed);
      if (typed === shown(written)) return written || null;
      return (terms?.value(typed) ?? typed) || null;
    },
    write: (value) => {
      written = value === null || value === undefined ? '' : String(value).trim();
      input.value = shown(written);
    },
  };
}

/** @param {string} id @param {() => void} onChange @returns {Control} */
function textInput(id, onChange) {
  const grow = () => {
    area.rows = Math.min(12, Math.max(3, area.value.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / 70), 0)));
  };
  const area = h('textarea', { class: 'input area', id, rows: 3, oninput: () => { grow(); onChange(); } });
  return {
    element: area,
    read: () => area.value.trim() || null,
    write: (value) => { area.value = value ?? ''; grow(); },
  };
}

/** @param {string} id @param {Field} field @param {() => void} onchange @returns {Control} */
function choiceInput(id, { choices = [] }, onchange) {
  const select = h('select', { class: 'input input-short', id, onchange }, h('option', { value: '' }, t('field.unsaid')), ...choices.map(([value, text]) => h('option', { value }, text)));
  return { element: select, read: () => select.value || null, write: (value) => { select.value = value ?? ''; } };
}

/** @param {string} id @param {Field} field @returns {Control} */
function shownOnly(id, field) {
  /** @type {any} */
  let kept = null;
  const element = h('p', { class: 'quiet small', id });
  return { element, read: () => kept, write: (value) => { kept = value; element.textContent = valueText(field, value) || t('source.none'); } };
}

/**
 * @param {string} id of what is typed in, for its label
 * @param {Field} field
 * @param {() => void} onChange
 * @returns {Control}
 */
export function controlFor(id, field, onChange) {
  switch (field.shape) {
    case 'text': return textInput(id, onChange);
    case 'words': return wordsInput(id, field.label, onChange, { list: suggestionsOf(field.key), terms: field.terms });
    case 'people': return peopleInput(id, field.label, onChange);
    case 'arcs': return arcsInput(id, field.label, onChange);
    case 'ids': return idsInput(id, field.label, onChange);
    case 'choice': return choiceInput(id, field, onChange);
    case 'shown': return shownOnly(id, field);
    default: return lineInput(id, field, onChange);
  }
}
