// One field of the editor: its value, where it comes from, what the other layers say, and the way back to its source.

import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { same, sourceLabel, underneath, valueText } from './fields.js';
import { controlFor } from './inputs.js';

/** @typedef {import('./fields.js').Field} Field */
/** @typedef {import('./fields.js').FieldValue} FieldValue */
/** @typedef {{set?: any, unset?: true, lock?: true} | null} Change */
/**
 * @typedef {object} Row
 * @property {Field} field
 * @property {HTMLElement} element
 * @property {() => Change} change what is to be done with the field; null: nothing
 * @property {() => void} reset gives it back to its source, if people have edited it
 * @property {(message: string) => void} complain '' takes the complaint away
 */

/**
 * @param {Field} field
 * @param {import('./fields.js').Kind} kind
 * @param {FieldValue} told
 * @param {() => void} onChange
 * @returns {Row}
 */
export function fieldRow(field, kind, told, onChange) {
  const id = `meta-${field.key}`;
  const below = underneath(kind, told);
  /** @type {'as it was' | 'locked' | 'given back'} */
  let state = 'as it was';
  const changed = () => !same(control.read(), state === 'given back' ? below.value : told.value);
  const input = () => {
    complain('');
    draw();
    onChange();
  };
  const control = controlFor(id, field, input);
  const source = h('span', { class: 'from' });
  const lock = h('button', { class: 'btn btn-ghost btn-icon btn-tiny', type: 'button' });
  const bad = h('p', { class: 'hint-bad', id: `${id}-bad` });
  const editable = field.shape !== 'shown';

  const reset = () => {
    if (!told.locked && !changed() && state === 'as it was') return;
    state = told.locked ? 'given back' : 'as it was';
    control.write(told.locked ? below.value : told.value);
    input();
  };
  const draw = () => {
    const edited = changed() || (told.locked && state !== 'given back') || state === 'locked';
    const name = changed() ? t('row.changed') : state === 'given back' ? sourceLabel(below.source) : state === 'locked' ? t('source.edited') : sourceLabel(told.source);
    replace(source, edited && icon('lock', 'i-s'), name);
    source.classList.toggle('is-edited', edited);
    lock.hidden = !editable;
    const label = edited ? t('row.reset', { field: field.label }) : t('row.lock', { field: field.label });
    lock.title = label;
    lock.setAttribute('aria-label', label);
    replace(lock, icon(edited ? 'rotate-ccw' : 'lock', 'i-s'));
    element.classList.toggle('is-changed', changed() || state !== 'as it was');
  };
  lock.onclick = () => {
    const edited = changed() || (told.locked && state !== 'given back') || state === 'locked';
    if (edited) return reset();
    state = state === 'given back' ? 'as it was' : 'locked';
    if (state === 'as it was') control.write(told.value);
    input();
  };
  /** @param {string} message */
  const complain = (message) => {
    replace(bad, message && icon('circle-alert', 'i-s'), message);
    bad.hidden = !message;
    const at = document.getElementById(id) ?? control.element;
    if (message) {
      at.setAttribute('aria-invalid', 'true');
      at.setAttribute('aria-describedby', bad.id);
      at.focus();
      at.scrollIntoView({ block: 'center' });
    } else {
      at.removeAttribute('aria-invalid');
      at.removeAttribute('aria-describedby');
    }
  };
  const others = Object.entries(told.layers).filter(([layer, value]) => layer !== told.source && value !== null);
  const labelled = editable ? h('label', { for: id }, field.label) : h('span', null, field.label);
  const element = h('div', { class: 'meta-row', dataset: { field: field.key } },
    h('div', { class: 'meta-label' }, labelled, source, lock), control.element, field.hint && h('p', { class: 'hint' }, field.hint), bad,
    others.length > 0 && layersOf(field, others, editable ? (value) => { control.write(value); input(); } : null));
  control.write(told.value);
  bad.hidden = true;
  draw();
  return { field, element, reset, complain, change: () => {
    if (changed()) return { set: control.read() };
    if (state === 'given back') return { unset: true };
    return state === 'locked' ? { lock: true } : null;
  } };
}

/**
 * What the other layers say, each with a button that takes it.
 * @param {Field} field
 * @param {[string, any][]} others
 * @param {((value: any) => void) | null} take
 */
function layersOf(field, others, take) {
  return h('details', { class: 'layers' }, h('summary', null, icon('chevron-right', 'i-s'), t('row.others', { n: others.length })),
    h('ul', null, ...others.map(([layer, value]) => h('li', null, h('span', { class: 'from' }, sourceLabel(layer)), h('span', { class: 'layer-value' }, valueText(field, value)),
      take && h('button', { class: 'btn btn-ghost btn-tiny-text', type: 'button', onclick: () => take(value) }, t('row.take'))))));
}
