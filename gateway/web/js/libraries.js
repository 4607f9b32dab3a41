// The shelves and the libraries, which the frame, the notices and the empty pages need.

import { get, passOverRefusal } from './api.js';
import * as state from './state.js';

/** @type {Promise<void> | null} */
let loading = null;

async function fetchLibraries() {
  const { items } = await get('/api/libraries');
  state.set({ libraries: items });
}

/** Fetches the libraries anew; those who ask at the same time share one answer. */
export function loadLibraries() {
  loading ??= fetchLibraries().finally(() => { loading = null; });
  return loading;
}

/** Fetches both anew, such as after a scan. */
export async function loadShelves() {
  const tree = get('/api/tree', { series: false }).then((found) => state.set({ tree: found }));
  await Promise.all([tree, loadLibraries()]);
}

/**
 * Waits until the libraries are known, so that their notices do not push a page down that is already shown.
 * A failure is left to whoever asks next.
 */
export async function librariesKnown() {
  if (!state.get('libraries')) await loadLibraries().catch(passOverRefusal);
}
