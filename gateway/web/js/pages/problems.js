// Comics that cannot be read, or not all of what is in them: why, where they lie, and once more for one or for all that are left.

import { get, send } from '../api.js';
import { refuse } from '../admin/frame.js';
import { isAdmin } from '../auth.js';
import { listing, nothing, roomHead } from '../care/listing.js';
import { h, icon, replace } from '../dom.js';
import { dayWithin, listed, pagesLabel, size } from '../format.js';
import { t } from '../i18n.js';
import { librariesKnown } from '../libraries.js';
import { setQuery, setTitle } from '../router.js';
import * as state from '../state.js';
import { style } from '../style.js';
import { formatName } from '../terms.js';
import { attempt, toast } from '../toast.js';
import { say, told } from '../told.js';

style('care');
style('issue');

/**
 * @typedef {{id: string, title: string, path: string, library_id: string, series: string, series_id: string, format: string, size_bytes: number,
 *   pages: number | null, has_thumbnail: boolean, problem: string, updated_at: string}} Problem
 * @typedef {{q: string, library: string, kind: string}} Filter
 */

const PAUSE = 250;                        // ms without a key before the list is asked for

/** @param {Problem} one */
function row(one) {
  const again = h('button', { class: 'btn btn-ghost', type: 'button', 'aria-label': t('problems.retryOf', { title: one.title }), onclick: () => attempt(async () => {
    again.disabled = true;
    try {
      await send('POST', '/api/problems/retry', { ids: [one.id] });
      again.textContent = t('problems.asked');
    } catch (error) {
      again.disabled = false;
      throw error;
    }
  }) }, t('issue.tryAgain'));
  return h('li', { class: one.pages ? 'care-row is-doubtful' : 'care-row is-bad' }, icon(one.pages ? 'triangle-alert' : 'file-x'),
    h('span', { class: 'care-name' }, h('a', { href: `/issue/${one.id}` }, h('b', null, one.title)), h('span', null, told(one.problem)), h('span', { class: 'small faint path' }, one.path)),
    h('span', { class: 'care-when small quiet num' }, h('span', null, listed([formatName(one.format), size(one.size_bytes)])), h('span', { class: 'faint' }, one.pages ? pagesLabel(one.pages) : '', ' ', dayWithin(one.updated_at))), again);
}

/** @param {string} label @param {[string, string][]} options @param {string} value @param {(value: string) => void} onChange */
function select(label, options, value, onChange) {
  const box = h('select', { class: 'input', 'aria-label': label, onchange: () => onChange(box.value) }, ...options.map(([one, text]) => h('option', { value: one, selected: one === value }, text)));
  return box;
}

/** Those of the filters that are set. @param {Filter} filter */
function chosen(filter) {
  return Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal, query }) {
  if (!isAdmin()) return refuse(main);
  setTitle(t('problems.title'));
  /** @type {Filter} */
  const filter = { q: query.get('q') ?? '', library: query.get('library') ?? '', kind: query.get('kind') ?? '' };
  const kinds = h('span', { class: 'care-kinds' });
  const retry = h('button', { class: 'btn', type: 'button', hidden: true, onclick: () => attempt(async () => {
    retry.disabled = true;
    try {
      const { retried } = await send('POST', '/api/problems/retry', chosen(filter));
      toast(t('problems.askedAll', { n: retried }), { label: t('problems.look'), onUndo: load });
    } finally {
      retry.disabled = false;
    }
  }) }, icon('rotate-ccw'), t('problems.retryAll'));
  const { element, count } = roomHead(t('problems.title'), t('problems.about'), retry);
  const list = listing({ path: '/api/problems', signal, draw: row, onTotal: (n) => {
    count.textContent = n ? t('count.comics', { n }) : '';
    retry.hidden = !n;
  }, empty: () => (Object.keys(chosen(filter)).length ? nothing('search-x', t('problems.noMatch'), t('problems.noMatchHint')) : nothing('circle-check', t('problems.none'), t('problems.noneHint'))) });

  const drawKinds = async () => {
    const { kind, ...others } = chosen(filter);
    const { items } = await get('/api/problems/kinds', others, { signal });
    /** @type {[string, string][]} */
    const options = await Promise.all(items.map(async (/** @type {{kind: string, count: number}} */ one) => [one.kind, t('problems.kindCount', { kind: await say(one.kind), n: one.count })]));
    if (kind && !options.some(([one]) => one === kind)) options.push([kind, await say(kind)]);
    replace(kinds, options.length > 1 || kind ? select(t('problems.kind'), [['', t('problems.allKinds')], ...options], kind ?? '', (value) => set({ kind: value })) : null);
  };
  const load = async () => {
    await Promise.all([list.load(chosen(filter)), drawKinds()]);
  };
  /** @param {Partial<Filter>} change */
  const set = (change) => {
    Object.assign(filter, change);
    setQuery(new URLSearchParams(chosen(filter)));
    attempt(async () => { if (!signal.aborted) await load(); });
  };
  let timer = 0;
  const field = h('input', { class: 'input', type: 'search', placeholder: t('tags.find'), 'aria-label': t('problems.find'), value: filter.q, oninput: () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => set({ q: field.value }), PAUSE);
  } });
  await Promise.all([load(), librariesKnown()]);
  const libraries = state.get('libraries') ?? [];
  replace(main, element, h('div', { class: 'care-tools' }, field, kinds,
    libraries.length > 1 && select(t('problems.library'), [['', t('problems.allLibraries')], ...libraries.map(({ id, name }) => /** @type {[string, string]} */ ([id, name]))], filter.library, (library) => set({ library }))), list.element);
  return () => clearTimeout(timer);
}
