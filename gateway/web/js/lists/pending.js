// What was added to a list while offline and the server does not know yet, shown below the list's items.

import { meter } from '../cards.js';
import { cover } from '../cover.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { additions } from '../offline/lists.js';
import { dresser } from '../offline/marks.js';
import { enqueue, isLate, waitingOf, withdraw } from '../offline/outbox.js';
import { waitsMark } from '../offline/waits.js';
import { reload } from '../router.js';
import * as state from '../state.js';
import { toast } from '../toast.js';

/** @typedef {import('../types.js').List} List */
/** @typedef {import('../offline/outbox.js').Change} Change */

/** @param {List} list @param {Change} change */
function row(list, change) {
  const { name, ids, kind, item } = change.data;
  const takeBack = () => {
    if (withdraw(change)) toast(t('lists.takenOut', { name }), { onUndo: () => void enqueue(change) });
  };
  const [only] = ids.length === 1 ? ids : [];
  const title = h('b', null, name);
  return h('li', { class: 'item' }, list.mine && h('span', { class: 'handle', 'aria-hidden': 'true' }), item ? cover(item, { marks: [kind !== 'series' && meter(dresser().dress(item))] }) : cover({ cover: null }),
    h('span', { class: 'item-text' }, only ? h('a', { href: kind === 'series' ? `/series/${only}` : `/read/${only}` }, title) : title,
      kind === 'series' && list.kind === 'reading' && h('span', { class: 'small quiet' }, t('lists.itsComics'))),
    h('span', { class: 'item-state' }, waitsMark()),
    h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('lists.takeOut', { name }), title: t('lists.takeOutHint'), onclick: takeBack }, icon('x')));
}

/**
 * The rows of what waits, kept up to date until the signal ends; the page comes anew once the server has heard of it.
 * @param {List} list
 * @param {AbortSignal} signal
 * @param {() => void} onChange
 */
export function pendingItems(list, signal, onChange) {
  const element = h('ol', { class: 'items', hidden: true });
  /** @type {Change[]} */
  let shown = [];
  const draw = () => {
    const now = additions(list.id).filter(isLate);
    if (String(now.map(({ id, at }) => id + at)) === String(shown.map(({ id, at }) => id + at))) return;
    shown = now;
    replace(element, ...shown.map((change) => row(list, change)));
    element.hidden = !shown.length;
  };
  draw();
  const follow = () => {
    const born = list.waits && !waitingOf('list', list.id);
    const gone = shown.some(({ kind, id }) => !waitingOf(kind, id));
    if (state.get('online') && (born || gone) && !additions(list.id).length) reload();
    else draw();
    onChange();
  };
  signal.addEventListener('abort', state.subscribe(['waiting', 'online'], follow));
  return { element, count: () => shown.length };
}
