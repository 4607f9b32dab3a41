// The reader's keys, in the one table that also makes the help sheet. Every one but Esc can be changed.

import { t } from '../i18n.js';

/**
 * @typedef {'right' | 'left' | 'screen-on' | 'screen-back' | 'next-issue' | 'previous-issue' | 'first' | 'last' | 'goto'
 *   | 'one' | 'two' | 'scroll' | 'shift' | 'direction' | 'width' | 'height' | 'both' | 'original' | 'zoom-in' | 'zoom-out' | 'zoom-off'
 *   | 'crop' | 'bookmark' | 'notes' | 'auto' | 'incognito' | 'fullscreen' | 'settings' | 'bars' | 'help' | 'escape'} Action
 */

/** @type {[Action, string, string[]][]} what can be done, its name, its keys as `keyOf` writes them; in the order of the help sheet */
export const ACTIONS = [
  ['right', t('reader.pageRight'), ['ArrowRight']], ['left', t('reader.pageLeft'), ['ArrowLeft']],
  ['screen-on', t('reader.screenOn'), ['Space', 'PageDown']], ['screen-back', t('reader.screenBack'), ['Shift+Space', 'PageUp']],
  ['next-issue', t('reader.nextIssue'), [']']], ['previous-issue', t('reader.previousIssue'), ['[']], ['first', t('reader.firstPage'), ['Home']], ['last', t('reader.lastPage'), ['End']],
  ['goto', t('reader.goto'), ['g']], ['one', t('reader.one'), ['1']], ['two', t('reader.two'), ['2']], ['scroll', t('reader.scroll'), ['3']],
  ['shift', t('reader.shift'), ['o']], ['direction', t('reader.direction'), ['d']],
  ['width', t('reader.fitWidth'), ['w']], ['height', t('reader.fitHeight'), ['h']], ['both', t('reader.fitBoth'), ['e']], ['original', t('reader.original'), ['r']],
  ['zoom-in', t('reader.zoomIn'), ['+', '=']], ['zoom-out', t('reader.zoomOut'), ['-']], ['zoom-off', t('reader.zoomOff'), ['0']], ['crop', t('reader.crop'), ['c']],
  ['bookmark', t('reader.bookmarkThis'), ['b']], ['notes', t('reader.notes'), ['n']], ['auto', t('reader.auto'), ['a']], ['incognito', t('reader.incognito'), ['i']],
  ['fullscreen', t('reader.fullscreen'), ['f']], ['settings', t('reader.settingsKey'), ['s']], ['bars', t('reader.bars'), ['m']], ['help', t('reader.helpKey'), ['?']],
  ['escape', t('reader.escape'), ['Escape']],
];

const MOVES = new Set(['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Space', 'Shift+Space']);

/** How keys are written for people. @type {Record<string, string>} */
const NAMES = { ArrowRight: '→', ArrowLeft: '←', ArrowUp: '↑', ArrowDown: '↓', Escape: t('key.escape'), PageDown: t('key.pageDown'), PageUp: t('key.pageUp'), 'Shift+Space': t('key.shiftSpace'), Home: t('key.home'), End: t('key.end'), Space: t('key.space') };

/** @param {string} key */
export const keyName = (key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/**
 * A key as the table writes it; null for what is no key of ours: with Ctrl, Alt or Meta, or Shift alone.
 * @param {KeyboardEvent} event
 */
export function keyOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (['Shift', 'Control', 'Alt', 'Meta', 'Tab', 'Dead', 'CapsLock', 'Unidentified'].includes(event.key)) return null;
  if (event.key === ' ') return event.shiftKey ? 'Shift+Space' : 'Space';
  if (event.key.length === 1) return event.key.toLowerCase();
  return event.shiftKey ? `Shift+${event.key}` : event.key;
}

/**
 * The keys in force, by action.
 * @param {Record<string, string[]>} own
 * @returns {Map<Action, string[]>}
 */
export const keysOf = (own) => new Map(ACTIONS.map(([action, , keys]) => [action, action === 'escape' ? keys : own[action] ?? keys]));

/**
 * What a key is for.
 * @param {string} key
 * @param {Record<string, string[]>} own
 * @returns {Action | null}
 */
export function actionFor(key, own) {
  for (const [action, keys] of keysOf(own)) if (keys.includes(key)) return action;
  return null;
}

/**
 * What a press asks for, or null when it belongs to the element that has the focus, or to nobody.
 * @param {KeyboardEvent} event
 * @param {Record<string, string[]>} own
 * @returns {Action | null}
 */
export function actionOf(event, own) {
  const key = keyOf(event);
  if (!key) return null;
  const action = actionFor(key, own);
  const { target } = event;
  if (action === 'escape') return action;
  if (target instanceof HTMLTextAreaElement) return null;
  if (target instanceof HTMLInputElement) {
    const letters = target.type === 'range' || target.type === 'radio' || target.type === 'checkbox';
    if (!letters || MOVES.has(key)) return null;
  }
  if (key.endsWith('Space') && target instanceof Element && target.closest('a, button')) return null;
  return action;
}

/**
 * The first keys that turn on and back, as people read them.
 * @param {Record<string, string[]>} own
 * @param {'ltr' | 'rtl'} direction
 * @returns {[on: string, back: string]}
 */
export function turningKeys(own, direction) {
  const keys = keysOf(own);
  const [right, left] = [keys.get('right')?.[0] ?? 'ArrowRight', keys.get('left')?.[0] ?? 'ArrowLeft'].map(keyName);
  return direction === 'rtl' ? [left, right] : [right, left];
}
