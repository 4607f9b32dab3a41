// Taking saved comics off the device. For as long as it can be undone they are only hidden.

import { t } from '../i18n.js';
import * as state from '../state.js';
import { toast } from '../toast.js';
import { allOf, change, erase } from './shelf.js';

const LASTS = 10_000;                                      // ms, a little longer than the toast with its Undo

const me = () => state.get('user')?.id ?? '';

/**
 * @param {import('./shelf.js').Saved[]} entries
 * @param {() => void} onChange
 */
export async function remove(entries, onChange) {
  const user = me();
  for (const { id } of entries) await change(user, id, { state: 'removing', removed: Date.now() });
  onChange();
  const timer = setTimeout(() => void purge(), LASTS);
  toast(t('offline.removed', { n: entries.length }), { onUndo: async () => {
    clearTimeout(timer);
    for (const { id, state: before } of entries) await change(user, id, { state: before });
    onChange();
  } });
}

/** Deletes what was removed, here, in another tab or before the app was last closed, and cannot be undone any more. */
export async function purge() {
  const user = me();
  const gone = (await allOf(user)).filter(({ state: at, removed = 0 }) => at === 'removing' && Date.now() - removed >= LASTS);
  for (const { id } of gone) await erase(user, id);
}
