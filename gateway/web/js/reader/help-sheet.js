// The sheet of keys, where each can be given to something else.

import { h } from '../dom.js';
import { t } from '../i18n.js';
import { toast } from '../toast.js';
import { ACTIONS, actionFor, keyName, keyOf, keysOf } from './keys.js';

/** @typedef {import('./keys.js').Action} Action */
/** @typedef {import('./settings.js').Settings} Settings */

/** @param {Action} action */
const nameOf = (action) => ACTIONS.find(([one]) => one === action)?.[1] ?? '';

/** What fingers and the mouse do, beside pressing where it is shown. */
const HANDS = [[t('reader.handSwipe'), t('reader.handTurns')], [t('reader.handDouble'), t('reader.handZooms')], [t('reader.handPinch'), t('reader.handZoomsFreely')],
  [t('reader.handDrag'), t('reader.handPans')], [t('reader.handWheel'), t('reader.handScrolls')]];

/** @param {string} key */
const k = (key) => h('kbd', { class: 'k' }, keyName(key));

export class KeySheet {
  /** What the next key will be for. @type {Action | null} */
  #waits = null;
  #changing = false;
  /** A key that is taken. @type {{key: string, by: Action, action: Action} | null} */
  #taken = null;
  #settings;
  #again;
  #showZones;

  /**
   * @param {Settings} settings
   * @param {() => void} again the sheet has to change
   * @param {() => void} showZones
   */
  constructor(settings, again, showZones) {
    this.#settings = settings;
    this.#again = again;
    this.#showZones = showZones;
  }

  /** Nothing waits for a key any more. */
  rest() {
    this.#waits = null;
    this.#taken = null;
    this.#changing = false;
  }

  /**
   * A key was pressed.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was waited for
   */
  take(event) {
    const action = this.#waits;
    const key = action && keyOf(event);
    if (!action || !key) return false;
    this.#waits = null;
    const by = actionFor(key, this.#settings.keys);
    if (key !== 'Escape') {
      if (by && by !== action) this.#taken = { key, by, action };
      else this.#give(key, action);
    }
    this.#again();
    return true;
  }

  /** @param {string} key @param {Action} action */
  #give(key, action) {
    const own = { ...this.#settings.keys, [action]: [key] };
    const before = actionFor(key, this.#settings.keys);
    if (before && before !== action) own[before] = (keysOf(this.#settings.keys).get(before) ?? []).filter((one) => one !== key);
    this.#taken = null;
    this.#settings.setKeys(own);
  }

  /** @param {Action} action */
  #ask(action) {
    this.#waits = action;
    this.#taken = null;
    this.#again();
  }

  /** All keys as they were at first; those that were given can be had back. */
  #reset() {
    const before = this.#settings.keys;
    this.#settings.setKeys({});
    this.#again();
    toast(t('reader.keysAreReset'), { onUndo: () => {
      this.#settings.setKeys(before);
      this.#again();
    } });
  }

  /** @returns {import('../dom.js').Child[]} */
  content() {
    const keys = keysOf(this.#settings.keys);
    const act = (/** @type {() => void} */ what) => () => { what(); this.#again(); };
    const row = (/** @type {typeof ACTIONS[number]} */ [action, name]) => h('div', null, h('dt', null, name),
      h('dd', null, this.#waits === action ? h('span', { class: 'quiet small', role: 'status' }, t('reader.pressKey')) : (keys.get(action) ?? []).map(k),
        keys.get(action)?.length === 0 && this.#waits !== action && h('span', { class: 'quiet small' }, t('reader.noKey')),
        this.#changing && action !== 'escape' && h('button', { class: 'btn btn-ghost btn-s', type: 'button', 'aria-label': t('reader.changeKey', { name }), onclick: () => this.#ask(action) }, t('reader.change'))));
    return [
      this.#taken && this.#conflict(this.#taken),
      h('dl', { class: 'keys' }, ACTIONS.map(row)),
      h('div', { class: 'hands-all' }, h('h3', null, t('reader.hands')), h('dl', { class: 'keys hands' }, HANDS.map(([hand, does]) => h('div', null, h('dt', null, hand), h('dd', null, does))))),
      h('p', { class: 'quiet small' }, t('reader.rtlKeys')),
      h('div', { class: 'actions' },
        h('button', { class: 'btn', type: 'button', onclick: this.#showZones }, t('reader.showZones')),
        h('button', { class: 'btn', type: 'button', 'aria-pressed': String(this.#changing), onclick: act(() => { this.#changing = !this.#changing; this.#waits = null; }) }, this.#changing ? t('reader.done') : t('reader.changeKeys')),
        this.#changing && Object.keys(this.#settings.keys).length > 0 && h('button', { class: 'btn', type: 'button', onclick: () => this.#reset() }, t('reader.keysReset'))),
    ];
  }

  /** @param {{key: string, by: Action, action: Action}} taken */
  #conflict({ key, by, action }) {
    return h('div', { class: 'notice', role: 'alert' }, h('div', null, t('reader.keyTaken', { key: keyName(key), name: nameOf(by) })),
      h('button', { class: 'btn btn-ghost', type: 'button', onclick: () => { this.#give(key, action); this.#again(); } }, t('reader.keyUse', { name: nameOf(action) })));
  }
}
