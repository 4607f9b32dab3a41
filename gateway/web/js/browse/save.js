// Saving a filter as a smart list, and changing a saved one.

import { send } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { askName, shareField } from '../lists/change.js';
import { loadLists } from '../lists/mine.js';
import { navigate } from '../router.js';
import { toast } from '../toast.js';
import { filterOf, showsComics } from './query.js';

/** @typedef {import('../types.js').SmartList} SmartList */

/** A list as the server takes it. @param {URLSearchParams} query @param {string} name @param {boolean} shared */
function listOf(query, name, shared) {
  return { name, shared, kind: showsComics(query) ? 'books' : 'series', filter: filterOf(query), sort: query.get('sort') ?? 'title', order: query.get('order') ?? 'asc' };
}

/**
 * Asks for a name, and keeps the filter under it.
 * @param {URLSearchParams} query
 */
export function saveAsList(query) {
  const shared = h('input', { type: 'checkbox' });
  return askName(t('smart.saveAs'), { about: t('smart.what'), fields: [shareField(shared)], yes: t('smart.keep') }, async (name) => {
    /** @type {SmartList} */
    const made = await send('POST', '/api/smart-lists', listOf(query, name, shared.checked));
    toast(t('smart.kept', { name: made.name }), { label: t('smart.open'), onUndo: () => navigate(`/smart/${made.id}`) });
    await loadLists();
  });
}

/**
 * Puts another filter in the place of a kept one.
 * @param {SmartList} list
 * @param {URLSearchParams} query
 */
export async function saveChanges(list, query) {
  await send('PUT', `/api/smart-lists/${list.id}`, listOf(query, list.name, list.shared));
  await loadLists();
  toast(t('smart.changed', { name: list.name }), { onUndo: async () => {
    const { name, kind, filter, sort, order, shared } = list;
    await send('PUT', `/api/smart-lists/${list.id}`, { name, kind, filter, sort, order, shared });
    await loadLists();
  } });
  navigate(`/smart/${list.id}`);
}
