// One issue of a series: cover, number, name, where one is in it, and what can be done with it.

import { isAdmin } from '../auth.js';
import { cover } from '../cover.js';
import { h, icon, replace } from '../dom.js';
import { bookName, dayWithin, issueLabel, issueNumber, ownTitle, pageLabel, pagesLabel, size } from '../format.js';
import { t } from '../i18n.js';
import { drop, menuItem, menuLink } from '../menu.js';
import { stars } from '../stars.js';
import { markWaits } from '../offline/marks.js';
import { waitsMark } from '../offline/waits.js';
import { formatName } from '../terms.js';
import { attempt } from '../toast.js';
import { told } from '../told.js';

/** @typedef {import('../types.js').Book} Book */
/** @typedef {{element: HTMLLIElement, book: Book, draw: () => void, pick: (on: boolean) => void}} Row */
/**
 * @typedef {object} Doing what a row asks its list
 * @property {() => string | undefined} next the issue to go on with
 * @property {(row: Row) => Promise<void>} toggle read or unread
 * @property {() => boolean} picking whether issues are being chosen
 * @property {(row: Row, event: Event) => void} picked
 * @property {(id: string) => boolean} isPicked
 */

/** How an issue is named in a sentence. @param {Book} book */
export function shortName(book) {
  return issueLabel(book) || book.title;
}

/** @param {Book} book */
function stateOf({ progress, pages, problem }) {
  if (problem) return h('span', { class: 'state state-warn', }, icon('file-x', 'i-s'), t('issues.broken'));
  if (progress?.completed) return h('span', { class: 'state' }, icon('check', 'i-s'), t('issues.read'));
  if (!progress) return h('span', null, t('issues.unread'));
  const total = progress.total_pages ?? pages;
  const where = pageLabel(progress.current_page, total);
  return [h('span', null, where), total && h('progress', { class: 'meter', value: progress.current_page + 1, max: total, 'aria-label': where })];
}

/** The menu of an issue, made when it is asked for: a series may have thousands of them. @param {Row} row @param {Doing} doing */
function menuButton(row, doing) {
  const { book } = row;
  const label = t('issues.more', { label: shortName(book) });
  const button = h('button', { class: 'btn btn-ghost btn-icon issue-more', type: 'button', 'aria-label': label, 'aria-haspopup': 'menu', title: t('issues.moreShort'), onclick: () => {
    const read = Boolean(book.progress?.completed);
    const summary = h('summary', { class: 'btn btn-ghost btn-icon issue-more', 'aria-label': label }, icon('ellipsis'));
    const menu = drop(summary, [
      menuLink('info', t('issues.details'), `/issue/${book.id}`),
      menuItem(read ? 'rotate-ccw' : 'circle-check', read ? t('issues.markUnread') : t('issues.markRead'), () => doing.toggle(row)),
      menuItem('list-plus', t('series.addToList'), async () => (await import('../lists/add.js')).addToList({ kind: 'comic', ids: [book.id], name: bookName(book), item: book })),
      menuItem('download', t('series.offline'), async () => (await import('../offline/save.js')).saveOffline({ comic_ids: [book.id] })),
      menuLink('file', t('issue.original'), `/api/books/${book.id}/file`, { download: '' }),
      isAdmin() && menuItem('pencil', t('series.edit'), async () => (await import('../metadata/editor.js')).openEditor({ kind: 'comic', ids: [book.id] })),
    ], { end: true });
    button.replaceWith(menu);
    menu.open = true;
    summary.focus();
  } }, icon('ellipsis'));
  return button;
}

/** @param {Row} row @param {Doing} doing */
function toggleButton(row, doing) {
  const read = Boolean(row.book.progress?.completed);
  const label = shortName(row.book);
  return h('button', { class: 'btn btn-ghost btn-icon issue-toggle', type: 'button', 'aria-label': read ? t('issues.markUnreadOf', { label }) : t('issues.markReadOf', { label }),
    title: read ? t('issues.markUnread') : t('issues.markRead'), onclick: () => attempt(() => doing.toggle(row)) }, icon(read ? 'rotate-ccw' : 'circle-check'));
}

/** @param {Book} book @param {string} name */
function facts(book, name) {
  const line = t('issues.facts', { format: formatName(book.format), size: size(book.size_bytes), day: dayWithin(book.added_at) });
  return book.problem ? h('span', { class: 'small faint', title: name }, told(book.problem))
    : h('span', { class: 'small faint hide-phone issue-facts' }, line, stars(book.rating));
}

/**
 * @param {Book} first as it came
 * @param {Doing} doing
 * @returns {Row}
 */
export function issueRow(first, doing) {
  const name = ownTitle(first) || issueLabel(first) || first.title;
  const element = h('li');
  const picture = cover(first);
  let drawn = '';                        // what is shown now: of thousands of rows only those are drawn anew that changed
  const check = h('input', { class: 'check', type: 'checkbox', 'aria-label': bookName(first), onclick: (/** @type {Event} */ event) => doing.picked(row, event) });
  /** @type {Row} */
  const row = { element, book: first, pick: (on) => {
    check.checked = on;
    element.classList.toggle('is-picked', on);
    drawn = '';
  }, draw: () => {
    const { book } = row;
    const waits = markWaits(book);
    const now = JSON.stringify([waits, book.progress, book.problem, book.pages, book.rating, doing.picking(), doing.isPicked(book.id), book.id === doing.next()]);
    if (now === drawn) return;
    drawn = now;
    const focused = document.activeElement?.closest('.issue-toggle, .issue-more, .drop');
    const had = focused && element.contains(focused) ? (focused.matches('.issue-toggle') ? '.issue-toggle' : '.issue-more') : '';
    const picking = doing.picking();
    const read = Boolean(book.progress?.completed);
    element.className = ['issue', read && 'is-read', !picking && book.id === doing.next() && 'is-next', picking && 'is-picking', picking && doing.isPicked(book.id) && 'is-picked'].filter(Boolean).join(' ');
    check.checked = doing.isPicked(book.id);
    const full = bookName(book) === name ? name : t('issues.named', { book: bookName(book), name });
    replace(element, picture, picking ? check : h('span', { class: 'issue-no', 'aria-hidden': 'true' }, issueNumber(book)),
      h('span', { class: 'issue-name' }, picking ? h('b', null, name) : h('a', { href: `/read/${book.id}`, id: `issue-${book.id}`, 'aria-label': full }, h('b', null, name)), facts(book, full)),
      h('span', { class: 'pages' }, pagesLabel(book.pages)), h('span', { class: 'mark' }, stateOf(book), waits && waitsMark()),
      !picking && toggleButton(row, doing), !picking && menuButton(row, doing));
    if (had) /** @type {HTMLElement | null} */ (element.querySelector(had))?.focus();
  } };
  element.addEventListener('click', (event) => {
    if (!doing.picking() || event.target === check) return;
    check.checked = !check.checked;
    doing.picked(row, event);
  });
  row.draw();
  return row;
}
