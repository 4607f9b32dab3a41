// The values of one filter: several may be chosen, each with what it would leave. Long ones can be searched.

import { h, replace } from '../dom.js';
import { number } from '../format.js';
import { t } from '../i18n.js';
import { fieldName, valueName } from './names.js';

/**
 * @typedef {{value: string, count: number}} Choice
 */

export const MOST = 200;                 // values that are fetched; others can be typed
const SEARCHED = 9;                      // from so many values on

/** @param {string} text */
function folded(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export class FilterPanel {
  /**
   * @param {import('./names.js').Any} field
   * @param {(value: string, on: boolean) => void} choose
   */
  constructor(field, choose) {
    this.field = field;
    this.choose = choose;
    /** @type {Map<string, {row: HTMLElement, input: HTMLInputElement, count: HTMLElement, text: string}>} */
    this.rows = new Map();
    this.search = h('input', { class: 'input', type: 'text', placeholder: t('filter.search'), 'aria-label': t('filter.searchIn', { field: fieldName(field) }),
      autocomplete: 'off', spellcheck: 'false', oninput: () => this.narrow() });
    this.list = h('div', { class: 'filter-values', role: 'group', 'aria-label': fieldName(field) });
    this.nothing = h('p', { class: 'quiet small filter-nothing', role: 'status' });
    this.typed = h('button', { class: 'menu-row', type: 'button', hidden: true, onclick: () => this.choose(this.search.value.trim(), true) });
    this.element = h('div', { class: 'filter-panel' }, this.search, this.list, this.nothing, this.typed);
  }

  /**
   * Shows the values there are now; who has the focus keeps it.
   * @param {Choice[]} choices
   * @param {string[]} on the chosen ones
   */
  update(choices, on) {
    const here = document.activeElement;
    const all = [...choices, ...on.filter((value) => !choices.some((choice) => choice.value === value)).map((value) => ({ value, count: 0 }))];
    const names = all.map(({ value }) => valueName(this.field, value));
    const rows = all.map(({ value, count }, at) => {
      const name = names[at] ?? value;
      const doubled = names.indexOf(name) !== names.lastIndexOf(name);          // such as Complete beside Completed
      const made = this.rows.get(value) ?? this.row(value, doubled ? t('filter.doubled', { name, value }) : name);
      this.rows.set(value, made);
      made.input.checked = on.includes(value);
      made.count.textContent = number(count);
      made.row.classList.toggle('is-none', count === 0 && !made.input.checked);
      return made.row;
    });
    replace(this.list, ...rows);
    this.search.hidden = all.length < SEARCHED;
    if (here instanceof HTMLElement && this.element.contains(here)) here.focus({ preventScroll: true });
    this.narrow();
  }

  /** @param {string} value @param {string} text what it is called */
  row(value, text) {
    const input = h('input', { class: 'check', type: 'checkbox', onchange: () => this.choose(value, input.checked) });
    const count = h('span', { class: 'menu-end num' });
    const row = h('div', null, h('label', { class: 'menu-pick' }, input, h('span', { class: 'menu-words' }, text), count));
    return { row, input, count, text: folded(`${text} ${value}`) };
  }

  narrow() {
    const wanted = folded(this.search.hidden ? '' : this.search.value.trim());
    let shown = 0;
    for (const { row, text } of this.rows.values()) {
      row.hidden = !text.includes(wanted);
      if (!row.hidden && row.parentNode === this.list) shown += 1;
    }
    this.nothing.textContent = shown ? '' : t('filter.nothing');
    this.nothing.hidden = shown > 0;
    this.typed.hidden = shown > 0 || !wanted || this.rows.size < MOST;
    this.typed.textContent = t('filter.byTyped', { text: this.search.value.trim() });
  }
}
