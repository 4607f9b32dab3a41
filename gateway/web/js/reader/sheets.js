// The sheets that come from the side, or from below on a phone: settings, keys, going to a page. One at a time.

import { h, icon, replace } from '../dom.js';
import { HELP } from './keys.js';

/** @typedef {'settings' | 'help' | 'goto'} Name */
/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./types.js').Fit} Fit */
/** @typedef {import('./types.js').Back} Back */

export class Sheets {
  /** @type {Name | null} */
  name = null;
  /** @type {HTMLElement | null} */
  #sheet = null;
  /** @type {HTMLElement | null} */
  #opener = null;
  #root;
  #home;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} home has the focus again when a sheet opened by a key closes
   */
  constructor(root, home) {
    this.#root = root;
    this.#home = home;
  }

  /**
   * @param {Name} name
   * @param {string} title
   * @param {import('../dom.js').Child[]} content
   * @param {HTMLElement | null} opener the button it came from
   */
  open(name, title, content, opener) {
    this.close(false);
    const close = h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': 'Close', onclick: () => this.close() }, icon('x'));
    const sheet = h('section', { class: `panel-sheet sheet-${name}`, role: 'dialog', 'aria-label': title, tabindex: '-1' },
      h('header', null, h('h2', null, title), close), ...content);
    this.name = name;
    this.#sheet = sheet;
    this.#opener = opener;
    opener?.setAttribute('aria-expanded', 'true');
    this.#root.append(sheet);
    const first = sheet.querySelector('input[type="number"]');
    (first instanceof HTMLElement ? first : sheet).focus({ preventScroll: true });
  }

  /**
   * Puts new content where it is open.
   * @param {Name} name
   * @param {import('../dom.js').Child[]} content
   */
  update(name, content) {
    const header = this.name === name ? this.#sheet?.firstElementChild : null;
    if (header && this.#sheet) replace(this.#sheet, header, ...content);
  }

  /** @param {boolean} [returnFocus] */
  close(returnFocus = true) {
    if (!this.#sheet) return;
    const held = this.#sheet.contains(document.activeElement);
    this.#sheet.remove();
    this.#opener?.setAttribute('aria-expanded', 'false');
    if (returnFocus && held) (this.#opener?.checkVisibility({ visibilityProperty: true }) ? this.#opener : this.#home).focus({ preventScroll: true });
    this.#sheet = null;
    this.name = null;
  }
}

/**
 * @template {string} T
 * @param {string} label
 * @param {[T, string][]} choices
 * @param {T} chosen
 * @param {(value: T) => void} onChoose
 * @param {string} [hint]
 */
function choice(label, choices, chosen, onChoose, hint) {
  const name = `reader-choice-${label.toLowerCase()}`;
  return h('div', { class: 'opt' }, h('span', { class: 'label', id: name }, label, hint && h('span', { class: 'hint' }, hint)),
    h('div', { class: 'seg seg-wide', role: 'radiogroup', 'aria-labelledby': name }, choices.map(([value, text]) => h('label', null,
      h('input', { type: 'radio', name, value, checked: value === chosen, onchange: () => onChoose(value) }), text))));
}

/**
 * @param {string} label
 * @param {number} percent
 * @param {(percent: number) => void} onInput
 */
function tone(label, percent, onInput) {
  const output = h('output', null, `${percent}%`);
  const range = h('input', { class: 'range', type: 'range', min: 50, max: 150, step: 5, value: percent, 'aria-label': label, oninput: () => {
    output.textContent = `${range.value}%`;
    onInput(Number(range.value));
  } });
  return h('div', { class: 'tone' }, h('span', null, label), range, output);
}

/** @type {Back[]} */
const BACKS = ['black', 'grey', 'paper', 'white'];

/** @param {Back} chosen @param {(back: Back) => void} onChoose */
function swatches(chosen, onChoose) {
  return h('div', { class: 'opt' }, h('span', { class: 'label', id: 'reader-background' }, 'Background'),
    h('div', { class: 'swatches', role: 'radiogroup', 'aria-labelledby': 'reader-background' }, BACKS.map((back) => h('label', { class: `swatch sw-${back}` },
      h('input', { type: 'radio', name: 'reader-back', value: back, checked: back === chosen, onchange: () => onChoose(back) }), h('span', { class: 'sr' }, back)))));
}

/**
 * @param {Settings} settings
 * @param {Fit} fit the one in force
 * @param {string} series
 * @param {() => void} onChange
 */
export function settingsContent(settings, fit, series, onChange) {
  const { look } = settings;
  const change = (/** @type {Partial<import('./types.js').Look>} */ patch) => { settings.set(patch); onChange(); };
  return [
    choice('Direction', [['ltr', 'Left to right'], ['rtl', 'Right to left']], settings.direction,
      (direction) => { settings.setDirection(direction); onChange(); }, `kept for ${series}`),
    choice('Fit', [['width', 'Width'], ['height', 'Height'], ['both', 'Both'], ['original', 'Original']], fit, (value) => change({ fit: value })),
    h('hr'),
    h('div', { class: 'tones' }, tone('Brightness', look.brightness, (brightness) => change({ brightness })),
      tone('Contrast', look.contrast, (contrast) => change({ contrast }))),
    swatches(look.back, (back) => change({ back })),
    h('hr'),
    h('label', { class: 'switch small' }, `Only for ${series}`, h('input', { type: 'checkbox', role: 'switch', checked: settings.onlyHere,
      onchange: (/** @type {Event} */ event) => { settings.setOnlyHere(/** @type {HTMLInputElement} */ (event.target).checked); onChange(); } })),
  ];
}

/** @param {() => void} showZones */
export function helpContent(showZones) {
  return [
    h('dl', { class: 'keys' }, HELP.map(([name, keys]) => h('div', null, h('dt', null, name), h('dd', null, keys.map((key) => h('kbd', { class: 'k' }, key)))))),
    h('p', { class: 'quiet small' }, 'In a right-to-left comic the arrows follow the page: ← goes on, → goes back.'),
    h('button', { class: 'btn', type: 'button', onclick: showZones }, 'Show where to press'),
  ];
}

/**
 * @param {number} index from 0
 * @param {number | null} count
 * @param {(index: number) => void} goTo
 */
export function gotoContent(index, count, goTo) {
  const input = h('input', { class: 'input', type: 'number', inputmode: 'numeric', min: 1, max: count, required: true, value: index + 1, 'aria-label': 'Page' });
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    goTo(Number(input.value) - 1);
  };
  queueMicrotask(() => input.select());
  return [h('form', { class: 'goto', onsubmit: submit }, input, h('span', { class: 'quiet num' }, count === null ? 'of - pages' : `of ${count}`),
    h('button', { class: 'btn btn-spot' }, 'Go'))];
}
