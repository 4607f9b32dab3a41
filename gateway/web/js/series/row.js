// One issue of a series: cover, number, name, where one is in it, and what can be done with it.

import { isAdmin } from '../auth.js';
import { cover } from '../cover.js';
import { h, icon } from '../dom.js';
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
/** @typedef {{element: HTMLElement, book: Book, draw: () => void, pick: (on: boolean) => void, near: (on: boolean) => void}} Row `near` makes it whole, or takes out all but its name */
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
  return book.problem ? h('span', { class: 'small faint issue-about', title: name }, told(book.problem))
    : h('span', { class: 'small faint hide-phone issue-about issue-facts' }, line, stars(book.rating));
}

/** @param {Row} row @param {boolean} picking @param {string} text */
function nameOf({ book }, picking, text) {
  if (picking) return h('b', { class: 'issue-name' }, text);
  const label = bookName(book) === text ? text : t('issues.named', { book: bookName(book), name: text });
  return h('a', { class: 'issue-name', href: `/read/${book.id}`, id: `issue-${book.id}`, 'aria-label': label }, text);
}

/**
 * Far from the window a row is only its number and its name, which stay in their place when the rest comes.
 * @param {Book} first as it came
 * @param {Doing} doing
 * @returns {Row}
 */
export function issueRow(first, doing) {
  const text = ownTitle(first) || issueLabel(first) || first.title;
  const element = h('div', { role: 'listitem', dataset: { no: issueNumber(first) } });
  let whole = false;
  /** @type {HTMLElement | null} */
  let picture = null;
  /** @type {HTMLElement | null} */
  let name = null;
  let drawn = '';                        // what is shown now: of thousands of rows only those are drawn anew that changed
  const check = () => /** @type {HTMLInputElement | null} */ (element.querySelector(':scope > .check'));

  /** What a row has beside its name. */
  const rest = () => {
    const { book } = row;
    const picking = doing.picking();
    picture ??= cover(first);
    element.prepend(picture);
    if (picking) picture.after(h('input', { class: 'check', type: 'checkbox', checked: doing.isPicked(book.id), 'aria-label': bookName(first), onclick: (/** @type {Event} */ event) => doing.picked(row, event) }));
    const after = [facts(book, bookName(book)), h('span', { class: 'pages' }, pagesLabel(book.pages)), h('span', { class: 'mark' }, stateOf(book), markWaits(book) && waitsMark())];
    element.append(...after, ...(picking ? [] : [toggleButton(row, doing), menuButton(row, doing)]));
  };

  /** @type {Row} */
  const row = { element, book: first, pick: (on) => {
    const box = check();
    if (box) box.checked = on;
    element.classList.toggle('is-picked', on);
    drawn = '';
  }, near: (on) => {
    whole = on;
    row.draw();
  }, draw: () => {
    const { book } = row;
    const picking = doing.picking();
    const next = !picking && book.id === doing.next();
    const picked = picking && doing.isPicked(book.id);
    const now = JSON.stringify([whole, next, picking, picked, book.progress, whole && [markWaits(book), book.problem, book.pages, book.rating]]);
    if (now === drawn) return;
    drawn = now;
    const focused = document.activeElement?.closest('.issue-toggle, .issue-more, .drop');
    const had = focused && element.contains(focused) ? (focused.matches('.issue-toggle') ? '.issue-toggle' : '.issue-more') : '';
    element.className = ['issue', book.progress?.completed && 'is-read', next && 'is-next', picking && 'is-picking', picked && 'is-picked'].filter(Boolean).join(' ');
    if (name?.matches('b') !== picking) {
      name?.remove();
      name = nameOf(row, picking, text);
      element.append(name);
    }
    for (const child of [...element.children]) if (child !== name) child.remove();
    if (whole) rest();
    if (had) /** @type {HTMLElement | null} */ (element.querySelector(had))?.focus();
  } };
  element.addEventListener('click', (event) => {
    const box = check();
    if (!doing.picking() || event.target === box) return;
    if (box) box.checked = !box.checked;
    doing.picked(row, event);
  });
  row.draw();
  return row;
}
