// What is saved on this device: how much room it takes, what is still coming, what did not, and how it goes again.

import { h, icon, replace } from '../dom.js';
import { pageLabel, size } from '../format.js';
import { t } from '../i18n.js';
import { placed, savedCover } from '../offline/cards.js';
import { changesSection } from '../offline/changes.js';
import { remove } from '../offline/remove.js';
import { LIMITS, limit, setLimit, used } from '../offline/room.js';
import { cancelSaving, resume, saveAgain } from '../offline/save.js';
import { allOf, canSave } from '../offline/shelf.js';
import { setTitle } from '../router.js';
import * as state from '../state.js';
import { style } from '../style.js';

style('offline');

/** @typedef {import('../offline/cards.js').Placed} Saved */

/** @param {Saved} saved */
function stateOf({ state: at, done, pages, bytes, missing, note, progress }) {
  if (at === 'waiting') return h('span', { class: 'quiet' }, t('offline.waiting'));
  if (at === 'failed') return h('span', { class: 'state state-warn' }, icon('circle-alert', 'i-s'), note);
  if (at === 'saving') return [h('span', { class: 'num' }, t('offline.pagesOf', { done, n: pages ?? 0 })), h('progress', { class: 'meter', value: done, max: pages || 1, 'aria-hidden': 'true' })];
  const text = t('offline.pagesSize', { n: done, size: size(bytes) });
  const where = progress && h('span', { class: 'num' }, progress.completed && icon('check', 'i-s'), progress.completed ? t('lists.read') : pageLabel(progress.current_page, pages));
  if (!missing.length) return [where, h('span', { class: 'quiet num' }, text)];
  return [where, h('span', { class: 'quiet num' }, text), h('details', { class: 'small' },
    h('summary', null, t('offline.missing', { n: missing.length })),
    h('ul', null, ...missing.map(({ page, reason }) => h('li', null, t('offline.missingPage', { page: page + 1, reason })))))];
}

/** @param {Saved} saved @param {() => void} draw */
function row(saved, draw) {
  const { id, name, state: at } = saved;
  const title = name || t('offline.unnamed');
  const open = h('a', { class: 'saved-open', href: `/read/${encodeURIComponent(id)}`, id: `saved-${id}` }, savedCover(saved),
    h('span', { class: 'saved-name' }, h('b', null, title), saved.series && h('span', { class: 'quiet small' }, saved.series)));
  const again = () => { void saveAgain(id).then(draw); };
  return h('li', { class: 'saved' }, open, h('div', { class: 'saved-state' }, stateOf(saved)), h('div', { class: 'row' },
    (at === 'failed' || saved.missing.length > 0) && h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('offline.again', { name: title }), title: t('offline.againShort'), onclick: again }, icon('rotate-ccw')),
    h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('offline.remove', { name: title }), title: t('offline.removeShort'), onclick: () => void remove([saved], draw) }, icon('trash-2'))));
}

/** @param {Saved[]} all @param {() => void} draw */
function head(all, draw) {
  const taken = used(all);
  const select = h('select', { class: 'input', id: 'offline-limit', onchange: () => {
    setLimit(Number(select.value));
    draw();
  } }, ...LIMITS.map((bytes) => h('option', { value: bytes, selected: bytes === limit() }, size(bytes))));
  return h('div', { class: 'saved-head' },
    h('div', { class: 'saved-room' }, h('span', { class: 'num', id: 'offline-used' }, t('offline.used', { used: size(taken), limit: size(limit()) })),
      h('progress', { class: 'meter', value: Math.min(taken, limit()), max: limit(), 'aria-labelledby': 'offline-used' })),
    h('label', { class: 'row small', for: 'offline-limit' }, t('offline.limit'), select),
    all.length > 0 && h('button', { class: 'btn', type: 'button', onclick: () => void remove(all, draw) }, icon('trash-2'), t('offline.removeAll')));
}

/** @param {Saved[]} coming @param {() => void} draw */
const cancel = (coming, draw) => coming.length > 0 && h('div', { class: 'notice' }, icon('download'), h('div', null, t('offline.coming', { n: coming.length })),
  h('button', { class: 'btn btn-ghost', type: 'button', onclick: () => void cancelSaving().then(draw) }, t('offline.cancel')));

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle(t('offline.title'));
  const title = h('h1', { tabindex: -1 }, t('offline.title'));
  const body = h('div', { class: 'saved-body' });
  const lost = h('div', { class: 'notice notice-warn' }, icon('wifi-off'), h('div', null, t('offline.nowLong')));
  const draw = async () => {
    const all = await placed((await allOf(state.get('user')?.id ?? '')).filter(({ state: at }) => at !== 'removing').reverse());
    if (signal.aborted) return;
    const changes = changesSection(new Map(all.map(({ id, name }) => [id, name])));
    const coming = all.filter(({ state: at }) => at === 'waiting' || at === 'saving');
    lost.hidden = state.get('online');
    const focus = document.activeElement?.id;
    const held = document.activeElement?.closest('.changes');
    if (!canSave) replace(body, lost, changes, h('section', { class: 'empty' }, icon('download', 'i-l'), h('h2', null, t('offline.notHere')), h('p', null, t('offline.unsupported'))));
    else if (!all.length) replace(body, lost, changes, h('section', { class: 'empty' }, icon('download', 'i-l'), h('h2', null, t('offline.empty')), h('p', null, t('offline.emptyHow'))));
    else replace(body, lost, changes, cancel(coming, draw), head(all, draw), h('ul', { class: 'saved-list' }, ...all.map((saved) => row(saved, () => void draw()))));
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
    else if (held) /** @type {HTMLElement} */ (body.querySelector('.changes .change button') ?? title).focus({ preventScroll: true });
  };
  await draw();
  signal.throwIfAborted();
  replace(main, title, body);
  signal.addEventListener('abort', state.subscribe(['saving', 'online', 'waiting', 'refused'], () => void draw()));
  void resume();
}
