// Changes that the server does not know yet, or has refused: each can be looked at, sent again, or dropped.

import { h, icon } from '../dom.js';
import { dayAndTime } from '../format.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { toast } from '../toast.js';
import { enqueue, flush, ofOthers, waiting, withdrawWhole } from './outbox.js';
import * as refused from './refused.js';

/** @typedef {import('./outbox.js').Change} Change */

/** What was done. @param {Change} change */
function deed({ kind, data }) {
  switch (kind) {
    case 'place':
      if (data.gone) return t('changes.unread');
      return data.completed ? t('changes.read') : t('changes.place', { page: data.current_page + 1 });
    case 'marks':
      if (data.restore) return t('changes.back');
      return data.completed ? t('changes.read') : t('changes.unread');
    case 'bookmark':
      return data.gone ? t('changes.bookmarkGone', { page: data.page + 1 }) : t('changes.bookmark', { page: data.page + 1 });
    case 'rating':
      return data.value === null ? t('changes.ratingGone') : t('rating.stars', { n: data.value });
    case 'list':
      return t('changes.listMade');
    case 'renamed':
      return t('changes.listRenamed', { name: data.name });
    case 'removed':
      return t('changes.listRemoved');
    case 'listed':
      return data.gone ? t('changes.takenOff', { list: data.on }) : t('changes.putOn', { list: data.on });
    case 'moved':
      return t('changes.moved', { list: data.on });
    default:
      return t('changes.settings');
  }
}

/** What it was done to. @param {Change} change @param {Map<string, string>} names of comics that are saved here */
function subject({ kind, data }, names) {
  const known = (kind === 'renamed' && data.on) || data.name || names.get(data.comic_id ?? data.item);
  if (known) return known;
  return kind === 'settings' ? t('changes.account') : kind === 'rating' && data.kind === 'series' ? t('changes.series') : t('changes.comic');
}

/** @param {string} name of the icon @param {string} label @param {() => void} run */
const act = (name, label, run) => h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': label, title: label, onclick: run }, icon(name));

/** @param {Change} change @param {Map<string, string>} names @param {import('../dom.js').Child} how @param {import('../dom.js').Child[]} acts @param {number} [after] how many changes hang on it */
function row(change, names, how, acts, after = 0) {
  return h('li', { class: 'change' }, h('span', { class: 'saved-name' }, h('b', null, subject(change, names)), h('span', { class: 'quiet small' }, deed(change), after > 0 && ` · ${t('changes.andMore', { n: after })}`)),
    h('div', { class: 'saved-state' }, how, h('time', { class: 'faint num', datetime: change.at }, dayAndTime(change.at))), h('div', { class: 'row' }, ...acts));
}

/** @param {Change[]} changes in order */
function sendAgain(changes) {
  for (const one of changes) void enqueue(one);
}

/** Lets go of what waits. @param {Change} change @param {string} name */
function discard(change, name) {
  const whole = withdrawWhole(change);
  if (whole.length) toast(t('changes.discarded', { name }), { onUndo: () => sendAgain(whole) });
}

/**
 * The section of changes, or null where there are none.
 * @param {Map<string, string>} names of comics that are saved here
 */
export function changesSection(names) {
  const [not, here, others] = [refused.all(), waiting().filter(({ kind }) => kind !== 'time'), ofOthers()];
  if (!not.length && !here.length && !others) return null;
  const online = state.get('online');
  const rows = [
    ...not.map((one) => {
      const name = subject(one.change, names);
      return row(one.change, names, h('span', { class: 'state state-warn' }, icon('circle-alert', 'i-s'), one.reason), [
        act('rotate-ccw', t('changes.again', { name }), () => {
          refused.dismiss(one);
          sendAgain([one.change, ...one.after ?? []]);
        }), act('x', t('changes.dismiss', { name }), () => refused.dismiss(one))], one.after?.length);
    }),
    ...here.map((change) => {
      const name = subject(change, names);
      return row(change, names, h('span', { class: 'state quiet' }, icon('clock', 'i-s'), t('offline.waits')), [act('trash-2', t('changes.discard', { name }), () => discard(change, name))]);
    }),
  ];
  return h('section', { class: 'changes', 'aria-labelledby': 'changes' },
    h('div', { class: 'section-head' }, h('h2', { id: 'changes', tabindex: '-1' }, t('changes.title')),
      here.length > 0 && online && h('button', { class: 'btn push', type: 'button', id: 'send-now', onclick: () => void flush() }, icon('rotate-ccw'), t('offline.sendNow'))),
    h('p', { class: 'quiet small' }, not.length ? t('changes.refusedHint') : t('changes.hint')),
    rows.length > 0 && h('ul', { class: 'saved-list' }, ...rows),
    others > 0 && h('p', { class: 'quiet small' }, t('changes.others', { n: others })));
}
