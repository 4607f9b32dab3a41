// The fields of the reader's sheets.

import { h, icon } from '../dom.js';
import { locale, t } from '../i18n.js';

const percents = new Intl.NumberFormat(locale, { style: 'percent' });

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
  const name = `reader-${label.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-')}`;
  return h('div', { class: 'opt' }, h('span', { class: 'label', id: name }, label, hint && h('span', { class: 'hint' }, hint), from),
    h('div', { class: 'seg seg-wide', role: 'radiogroup', 'aria-labelledby': name }, choices.map(([value, text, sign]) => h('label', null,
      h('input', { type: 'radio', name, value, checked: value === chosen, onchange: () => onChoose(value) }), sign && icon(sign, 'i-s'), text))));
}

/** "80 %", as the language writes it. @param {number} value */
function percent(value) {
  return percents.format(value / 100);
}

/**
 * A slider with its value beside it.
 * @param {string} label
 * @param {{value: number, range: readonly [number, number], step?: number, text?: (value: number) => string}} scale `text` says a value
 * @param {(value: number) => void} onInput
 * @param {Node | null} [from] where the value comes from
 */
export function slider(label, { value, range: [min, max], step = 5, text = percent }, onInput, from) {
  const output = h('output', null, text(value));
  const range = h('input', { class: 'range', type: 'range', min, max, step, value, name: `reader-${label}`, 'aria-label': label, 'aria-valuetext': text(value), oninput: () => {
    const now = Number(range.value);
    output.textContent = text(now);
    range.setAttribute('aria-valuetext', text(now));
    onInput(now);
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
