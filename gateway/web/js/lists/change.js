// Making, renaming, sharing and removing lists; what is removed can be brought back.

import { ApiError, send } from '../api.js';
import { isAdmin } from '../auth.js';
import { openDialog } from '../dialog.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { navigate } from '../router.js';
import { toast } from '../toast.js';
import { told } from '../progress.js';
import { listHref, loadLists, makeList, showLists } from './mine.js';

/** @typedef {import('../types.js').List} List */
/** @typedef {import('../types.js').SmartList} SmartList */

/**
 * A dialog with a name and what else there is to say; it stays open until the work has succeeded.
 * @param {string} title
 * @param {{name?: string, about?: string, fields?: import('../dom.js').Child[], yes: string}} asked
 * @param {(name: string) => Promise<void>} work
 */
export async function askName(title, { name = '', about, fields = [], yes }, work) {
  const input = h('input', { class: 'input', name: 'name', maxlength: 200, required: true, value: name, autocomplete: 'off' });
  const alert = h('p', { class: 'hint-bad', role: 'alert' });
  const form = h('form', { class: 'dialog-part', onsubmit: async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    try {
      await work(input.value.trim());
      dialog.close('done');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      replace(alert, icon('circle-alert', 'i-s'), error.detail);
    }
  } }, about && h('p', { class: 'quiet' }, about), h('label', { class: 'field' }, h('span', null, t('lists.name')), input), ...fields, alert,
  h('div', { class: 'dialog-foot' }, h('button', { class: 'btn', type: 'button', onclick: () => dialog.close('') }, t('dialog.cancel')),
    h('button', { class: 'btn btn-spot' }, yes)));
  const { dialog, closed } = openDialog(title, [form]);
  input.select();
  await closed;
}

/** @param {HTMLInputElement} input */
export function shareField(input) {
  return isAdmin() && h('label', { class: 'switch' }, h('span', null, t('lists.shareWithAll')), input);
}

/** Asks for a new list, and goes there. */
export function newList() {
  const shared = h('input', { type: 'checkbox' });
  /** @param {string} value @param {string} name @param {string} hint @param {boolean} checked */
  const kind = (value, name, hint, checked) => h('label', { class: 'kind-choice' }, h('input', { type: 'radio', name: 'kind', value, checked }),
    h('span', null, h('b', null, name), h('span', { class: 'small quiet' }, hint)));
  const kinds = h('fieldset', { class: 'kind-choices' }, h('legend', { class: 'sr' }, t('lists.kind')),
    kind('reading', t('lists.reading'), t('lists.readingHint'), true), kind('collection', t('lists.collection'), t('lists.collectionHint'), false));
  return askName(t('lists.newTitle'), { fields: [kinds, shareField(shared)], yes: t('lists.make') }, async (name) => {
    const chosen = kinds.querySelector('input:checked');
    const made = await makeList(name, chosen instanceof HTMLInputElement && chosen.value === 'collection' ? 'collection' : 'reading', shared.checked);
    if (!made.waits) await loadLists();
    navigate(listHref(made));
    if (made.waits) toast(told(t('lists.imported', { name }), true), { onUndo: async () => {
      if ((await import('../offline/lists.js')).unmake(made.id).length) navigate('/lists', { replace: true });
    } });
  });
}

/** @param {List} list @param {(list: List) => void} done */
export function renameList(list, done) {
  return askName(t('lists.rename'), { name: list.name, yes: t('lists.save') }, async (name) => {
    const outcome = await (await import('../offline/lists.js')).rename(list, name);
    if (outcome && 'error' in outcome) throw outcome.error;
    done(outcome?.answer ?? { ...list, name });
    if (outcome) await loadLists();
    else {
      toast(told(t('lists.renamed', { name }), true));
      await showLists();                                   // as many changes wait as before where it had another name already
    }
  });
}

/** Shares a list with all, or keeps it to oneself again. @param {List} list @param {(list: List) => void} done */
export async function shareList(list, done) {
  const set = async (/** @type {boolean} */ shared) => {
    try {
      done(await send('PATCH', `/api/lists/${list.id}`, { shared }));
    } catch (error) {
      // Who may see it is no change to be made late: somebody may have kept it to themselves since.
      throw error instanceof ApiError && error.code === 'offline' ? new ApiError(0, 'offline', t('lists.shareLater', { name: list.name })) : error;
    }
    await loadLists();
  };
  await set(!list.shared);
  toast(list.shared ? t('lists.unshared', { name: list.name }) : t('lists.shared', { name: list.name }), { onUndo: () => set(list.shared) });
}

/** Removes a list and leaves its page; one that the server has not heard of goes with all that was to come. @param {List} list */
export async function removeList(list) {
  const { remove, unmake } = await import('../offline/lists.js');
  const { enqueue, waitingOf, withdraw } = await import('../offline/outbox.js');
  const unmade = unmake(list.id);
  const outcome = unmade.length ? null : await remove(list);
  if (outcome && 'error' in outcome) throw outcome.error;
  const change = waitingOf('removed', list.id);
  if (outcome) await loadLists();
  navigate('/lists', { replace: true });
  const undo = outcome?.answer?.undo;
  toast(told(t('lists.removed', { name: list.name }), change !== null), { onUndo: undo || change || unmade.length ? async () => {
    if (unmade.length) for (const one of unmade) void enqueue(one);
    else if (undo) await send('POST', `/api/undo/${undo}`);
    else if (change && !withdraw(change)) throw new ApiError(0, 'sent', t('lists.removedSent'));
    await loadLists();
    navigate(listHref(list));
  } : undefined });
}

/** What the server takes of a smart list. @param {SmartList} list */
function smartBody({ name, kind, filter, sort, order, shared }) {
  return { name, kind, filter, sort, order, shared };
}

/** @param {SmartList} list @param {(list: SmartList) => void} done */
export function renameSmart(list, done) {
  const shared = h('input', { type: 'checkbox', checked: list.shared });
  return askName(t('lists.rename'), { name: list.name, fields: [shareField(shared)], yes: t('lists.save') }, async (name) => {
    done(await send('PUT', `/api/smart-lists/${list.id}`, { ...smartBody(list), name, shared: shared.checked }));
    await loadLists();
  });
}

/** @param {SmartList} list */
export async function removeSmart(list) {
  await send('DELETE', `/api/smart-lists/${list.id}`);
  await loadLists();
  navigate('/lists', { replace: true });
  toast(t('lists.removed', { name: list.name }), { onUndo: async () => {
    const again = await send('POST', '/api/smart-lists', smartBody(list));
    await loadLists();
    navigate(`/smart/${again.id}`);
  } });
}
