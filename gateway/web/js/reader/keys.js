// The reader's keys, in the one table that also makes the help sheet.

/**
 * @typedef {'left' | 'right' | 'screen-on' | 'screen-back' | 'next-issue' | 'previous-issue' | 'first' | 'last' | 'goto'
 *   | 'direction' | 'width' | 'height' | 'original' | 'bookmark' | 'fullscreen' | 'settings' | 'bars' | 'help' | 'escape'} Action
 */

/** @type {Record<string, Action>} */
const ACTIONS = {
  ArrowRight: 'right', ArrowLeft: 'left', ' ': 'screen-on', PageDown: 'screen-on', PageUp: 'screen-back',
  ']': 'next-issue', '[': 'previous-issue', Home: 'first', End: 'last', g: 'goto', d: 'direction', w: 'width', h: 'height', r: 'original',
  b: 'bookmark', f: 'fullscreen', s: 'settings', m: 'bars', '?': 'help', Escape: 'escape',
};

/** @type {[string, string[]][]} what each key is for, in the order of the help sheet */
export const HELP = [
  ['Next page', ['→', 'Space']], ['Previous page', ['←', 'Shift Space']], ['Next, previous issue', [']', '[']], ['First, last page', ['Home', 'End']],
  ['Go to page', ['G']], ['Reading direction', ['D']], ['Fit: width, height, original', ['W', 'H', 'R']], ['Bookmark this page', ['B']],
  ['Full screen', ['F']], ['Settings', ['S']], ['Show or hide the bars', ['M']], ['This help', ['?']], ['Close, leave', ['Esc']],
];

const MOVES = new Set(['ArrowRight', 'ArrowLeft', 'Home', 'End', 'PageUp', 'PageDown', ' ']);

/**
 * What a key asks for, or null when it belongs to the element that has the focus, or to nobody.
 * @param {KeyboardEvent} event
 * @returns {Action | null}
 */
export function actionOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = ACTIONS[key] ?? null;
  const { target } = event;
  if (target instanceof HTMLInputElement && action !== 'escape') {
    const letters = target.type === 'range' || target.type === 'radio' || target.type === 'checkbox';
    if (!letters || MOVES.has(key)) return null;
  }
  if (key === ' ' && target instanceof Element && target.closest('a, button')) return null;
  return action === 'screen-on' && event.shiftKey ? 'screen-back' : action;
}
