// Comics that cannot be read, or not to their end: why, where they lie, and once more for one or for all that are shown.

import { get, send } from '../api.js';
import { refuse } from '../admin/frame.js';
import { isAdmin } from '../auth.js';
import { withBones } from '../bones.js';
import { nothing, roomHead } from '../care/listing.js';
import { reasonKind } from '../care/reasons.js';
import { h, icon, replace } from '../dom.js';
import { dayWithin, pagesLabel, size } from '../format.js';
import { t } from '../i18n.js';
import { librariesKnown } from '../libraries.js';
import { setQuery, setTitle } from '../router.js';
import { attempt } from '../series/menu.js';
import * as state from '../state.js';
import { toast } from '../toast.js';

/**
 * @typedef {{id: string, title: string, path: string, library_id: string, series: string, series_id: string, format: string, size_bytes: number,
 *   pages: number | null, has_thumbnail: boolean, problem: string, updated_at: string}} Problem
 */

const PAGE = 200;
const MOST = 10_000;                      // looked at; who has more has another trouble, such as a disk that is not there
const SHOWN = 200;
const AT_ONCE = 4;                        // comics opened anew at the same time

/** @param {AbortSignal} signal @returns {Promise<{items: Problem[], total: number}>} */
async function fetchAll(signal) {
  /** @type {Problem[]} */
  const items = [];
  for (let cursor = ''; ;) {
    const page = await get('/api/problems', { limit: PAGE, cursor }, { signal });
    items.push(...page.items);
    cursor = page.next_cursor ?? '';
    if (!cursor || items.length >= MOST) return { items, total: page.total };
  }
}

/** Opens comics once more, a few at a time. @param {string[]} ids @param {AbortSignal} signal */
async function retryAll(ids, signal) {
  const waiting = [...ids];
  const work = async () => {
    for (let id = waiting.shift(); id && !signal.aborted; id = waiting.shift()) await send('POST', `/api/cover/${encodeURIComponent(id)}/retry`, undefined, { signal });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** @param {Problem} one */
function row(one) {
  const again = h('button', { class: 'btn btn-ghost', type: 'button', 'aria-label': t('problems.retryOf', { title: one.title }), onclick: () => attempt(async () => {
    again.disabled = true;
    try {
      await send('POST', `/api/cover/${encodeURIComponent(one.id)}/retry`);
      again.textContent = t('problems.asked');
    } catch (error) {
      again.disabled = false;
      throw error;
    }
  }) }, t('issue.tryAgain'));
  return h('li', { class: 'care-row is-bad' }, icon('file-x'),
    h('span', { class: 'care-name' }, h('a', { href: `/issue/${one.id}` }, h('b', null, one.title)), h('span', null, one.problem), h('span', { class: 'small faint path' }, one.path)),
    h('span', { class: 'care-when small quiet num' }, h('span', null, `${one.format.toUpperCase()}, ${size(one.size_bytes)}`), h('span', { class: 'faint' }, one.pages ? pagesLabel(one.pages) : '', ' ', dayWithin(one.updated_at))), again);
}

/** @param {string} label @param {[string, string][]} options @param {string} value @param {(value: string) => void} onChange */
function select(label, options, value, onChange) {
  const box = h('select', { class: 'input', 'aria-label': label, onchange: () => onChange(box.value) }, ...options.map(([one, text]) => h('option', { value: one, selected: one === value }, text)));
  return box;
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal, query }) {
  if (!isAdmin()) return refuse(main);
  setTitle(t('problems.title'));
  let { items, total } = (await withBones(main, Promise.all([fetchAll(signal), librariesKnown()]), signal))[0];
  const filter = { q: query.get('q') ?? '', library: query.get('library') ?? '', kind: query.get('kind') ?? '' };
  const list = h('ul', { class: 'care-list' });
  const foot = h('div', { class: 'care-foot' });
  const tools = h('div', { class: 'care-tools' });

  const shown = () => {
    const plain = filter.q.trim().toLocaleLowerCase();
    return items.filter((one) => (!filter.library || one.library_id === filter.library) && (!filter.kind || reasonKind(one.problem) === filter.kind)
      && (!plain || `${one.title}\n${one.path}\n${one.problem}`.toLocaleLowerCase().includes(plain)));
  };
  const retry = h('button', { class: 'btn', type: 'button', onclick: () => attempt(async () => {
    const ids = shown().map(({ id }) => id);
    retry.disabled = true;
    try {
      await retryAll(ids, signal);
      toast(t('problems.askedAll', { n: ids.length }), { label: t('problems.look'), onUndo: again });
    } finally {
      retry.disabled = false;
    }
  }) }, icon('rotate-ccw'), t('problems.retryAll'));
  const { element, count } = roomHead(t('problems.title'), t('problems.about'), retry);
  const again = async () => {
    ({ items, total } = await fetchAll(signal));
    drawTools();
    draw();
  };
  const draw = () => {
    const found = shown();
    replace(list, ...found.slice(0, SHOWN).map(row));
    list.hidden = retry.hidden = !found.length;
    count.textContent = total === found.length ? t('count.comics', { n: total }) : t('problems.of', { found: found.length, n: total });
    const none = items.length ? nothing('search-x', t('problems.noMatch'), t('problems.noMatchHint')) : nothing('circle-check', t('problems.none'), t('problems.noneHint'));
    replace(foot, found.length ? found.length > SHOWN && h('p', { class: 'quiet small' }, t('problems.firstShown', { n: SHOWN })) : none);
  };
  /** @param {Partial<typeof filter>} change */
  const set = (change) => {
    Object.assign(filter, change);
    setQuery(new URLSearchParams(Object.entries(filter).filter(([, value]) => value)));
    draw();
  };
  const drawTools = () => {
    /** @type {Map<string, number>} */
    const kinds = new Map();
    for (const { problem } of items) kinds.set(reasonKind(problem), (kinds.get(reasonKind(problem)) ?? 0) + 1);
    const libraries = state.get('libraries') ?? [];
    const field = h('input', { class: 'input', type: 'search', placeholder: t('tags.find'), 'aria-label': t('problems.find'), value: filter.q, oninput: () => set({ q: field.value }) });
    replace(tools, field,
      kinds.size > 1 && select(t('problems.kind'), [['', t('problems.allKinds')], ...[...kinds].sort((a, b) => b[1] - a[1]).map(([kind, n]) => /** @type {[string, string]} */ ([kind, t('problems.kindCount', { kind, n })]))], filter.kind, (kind) => set({ kind })),
      libraries.length > 1 && select(t('problems.library'), [['', t('problems.allLibraries')], ...libraries.map(({ id, name }) => /** @type {[string, string]} */ ([id, name]))], filter.library, (library) => set({ library })));
    tools.hidden = !items.length;
  };
  drawTools();
  draw();
  replace(main, element, tools, list, foot);
}
