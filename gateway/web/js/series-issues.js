// The issues of a series, grouped by volume, each with where one is in it.

import { ApiError, isAbort } from './api.js';
import { cover } from './cover.js';
import { h, icon, replace } from './dom.js';
import { bookName, dayWithin, issueLabel, issueNumber, ownTitle, number, pageLabel, pagesLabel, size } from './format.js';
import { markRead, markUnread, undoRead } from './progress.js';
import { toast } from './toast.js';

/**
 * @typedef {import('./types.js').Book} Book
 * @typedef {import('./types.js').SeriesDetail} SeriesDetail
 * @typedef {{draw: () => void, book: Book}} Row
 */

/** @param {Book} book */
function stateOf({ progress, pages, problem }) {
  if (problem) return h('span', { class: 'state state-warn', title: problem }, icon('file-x', 'i-s'), 'Cannot be read');
  if (progress?.completed) return h('span', { class: 'state' }, icon('check', 'i-s'), 'Read');
  if (!progress) return h('span', null, 'Unread');
  const where = pageLabel(progress.current_page, progress.total_pages ?? pages);
  const total = progress.total_pages ?? pages;
  return [h('span', null, where), total && h('progress', { class: 'meter', value: progress.current_page + 1, max: total, 'aria-label': where })];
}

/**
 * @param {Book} book
 * @param {string | undefined} next the id of the issue to go on with
 * @param {() => void} onToggle
 */
function fillIssue(book, next, onToggle) {
  const read = Boolean(book.progress?.completed);
  const label = issueLabel(book) || book.title;
  const act = read ? `Mark ${label} as unread` : `Mark ${label} as read`;
  return {
    className: ['issue', read && 'is-read', book.id === next && 'is-next'].filter(Boolean).join(' '),
    mark: h('span', { class: 'mark' }, stateOf(book)),
    button: h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': act, title: read ? 'Mark as unread' : 'Mark as read', onclick: onToggle },
      icon(read ? 'rotate-ccw' : 'circle-check')),
  };
}

/**
 * @param {Book} first as it came
 * @param {() => string | undefined} next
 * @param {(row: Row) => Promise<void>} toggle
 */
function issueRow(first, next, toggle) {
  const name = ownTitle(first) || issueLabel(first) || first.title;
  const element = h('li');
  const picture = cover(first);
  /** @type {Row} */
  const row = { book: first, draw: () => {
    const { book } = row;
    const parts = fillIssue(book, next(), () => void toggle(row));
    const had = element.querySelector('button') === document.activeElement;
    element.className = parts.className;
    replace(element, picture, h('span', { class: 'issue-no', 'aria-hidden': 'true' }, issueNumber(book)),
      h('span', { class: 'issue-name' }, h('a', { href: `/read/${book.id}`, id: `issue-${book.id}`, 'aria-label': bookName(book) === name ? name : `${bookName(book)}: ${name}` }, h('b', null, name)),
        book.problem ? h('span', { class: 'small faint' }, book.problem)
          : h('span', { class: 'small faint hide-phone' }, `${book.format.toUpperCase()}, ${size(book.size_bytes)}, added ${dayWithin(book.added_at)}`)),
      h('span', { class: 'pages' }, pagesLabel(book.pages)), parts.mark, parts.button);
    if (had) parts.button.focus();
  } };
  row.draw();
  return { element, row };
}

/**
 * @param {SeriesDetail} series
 * @param {Record<string, any>} memory of the visit: which volumes are closed
 * @param {() => Promise<SeriesDetail>} onChange fetches the series anew
 */
export function issueList(series, memory, onChange) {
  let next = series.continue_with?.comic_id;
  /** @type {Map<string, Row>} */
  const rows = new Map();
  /** @type {(() => void)[]} */
  const heads = [];
  const refresh = async () => {
    try {
      const now = await onChange();
      next = now.continue_with?.comic_id;
      for (const book of now.volumes.flatMap((volume) => volume.issues)) {
        const row = rows.get(book.id);
        if (row) row.book = book;
      }
    } catch (error) {
      if (isAbort(error)) return;
      if (!(error instanceof ApiError)) throw error;
    }
    redraw();
  };
  const redraw = () => {
    for (const row of rows.values()) row.draw();
    for (const draw of heads) draw();
  };
  /** @param {Row} row */
  const toggle = async (row) => {
    const { book } = row;
    const before = book.progress;
    const read = Boolean(before?.completed);
    try {
      row.book = { ...book, progress: read ? await markUnread(book) : await markRead(book) };
      row.draw();
      toast(`${issueLabel(book) || book.title} is marked as ${read ? 'unread' : 'read'}`, { onUndo: async () => {
        row.book = { ...book, progress: await undoRead(book, before) };
        row.draw();
        await refresh();
      } });
      await refresh();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.detail);
    }
  };
  const closed = new Set(memory.closed ?? []);
  const groups = series.volumes.map(({ volume, issues }) => {
    const made = issues.map((book) => issueRow(book, () => next, toggle));
    for (const { row } of made) rows.set(row.book.id, row);
    const count = h('span', { class: 'num' });
    const draw = () => {
      const read = made.filter(({ row }) => row.book.progress?.completed).length;
      count.textContent = `${number(read)} of ${number(issues.length)} read`;
    };
    heads.push(draw);
    draw();
    const list = h('ol', null, ...made.map(({ element }) => element));
    if (series.volumes.length === 1 && volume === null) return h('div', { class: 'vol' }, list);
    const single = series.volumes.every((group) => group.issues.length === 1);
    if (single) return h('div', { class: 'vol' }, list);
    const key = String(volume);
    const details = h('details', { class: 'vol', open: !closed.has(key), ontoggle: () => {
      if (details.open) closed.delete(key);
      else closed.add(key);
      memory.closed = [...closed];
    } }, h('summary', null, icon('chevron-right', 'i-s'), h('b', null, volume === null ? 'No volume' : `Volume ${volume}`), count), list);
    return details;
  });
  return h('div', { class: 'vols' }, ...groups);
}
