// The issues of a series, grouped by volume, each with where one is in it.

import { passOverRefusal } from './api.js';
import { h, icon, replace } from './dom.js';
import { bookName, volumeLabel } from './format.js';
import { t } from './i18n.js';
import { keep } from './keep.js';
import { asMarked, isRead, setProgress, told } from './progress.js';
import { narrowing } from './series/narrow.js';
import { picking } from './series/picking.js';
import { issueRow, shortName } from './series/row.js';
import { Shown } from './series/shown.js';
import { toast } from './toast.js';

/** @typedef {import('./types.js').SeriesDetail} SeriesDetail */
/** @typedef {import('./series/row.js').Row} Row */

const VIEW = 'quarterbin.issues';        // on this device: 'rows' or 'covers'

/**
 * The switch between rows and covers.
 * @param {(view: 'rows' | 'covers') => void} onChange
 */
function viewSwitch(onChange) {
  /** @type {'rows' | 'covers'} */
  const chosen = localStorage.getItem(VIEW) === 'covers' ? 'covers' : 'rows';
  /** @param {'rows' | 'covers'} view @param {string} label @param {string} name */
  const choice = (view, label, name) => h('label', { title: label }, h('input', { type: 'radio', name: 'issue-view', value: view, checked: view === chosen, onchange: () => {
    keep(VIEW, view);
    onChange(view);
  } }), h('span', { class: 'sr' }, label), icon(name));
  return { chosen, element: h('div', { class: 'seg push', role: 'radiogroup', 'aria-label': t('issues.view') }, choice('rows', t('issues.rows'), 'list'), choice('covers', t('issues.covers'), 'layout-grid')) };
}

/**
 * @param {SeriesDetail} series
 * @param {Record<string, any>} memory of the visit: which volumes are closed, which issues are left out
 * @param {{ask: () => Promise<SeriesDetail>, draw: (now: SeriesDetail) => void}} anew fetches the series; shows the rest of it
 * @param {AbortSignal} signal of the page
 */
export function issueList(series, memory, anew, signal) {
  /** Changes and questions so far: an answer from before the latest of them says what is no longer so. */
  let turn = 0;
  let next = series.continue_with?.comic_id;
  /** @type {Map<string, Row>} */
  const rows = new Map();
  /** @type {(() => void)[]} */
  const heads = [];
  /** @type {'rows' | 'covers'} */
  let view = 'rows';
  /** What each volume shows, made anew for another view. @type {(() => void)[]} */
  const lists = [];
  const redraw = () => {
    for (const row of rows.values()) row.draw();
    for (const draw of [...heads, ...lists]) draw();
    narrow.draw();
  };
  const refresh = async () => {
    turn += 1;
    const mine = turn;
    try {
      const now = await anew.ask();
      if (mine !== turn) return;
      anew.draw(now);
      next = now.continue_with?.comic_id;
      for (const book of now.volumes.flatMap((volume) => volume.issues)) {
        const row = rows.get(book.id);
        if (row) row.book = book;
      }
    } catch (error) {
      if (signal.aborted) return;
      passOverRefusal(error);
    }
    redraw();
  };
  /** @param {Row} row */
  const toggle = async (row) => {
    turn += 1;
    const { book } = row;
    const read = isRead(book);
    const label = shortName(book);
    const show = (/** @type {import('./types.js').Progress | null} */ progress) => {
      row.book = { ...row.book, progress };
      row.draw();
    };
    const waits = await setProgress(book, asMarked(book, !read), bookName(book), show);
    toast(told(read ? t('issues.isUnread', { label }) : t('issues.isRead', { label }), waits), { onUndo: async () => {
      await setProgress(row.book, book.progress, bookName(book), show);
      await refresh();
    } });
    await refresh();
  };
  const element = h('div', { class: 'vols' });
  const narrow = narrowing(memory, { rows: () => [...rows.values()], next: () => next, arrange, go });
  const seen = () => volumes().flatMap(({ made }) => narrow.of(made));
  const pick = picking(series, seen, refresh, () => {
    for (const draw of lists) draw();
  });
  const doing = { next: () => next, toggle, picking: pick.isOn, picked: pick.picked, isPicked: pick.has };
  const closed = new Set(memory.closed ?? []);
  const single = series.volumes.every((group) => group.issues.length === 1);
  const groups = series.volumes.map(({ volume, issues }) => {
    const made = issues.map((book) => issueRow(book, doing));
    for (const row of made) rows.set(row.book.id, row);
    const shown = new Shown();
    const list = shown.element;
    lists.push(() => shown.draw(narrow.of(made), view === 'covers' && !pick.isOn(), narrow.stamp()));
    if (single || (series.volumes.length === 1 && volume === null)) return { made, shown, place: h('div', { class: 'vol' }, list) };
    const count = h('span', { class: 'num' });
    const draw = () => { count.textContent = t('issues.readOf', { read: made.filter((row) => row.book.progress?.completed).length, n: issues.length }); };
    heads.push(draw);
    draw();
    const key = String(volume);
    const details = h('details', { class: 'vol', open: !closed.has(key), ontoggle: () => {
      if (details.open) closed.delete(key);
      else closed.add(key);
      memory.closed = [...closed];
    } }, h('summary', null, icon('chevron-right', 'i-s'), h('b', null, volume === null ? t('issues.noVolume') : volumeLabel(volume)), count), list);
    return { made, shown, place: details };
  });
  const views = viewSwitch((chosen) => {
    view = chosen;
    for (const draw of lists) draw();
  });
  view = views.chosen;
  narrow.settle();
  arrange();
  narrow.draw();
  return { element, ways: narrow.element, tools: rows.size > 1 ? [views.element, pick.button] : [], refresh, measure, end: pick.end };

  /** Covers in the width that there is. */
  function measure() {
    for (const { shown } of groups) shown.measure();
  }

  /** The volumes in the order chosen. */
  function volumes() {
    return memory.newest ? [...groups].reverse() : groups;
  }

  function arrange() {
    for (const draw of lists) draw();
    const full = volumes().filter(({ made }) => narrow.of(made).length > 0);
    replace(element, ...full.map(({ place }) => place), !full.length && h('p', { class: 'quiet' }, t('issues.noneUnread')));
  }

  /** @param {Row} row */
  function go(row) {
    const group = groups.find(({ made }) => made.includes(row));
    if (!group) return;
    if (group.place instanceof HTMLDetailsElement) group.place.open = true;
    row.near(true);
    const item = group.shown.elementOf(row);
    item?.scrollIntoView({ block: 'center' });
    /** @type {HTMLElement | null | undefined} */ (item?.querySelector('a'))?.focus({ preventScroll: true });
  }
}
