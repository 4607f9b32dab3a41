// The reader's keys, in the one table that also makes the help sheet. Every one but Esc can be changed.

/**
 * @typedef {'right' | 'left' | 'screen-on' | 'screen-back' | 'next-issue' | 'previous-issue' | 'first' | 'last' | 'goto'
 *   | 'one' | 'two' | 'scroll' | 'shift' | 'direction' | 'width' | 'height' | 'both' | 'original' | 'zoom-in' | 'zoom-out' | 'zoom-off'
 *   | 'crop' | 'bookmark' | 'notes' | 'auto' | 'incognito' | 'fullscreen' | 'settings' | 'bars' | 'help' | 'escape'} Action
 */

/** @type {[Action, string, string[]][]} what can be done, its name, its keys as `keyOf` writes them; in the order of the help sheet */
export const ACTIONS = [
  ['right', 'Page to the right', ['ArrowRight']], ['left', 'Page to the left', ['ArrowLeft']],
  ['screen-on', 'On by a screen', ['Space', 'PageDown']], ['screen-back', 'Back by a screen', ['Shift+Space', 'PageUp']],
  ['next-issue', 'Next issue', [']']], ['previous-issue', 'Previous issue', ['[']], ['first', 'First page', ['Home']], ['last', 'Last page', ['End']],
  ['goto', 'Go to page', ['g']], ['one', 'One page', ['1']], ['two', 'Two pages', ['2']], ['scroll', 'Scroll', ['3']],
  ['shift', 'Shift the pairs by one', ['o']], ['direction', 'Reading direction', ['d']],
  ['width', 'Fit the width', ['w']], ['height', 'Fit the height', ['h']], ['both', 'Fit both', ['e']], ['original', 'Original size', ['r']],
  ['zoom-in', 'Zoom in', ['+', '=']], ['zoom-out', 'Zoom out', ['-']], ['zoom-off', 'No zoom', ['0']], ['crop', 'Crop borders', ['c']],
  ['bookmark', 'Bookmark this page', ['b']], ['notes', 'Bookmarks and notes', ['n']], ['auto', 'Turn by itself', ['a']], ['incognito', 'Incognito', ['i']],
  ['fullscreen', 'Full screen', ['f']], ['settings', 'Settings', ['s']], ['bars', 'Show or hide the bars', ['m']], ['help', 'This help', ['?']],
  ['escape', 'Close, leave', ['Escape']],
];

const MOVES = new Set(['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown', 'Space', 'Shift+Space']);

/** How keys are written for people. @type {Record<string, string>} */
const NAMES = { ArrowRight: '→', ArrowLeft: '←', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc', PageDown: 'Page down', PageUp: 'Page up', 'Shift+Space': 'Shift Space' };

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
