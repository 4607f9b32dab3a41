// The parts that the pages of administration are made of.

import { passOverRefusal } from '../api.js';
import { h, icon, replace } from '../dom.js';
import { inUnit } from '../format.js';
import { t } from '../i18n.js';
import { style } from '../style.js';
import { attempt, toast } from '../toast.js';

style('admin');

/** @typedef {import('../dom.js').Child} Child */

/** @param {string} title @param {Child} aside @param {...Child} children */
export function block(title, aside, ...children) {
  return h('section', { class: 'block' }, h('header', null, h('h2', null, title), aside), ...children);
}

/** @param {string} title @param {Child} aside @param {...Child} children */
export function panel(title, aside, ...children) {
  return h('section', { class: 'panel' }, h('header', null, h('h2', null, title), aside), ...children);
}

let fields = 0;

/** @param {string} label @param {HTMLElement} control @param {Child} [hint] */
export function field(label, control, hint) {
  fields += 1;
  control.id = `field-${fields}`;
  if (hint) control.setAttribute('aria-describedby', `hint-${fields}`);
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, hint && h('span', { class: 'hint', id: `hint-${fields}` }, hint));
}

/**
 * @param {string} name
 * @param {[string, string][]} options values and what they are called
 * @param {string} value
 * @param {import('../dom.js').Props} [more]
 */
export function choice(name, options, value, more = {}) {
  return h('select', { class: 'input', name, ...more }, ...options.map(([one, label]) => h('option', { value: one, selected: one === value }, label)));
}

/** @param {string} label @param {import('../dom.js').Props} input */
export function toggle(label, input) {
  return h('label', { class: 'switch' }, h('span', null, label), h('input', { type: 'checkbox', role: 'switch', ...input }));
}

/**
 * On a phone each row is a card, its cells with the titles of their columns.
 * @param {string} caption
 * @param {[string, string?][]} heads titles and their classes
 * @param {HTMLTableRowElement[]} rows
 */
export function table(caption, heads, rows) {
  for (const row of rows) [...row.cells].forEach((cell, at) => { cell.dataset.label = heads[at]?.[0] ?? ''; });
  return h('div', { class: 'table-wrap', tabindex: 0, role: 'region', 'aria-label': caption }, h('table', { class: 'table table-cards' },
    h('thead', null, h('tr', null, ...heads.map(([name, kind]) => h('th', { scope: 'col', class: kind ?? null }, name)))),
    h('tbody', null, ...rows)));
}

/** @param {[string, Child][]} rows those without a value are left out */
export function readout(rows) {
  return h('dl', { class: 'readout' }, ...rows.flatMap(([name, value]) => (value === null || value === undefined ? [] : [h('div', null, h('dt', null, name), h('dd', null, value))])));
}

/** @param {Child} text @param {'bad' | 'warn' | 'ok' | ''} [kind] @param {...Child} more */
export function notice(text, kind = '', ...more) {
  const sign = kind === 'ok' ? 'circle-check' : kind ? 'triangle-alert' : 'circle-alert';
  return h('div', { class: kind ? `notice notice-${kind}` : 'notice' }, icon(sign), h('div', null, text), ...more);
}

/** @param {string} label @param {string} name of the icon @param {() => unknown} run @param {import('../dom.js').Props} [more] */
export function button(label, name, run, more = {}) {
  return h('button', { class: 'btn', type: 'button', onclick: () => void attempt(async () => run()), ...more }, name && icon(name), label);
}

/**
 * "12 days", "3 hours".
 * @param {number} seconds
 */
export function uptime(seconds) {
  const [n, unit] = seconds >= 172_800 ? [seconds / 86_400, 'day'] : seconds >= 7200 ? [seconds / 3600, 'hour'] : seconds >= 120 ? [seconds / 60, 'minute'] : [seconds, 'second'];
  return inUnit(Math.floor(Number(n)), String(unit));
}

/**
 * Asks again and again while the page is visible. A failure shows where the page wants it; the next attempt may succeed.
 * @param {number} pause ms
 * @param {AbortSignal} signal
 * @param {() => Promise<unknown>} ask
 */
export function poll(pause, signal, ask) {
  let timer = 0;
  const run = async () => {
    clearTimeout(timer);
    if (signal.aborted) return;
    if (!document.hidden) {
      try {
        await ask();
      } catch (error) {
        passOverRefusal(error);
      }
    }
    if (!signal.aborted) timer = window.setTimeout(run, pause);
  };
  timer = window.setTimeout(run, pause);
  const look = () => { if (!document.hidden) void run(); };
  document.addEventListener('visibilitychange', look, { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
}

/**
 * Copies a text, and says so; where the browser may not, the field is selected for the hand.
 * @param {HTMLInputElement} input
 */
export async function copy(input) {
  input.select();
  try {
    await navigator.clipboard.writeText(input.value);
    toast(t('admin.copied'));
  } catch {
    toast(document.execCommand('copy') ? t('admin.copied') : t('admin.copyByHand'));
  }
}

/** A text with a button that copies it. @param {string} label @param {string} value */
export function copyField(label, value) {
  const input = h('input', { class: 'input mono', readonly: true, value, 'aria-label': label, onfocus: () => input.select() });
  return h('div', { class: 'copy-field' }, input, button(t('admin.copy'), 'copy', () => void copy(input), { class: 'btn btn-spot' }));
}

/** Fills a place that is fetched later, with a message meanwhile. @param {HTMLElement} node @param {...Child} children */
export function fill(node, ...children) {
  replace(node, ...children);
  node.removeAttribute('aria-busy');
}
