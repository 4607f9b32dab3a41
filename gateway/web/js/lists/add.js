// 'Add to list': the lists that take it, 'Want to read', and a new one; what was added can be taken back.

import { ApiError, passOverRefusal, send } from '../api.js';
import { openDialog } from '../dialog.js';
import { h, icon, replace } from '../dom.js';
import { number } from '../format.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { told } from '../progress.js';
import { toast } from '../toast.js';
import { addItems, listIcon, listName, loadLists, makeList, takeLast } from './mine.js';

/** @typedef {import('../types.js').List} List */
/** @typedef {{kind: import('../types.js').ItemKind, ids: string[], name?: string, item?: import('../offline/lists.js').Item}} What `name` of what is one, and the very one */

/** The lists one may put it into, 'Want to read' first. @param {What} what */
function fitting({ kind }) {
  const lists = (state.get('lists') ?? []).filter((list) => list.mine && (kind === 'series' || list.kind !== 'collection'));
  return lists.sort((a, b) => Number(b.kind === 'want') - Number(a.kind === 'want'));
}

/** @param {What} what @param {List} list @param {boolean} made whether the list is new */
async function put({ kind, ids, name: named, item }, list, made) {
  const { added, waits, rest } = await addItems(list, kind, ids, named, item);
  const name = listName(list);
  if (waits.length) {
    const { withdraw } = await import('../offline/outbox.js');
    const { unmake } = await import('../offline/lists.js');
    const said = kind === 'series' && list.kind === 'reading' ? t('lists.addedSeries', { n: ids.length, name }) : t('lists.added', { n: waits.reduce((sum, { data }) => sum + data.ids.length, 0), name });
    toast(told(said, true), { onUndo: () => { if (!made || !unmake(list.id).length) waits.map(withdraw); } });
    return;
  }
  await loadLists().catch(passOverRefusal);                       // only the numbers among the shelves
  if (!added) {
    toast(t('lists.alreadyIn', { n: ids.length, name }));
    return;
  }
  const said = t('lists.added', { n: added, name });
  toast(rest ? t('parts.sofar', { said, why: rest }) : said, { onUndo: async () => {
    if (made) await send('DELETE', `/api/lists/${list.id}`);
    else await takeLast(list, added);
    await loadLists();
  } });
}

/** @param {(name: string) => void} make @param {() => void} back */
function newForm(make, back) {
  const input = h('input', { class: 'input', name: 'name', maxlength: 200, required: true, autocomplete: 'off' });
  const form = h('form', { class: 'dialog-part', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    if (input.value.trim()) make(input.value.trim());
  } }, h('label', { class: 'field' }, h('span', null, t('lists.name')), input),
  h('div', { class: 'dialog-foot' }, h('button', { class: 'btn', type: 'button', onclick: back }, t('lists.back')),
    h('button', { class: 'btn btn-spot' }, t('lists.makeAndAdd'))));
  return { form, input };
}

/**
 * Asks for a list and puts series or comics into it.
 * @param {What} what
 * @returns {Promise<boolean>} whether something was put into a list
 */
export async function addToList(what) {
  if (!what.ids.length) return false;
  const alert = h('p', { class: 'hint-bad', role: 'alert' });
  const body = h('div', { class: 'dialog-part' });
  const { dialog, closed } = openDialog(t('lists.addTitle'), [body, alert]);
  /** @param {() => Promise<void>} work */
  const attempt = async (work) => {
    replace(alert);
    dialog.toggleAttribute('data-busy', true);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      replace(alert, icon('circle-alert', 'i-s'), error.detail);
    } finally {
      dialog.toggleAttribute('data-busy', false);
    }
  };
  /** @param {List} list @param {boolean} [made] */
  const into = async (list, made = false) => {
    await put(what, list, made);
    dialog.close('done');
  };
  const ask = () => {
    const { form, input } = newForm((name) => void attempt(async () => into(await makeList(name, what.kind === 'series' ? 'collection' : 'reading'), true)), choose);
    replace(body, form);
    input.focus();
  };
  const choose = () => {
    replace(body, h('ul', { class: 'choices' },
      ...fitting(what).map((list) => h('li', null, h('button', { class: 'menu-item', type: 'button', onclick: () => void attempt(() => into(list)) },
        icon(listIcon(list.kind)), h('span', { class: 'menu-words' }, listName(list)), h('span', { class: 'menu-end num' }, number(list.item_count))))),
      h('li', null, h('button', { class: 'menu-item', type: 'button', onclick: ask }, icon('plus'), t('lists.new')))),
    h('form', { class: 'dialog-foot', method: 'dialog' }, h('button', { class: 'btn', value: '' }, t('lists.cancel'))));
    body.querySelector('button')?.focus();
  };
  if (state.get('lists')) choose();
  if (state.get('online') || !state.get('lists')) await attempt(loadLists);
  if (!state.get('online') && state.get('lists')) replace(alert, h('span', { class: 'quiet' }, icon('wifi-off', 'i-s'), t('lists.offline')));
  if (dialog.open && !body.querySelector('input')) choose();
  return await closed === 'done';
}
