// Keeping a filter as a smart list, and changing one that is kept.

import { ApiError, send } from '../api.js';
import { isAdmin } from '../auth.js';
import { openDialog } from '../dialog.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
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
export async function saveAsList(query) {
  const input = h('input', { class: 'input', name: 'name', maxlength: 200, required: true, autocomplete: 'off' });
  const shared = h('input', { type: 'checkbox' });
  const alert = h('p', { class: 'hint-bad', role: 'alert' });
  const form = h('form', { class: 'dialog-part', onsubmit: async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      /** @type {SmartList} */
      const made = await send('POST', '/api/smart-lists', listOf(query, input.value.trim(), shared.checked));
      dialog.close('done');
      toast(t('smart.kept', { name: made.name }), { label: t('smart.open'), onUndo: () => navigate(`/smart/${made.id}`) });
      await loadLists();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      replace(alert, icon('circle-alert', 'i-s'), error.detail);
    }
  } },
  h('p', { class: 'quiet' }, t('smart.what')), h('label', { class: 'field' }, h('span', null, t('lists.name')), input),
  isAdmin() && h('label', { class: 'switch' }, h('span', null, t('lists.shareWithAll')), shared), alert,
  h('div', { class: 'dialog-foot' }, h('button', { class: 'btn', type: 'button', onclick: () => dialog.close('') }, t('dialog.cancel')),
    h('button', { class: 'btn btn-spot' }, t('smart.keep'))));
  const { dialog, closed } = openDialog(t('smart.saveAs'), [form]);
  input.focus();
  await closed;
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
