// The issues of a series, grouped by volume, each with where one is in it.

import { ApiError, isAbort } from './api.js';
import { h, icon } from './dom.js';
import { volumeLabel } from './format.js';
import { t } from './i18n.js';
import { markRead, markUnread, undoRead } from './progress.js';
import { picking } from './series/picking.js';
import { issueRow, shortName } from './series/row.js';
import { toast } from './toast.js';

/** @typedef {import('./types.js').SeriesDetail} SeriesDetail */
/** @typedef {import('./series/row.js').Row} Row */

/**
 * @param {SeriesDetail} series
 * @param {Record<string, any>} memory of the visit: which volumes are closed
 * @param {() => Promise<SeriesDetail>} onChange fetches the series anew
 * @param {AbortSignal} signal of the page
 */
export function issueList(series, memory, onChange, signal) {
  let next = series.continue_with?.comic_id;
  /** @type {Map<string, Row>} */
  const rows = new Map();
  /** @type {(() => void)[]} */
  const heads = [];
  const redraw = () => {
    for (const row of rows.values()) row.draw();
    for (const draw of heads) draw();
  };
  const refresh = async () => {
    try {
      const now = await onChange();
      next = now.continue_with?.comic_id;
      for (const book of now.volumes.flatMap((volume) => volume.issues)) {
        const row = rows.get(book.id);
        if (row) row.book = book;
      }
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
    }
    redraw();
  };
  /** @param {Row} row */
  const toggle = async (row) => {
    const { book } = row;
    const before = book.progress;
    const read = Boolean(before?.completed);
    row.book = { ...book, progress: read ? await markUnread(book) : await markRead(book) };
    row.draw();
    const label = shortName(book);
    toast(read ? t('issues.isUnread', { label }) : t('issues.isRead', { label }), { onUndo: async () => {
      row.book = { ...book, progress: await undoRead(book, before) };
      row.draw();
      await refresh();
    } });
    await refresh();
  };
  const pick = picking(series, () => [...rows.values()], refresh);
  const doing = { next: () => next, toggle, picking: pick.isOn, picked: pick.picked, isPicked: pick.has };
  const closed = new Set(memory.closed ?? []);
  const single = series.volumes.every((group) => group.issues.length === 1);
  const groups = series.volumes.map(({ volume, issues }) => {
    const made = issues.map((book) => issueRow(book, doing));
    for (const row of made) rows.set(row.book.id, row);
    const list = h('ol', null, ...made.map(({ element }) => element));
    if (single || (series.volumes.length === 1 && volume === null)) return h('div', { class: 'vol' }, list);
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
    return details;
  });
  return { element: h('div', { class: 'vols' }, ...groups), select: rows.size > 1 ? pick.button : null, refresh, end: pick.end };
}
