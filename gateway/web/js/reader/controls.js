// How the reader is steered: keys here, hands beside it; both do what acts.js says.

import { Acts } from './acts.js';
import { Hands } from './hands.js';
import { actionOf } from './keys.js';

/**
 * @param {import('./conductor.js').Reader} reader
 * @param {AbortSignal} signal
 */
export function controls(reader, signal) {
  const { root, settings, sheets, zones } = reader;
  const acts = new Acts(reader);
  const hands = new Hands(reader, acts, signal);

  document.addEventListener('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const elsewhere = target && target !== document.body && !root.contains(target); // the login, a toast
    if (event.defaultPrevented || elsewhere || root.closest('[inert]')) return;
    root.toggleAttribute('data-tab', event.key === 'Tab');
    const taken = sheets.name === 'help' && acts.sheet.keys.take(event);
    const action = taken ? null : actionOf(event, settings.keys);
    if (!taken && !action) return;
    event.preventDefault();
    event.stopPropagation();
    if (!action || (zones.show(false) && action === 'escape')) return;
    reader.habits.stir();
    hands.soon(() => acts.table[action](event.repeat));
  }, { signal, capture: true });

  return acts.sheet;
}
