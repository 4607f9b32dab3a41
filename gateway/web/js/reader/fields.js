// The fields of the reader's sheets.

import { h, icon } from '../dom.js';
import { t } from '../i18n.js';

/**
 * A choice of a few.
 * @template {string} T
 * @param {string} label
 * @param {[value: T, text: string, icon?: string][]} choices
 * @param {T} chosen
 * @param {(value: T) => void} onChoose
 * @param {{hint?: string, from?: Node | null}} [more] `from`: where the value comes from
 */
export function choice(label, choices, chosen, onChoose, { hint, from } = {}) {
  const name = `reader-${label.toLowerCase().replaceAll(/\W+/g, '-')}`;
  return h('div', { class: 'opt' }, h('span', { class: 'label', id: name }, label, hint && h('span', { class: 'hint' }, hint), from),
    h('div', { class: 'seg seg-wide', role: 'radiogroup', 'aria-labelledby': name }, choices.map(([value, text, sign]) => h('label', null,
      h('input', { type: 'radio', name, value, checked: value === chosen, onchange: () => onChoose(value) }), sign && icon(sign, 'i-s'), text))));
}

/**
 * A slider with its value beside it.
 * @param {string} label
 * @param {{value: number, range: readonly [number, number], step?: number, unit?: string}} scale
 * @param {(value: number) => void} onInput
 * @param {Node | null} [from] where the value comes from
 */
export function slider(label, { value, range: [min, max], step = 5, unit = '%' }, onInput, from) {
  const output = h('output', null, `${value}${unit}`);
  const range = h('input', { class: 'range', type: 'range', min, max, step, value, name: `reader-${label}`, 'aria-label': label, oninput: () => {
    output.textContent = `${range.value}${unit}`;
    onInput(Number(range.value));
  } });
  return h('div', { class: 'tone' }, h('span', null, label, from), range, output);
}

/**
 * @param {string} label
 * @param {boolean} on
 * @param {(on: boolean) => void} onSwitch
 * @param {{hint?: string, from?: Node | null}} [more] a sentence under it; where the value comes from
 */
export function toggle(label, on, onSwitch, { hint, from } = {}) {
  return h('label', { class: 'switch' }, h('span', null, label, from, hint && h('span', { class: 'quiet small' }, hint)), h('input', {
    type: 'checkbox', role: 'switch', name: `reader-${label}`, 'aria-label': label, checked: on,
    onchange: (/** @type {Event} */ event) => onSwitch(/** @type {HTMLInputElement} */ (event.target).checked) }));
}

/**
 * @template {string} T
 * @param {readonly [back: T, name: string][]} backs
 * @param {T} chosen
 * @param {(back: T) => void} onChoose
 * @param {Node | null} from where the value comes from
 */
export function swatches(backs, chosen, onChoose, from) {
  return h('div', { class: 'opt' }, h('span', { class: 'label', id: 'reader-background' }, t('reader.background'), from),
    h('div', { class: 'swatches', role: 'radiogroup', 'aria-labelledby': 'reader-background' }, backs.map(([back, name]) => h('label', { class: `swatch sw-${back}` },
      h('input', { type: 'radio', name: 'reader-back', value: back, checked: back === chosen, onchange: () => onChoose(back) }), h('span', { class: 'sr' }, name)))));
}
