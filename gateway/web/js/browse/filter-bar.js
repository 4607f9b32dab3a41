// The row of filters: what is chosen, with a way to take it off, and a panel of values for each thing to filter by.

import { h, icon, replace } from '../dom.js';
import { number } from '../format.js';
import { t } from '../i18n.js';
import { drop } from '../menu.js';
import * as state from '../state.js';
import { FilterPanel } from './filter-panel.js';
import { fieldName, valueName } from './names.js';
import { chosen, FIELDS } from './query.js';

/**
 * @typedef {import('./query.js').Field} Field
 * @typedef {import('./filter-panel.js').Choice} Choice
 * @typedef {Field | 'library' | 'q'} Any
 * @typedef {(changes: Record<string, string | string[] | null>) => void} Change
 */

const FIRST = new Set(['read', 'genre', 'status', 'format', 'year', 'creator', 'rating']);

export class FilterBar {
  /** @param {Change} change of the address */
  constructor(change) {
    this.change = change;
    this.query = new URLSearchParams();
    /** @type {Record<string, Choice[]>} */
    this.fields = {};
    /** @type {Map<Any, {panel: FilterPanel, drop: HTMLDetailsElement, label: HTMLElement}>} */
    this.drops = new Map();
    this.on = h('div', { class: 'filters-on' });
    this.off = h('div', { class: 'filters-off' });
    this.element = h('div', { class: 'filters', role: 'group', 'aria-label': t('filter.filters') }, this.on, this.off);
    this.more = this.moreDrop();
  }

  /** The values of a field there are, the chosen ones included. @param {Any} field @returns {Choice[]} */
  choices(field) {
    if (field === 'library') return (state.get('libraries') ?? []).map(({ id, series_count: count }) => ({ value: id, count }));
    return this.fields[field] ?? [];
  }

  /** @param {Any} field @returns {boolean} whether there is something to choose */
  offers(field) {
    const choices = this.choices(field);
    if (this.query.has(field)) return true;
    return field === 'library' ? choices.length > 1 : choices.some(({ value }) => value !== 'none');
  }

  /**
   * @param {URLSearchParams} query
   * @param {Record<string, Choice[]>} [fields] what can be chosen; without it, what was known stays
   */
  update(query, fields) {
    this.query = query;
    if (fields) this.fields = fields;
    const here = document.activeElement instanceof HTMLElement && this.on.contains(document.activeElement) ? document.activeElement.dataset.at : undefined;
    this.drawChosen(query);
    const all = /** @type {Any[]} */ ([...FIELDS, 'library']).filter((field) => this.offers(field));
    for (const field of all) {
      const { panel, label } = this.dropOf(field);
      const on = query.getAll(field);
      panel.update(this.choices(field), on);
      replace(label, on.length ? t('filter.chosenOf', { field: fieldName(field), count: number(on.length) }) : fieldName(field));
    }
    const few = all.filter((field) => FIRST.has(field));
    const rest = all.filter((field) => !FIRST.has(field));
    const shown = few.map((field) => this.dropOf(field).drop);
    const wanted = rest.length ? [...shown, this.more.drop] : shown;
    if (wanted.some((node, at) => this.off.children[at] !== node) || this.off.children.length !== wanted.length) {
      const focus = document.activeElement;
      replace(this.off, ...wanted);
      if (focus instanceof HTMLElement && this.off.contains(focus)) focus.focus({ preventScroll: true });
    }
    if (!this.more.drop.open) this.drawMore(rest);
    if (here !== undefined) /** @type {HTMLElement | null} */ (this.on.querySelector(`[data-at="${here}"]`) ?? this.off.querySelector('summary'))?.focus();
  }

  /** @param {URLSearchParams} query */
  drawChosen(query) {
    const places = /** @type {Any[]} */ (['q', 'library']).flatMap((field) => query.getAll(field).map((value) => ({ field, value })));
    const all = [...places, ...chosen(query)];
    const chips = all.map(({ field, value }, at) => h('button', { class: 'chip chip-on', type: 'button', dataset: { at },
      'aria-label': t('filter.takeOff', { field: fieldName(field), value: valueName(field, value) }), onclick: () => this.toggle(field, value, false) },
    valueName(field, value), icon('x', 'i-s')));
    const clear = () => this.change(Object.fromEntries(all.map(({ field }) => [field, null])));
    replace(this.on, ...chips, all.length > 0 && h('button', { class: 'chip chip-clear', type: 'button', onclick: clear }, t('filter.clear')));
    this.on.hidden = all.length === 0;
  }

  /** @param {Any} field @param {string} value @param {boolean} on */
  toggle(field, value, on) {
    const now = this.query.getAll(field).filter((one) => one !== value);
    const next = on ? [...now, value] : now;
    this.change({ [field]: next.length ? next : null });
  }

  /** @param {Any} field */
  dropOf(field) {
    const known = this.drops.get(field);
    if (known) return known;
    const panel = new FilterPanel(field, (value, on) => this.toggle(field, value, on));
    const label = h('span');
    const summary = h('summary', { class: 'chip', id: `filter-${field}` }, label, icon('chevron-down', 'i-s'));
    const made = { panel, label, drop: drop(summary, [panel.element], { sheet: true }) };
    this.drops.set(field, made);
    return made;
  }

  /** The filters that are used less: first their names, then the values of one. */
  moreDrop() {
    const body = h('div');
    const made = { body, drop: drop(h('summary', { class: 'chip', id: 'filter-more' }, icon('sliders-horizontal', 'i-s'), t('filter.more')), [body], { sheet: true }) };
    made.drop.addEventListener('toggle', () => { if (!made.drop.open) this.update(this.query); });
    return made;
  }

  /** @param {Any[]} rest */
  drawMore(rest) {
    /** @param {Any} field */
    const open = (field) => {
      const back = h('button', { class: 'menu-row menu-back', type: 'button', onclick: () => {
        this.drawMore(rest);
        this.more.body.querySelector('button')?.focus();
      } }, icon('chevron-left', 'i-s'), h('b', null, fieldName(field)));
      replace(this.more.body, back, this.dropOf(field).panel.element);
      back.focus();
    };
    const names = rest.map((field) => h('button', { class: 'menu-row', type: 'button', onclick: () => open(field) },
      h('span', { class: 'menu-words' }, fieldName(field)),
      h('span', { class: 'menu-end num' }, this.query.has(field) && number(this.query.getAll(field).length)), icon('chevron-right', 'i-s')));
    replace(this.more.body, ...names);
  }
}
