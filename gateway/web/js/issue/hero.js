// The head of an issue: its cover, large, what it is called, where one is in it, and the ways on.

import { send } from '../api.js';
import { isAdmin } from '../auth.js';
import { cover } from '../cover.js';
import { h, icon, named, replace } from '../dom.js';
import { bookName, issueLabel, ownTitle, pageLabel, pagesLabel, size } from '../format.js';
import { t } from '../i18n.js';
import { wantButton } from '../lists/want.js';
import { drop, menuItem, menuLink } from '../menu.js';
import { ROLES } from '../metadata/terms.js';
import { markWaits, withMarks } from '../offline/marks.js';
import { waitsMark } from '../offline/waits.js';
import { leftAtPace, readFor } from '../pace.js';
import { asMarked, isRead, setProgress, told as said } from '../progress.js';
import { ratingControl } from '../rating.js';
import { reload } from '../router.js';
import { dateName } from '../series/about.js';
import { browseHref } from '../series/hero.js';
import * as app from '../state.js';
import { synopsis } from '../synopsis.js';
import { attempt, toast } from '../toast.js';
import { told } from '../told.js';

/** @typedef {import('../types.js').Book} Book */
/** @typedef {import('../reader/types.js').Issue} Issue */
/** @typedef {import('../metadata/fields.js').Metadata} Metadata */

const NAMED = 6;

/** What it is called, in two lines. @param {Book} book */
function namesOf(book) {
  const label = issueLabel(book);
  const own = ownTitle(book);
  if (own) return { title: own, label };
  return { title: label || book.title, label: '' };
}

/** @param {Book} book */
function goOn({ id, progress }) {
  let words = t('series.read');
  if (progress?.completed) words = t('series.again');
  else if (progress) words = progress.current_page > 0 ? t('series.continueAt', { page: pageLabel(progress.current_page, null) }) : t('series.continue');
  return h('a', { class: 'btn btn-spot btn-l', href: `/read/${id}`, id: 'go-on' }, icon('book-open'), words);
}

/** @param {Book} book @param {import('../types.js').ReadingTime | undefined} time */
function state({ progress, pages }, time) {
  const been = readFor(time, Boolean(progress?.completed));
  const told = been && h('span', { class: 'num' }, been);
  if (progress?.completed) return [h('span', { class: 'state state-ok' }, icon('check', 'i-s'), t('issues.read')), told];
  const left = leftAtPace((pages ?? 0) - (progress ? progress.current_page + 1 : 0), time);
  if (!progress) return [h('span', null, t('issues.unread')), told, left && h('span', { class: 'num' }, left)];
  const total = progress.total_pages ?? pages;
  const where = pageLabel(progress.current_page, total);
  return [h('span', { class: 'num' }, where), total && h('progress', { class: 'meter issue-meter', value: progress.current_page + 1, max: total, 'aria-label': where }), told, left && h('span', { class: 'num' }, left)];
}

/** Opens the comic once more, as if it had never been tried. @param {string} id */
export async function retry(id) {
  await send('POST', `/api/cover/${encodeURIComponent(id)}/retry`);
  toast(t('issue.retried'));
}

/** @param {Book} book */
function issueMenu(book) {
  const { id } = book;
  const summary = h('summary', { class: 'btn btn-l btn-icon', 'aria-label': t('series.more'), title: t('series.more') }, icon('ellipsis'));
  return drop(summary, [
    menuItem('download', t('series.offline'), async () => (await import('../offline/save.js')).saveOffline({ comic_ids: [id] })),
    menuLink('file', t('issue.originalSize', { size: size(book.size_bytes) }), `/api/books/${id}/file`, { download: '' }),
    menuLink('copy', t('issue.cbz'), `/api/books/${id}/cbz`, { download: '' }),
    isAdmin() && h('hr', { class: 'menu-sep' }),
    isAdmin() && menuItem('pencil', t('series.edit'), async () => (await import('../metadata/editor.js')).openEditor({ kind: 'comic', ids: [id] })),
    isAdmin() && (!book.problem || book.pages) && menuItem('image', t('issue.chooseCover'), async () => (await import('./cover-picker.js')).chooseCover(book)),
    isAdmin() && menuItem('refresh-cw', t('issue.openAnew'), async () => { await retry(id); reload(); }),
  ], { end: true });
}

/** @param {Book} book @param {Metadata} metadata */
function facts(book, metadata) {
  const authors = /** @type {{name: string, role: string | null}[]} */ (metadata.authors?.value ?? []);
  const shown = authors.slice(0, NAMED).map(({ name, role }) => h('a', { href: browseHref({ show: 'comics', creator: name }) }, h('b', null, name), role && ` ${ROLES.name(role)}`));
  const released = metadata.release_date?.value;
  return h('p', { class: 'facts' }, h('a', { href: `/series/${book.series_id}` }, h('b', null, book.series)), ...shown, (book.pages !== 0 || !book.problem) && h('span', null, pagesLabel(book.pages)), released && h('span', null, dateName(released)));
}

/**
 * @param {Book} first
 * @param {Issue} issue
 * @param {Metadata} metadata
 * @param {Promise<import('../types.js').BookDetails | null>} details
 */
export function hero(first, issue, metadata, details) {
  let book = withMarks({ ...first, progress: issue.progress });
  const { title, label } = namesOf(book);
  const large = { cover: `${book.cover}&size=large`, has_thumbnail: book.has_thumbnail, problem: book.problem };
  const on = h('span', { class: 'go-on' });
  const where = h('p', { class: 'facts issue-state' });
  const toggle = h('button', { class: 'btn btn-l btn-list', type: 'button', onclick: () => attempt(flip) });
  const put = (/** @type {Book['progress']} */ progress) => {
    book = { ...book, progress };
    draw();
  };
  const flip = async () => {
    const before = book.progress;
    const read = isRead(book);
    const name = label || title;
    const waits = await setProgress(book, asMarked(book, !read), bookName(book), put);
    toast(said(read ? t('issues.isUnread', { label: name }) : t('issues.isRead', { label: name }), waits), { onUndo: async () => { await setProgress(book, before, bookName(book), put); } });
    draw();
  };
  const draw = () => {
    const read = Boolean(book.progress?.completed);
    const words = read ? t('issues.markUnread') : t('issues.markRead');
    replace(on, goOn(book));
    replace(where, ...[state(book, issue.time)].flat(), markWaits(book) && waitsMark());
    replace(toggle, icon(read ? 'rotate-ccw' : 'circle-check'), h('span', { class: 'hide-phone' }, words));
    named(toggle, words);
    toggle.title = words;
  };
  draw();
  const end = app.subscribe(['online', 'waiting'], () => (where.isConnected ? draw() : end()));
  const place = h('span', null, Object.assign(wantButton('comic', book, false, bookName(book)), { disabled: true }));
  void details.then((told) => { if (told) replace(place, wantButton('comic', book, told.lists.some(({ kind }) => kind === 'want'), bookName(book))); });
  const mast = title.length > 28 ? 'masthead masthead-long' : 'masthead';
  const words = /** @type {string[]} */ (metadata.tags?.value ?? []);
  const genres = /** @type {string[]} */ (metadata.genres?.value ?? []);
  const link = (/** @type {string} */ key) => (/** @type {string} */ word) => h('a', { class: 'tag', href: browseHref({ show: 'comics', [key]: word }) }, word);
  return h('header', { class: 'series-hero issue-hero' }, h('div', null, cover(large, { alt: t('issue.cover', { title }) })),
    h('div', { class: 'series-info' }, h('div', { class: 'series-top' }, label && h('p', { class: 'issue-label' }, label), h('h1', { class: mast }, title)),
      facts(book, metadata),
      h('div', { class: 'read-line' }, ratingControl({ kind: 'comic', id: book.id, rating: book.rating }), where),
      h('div', { class: 'actions' }, !book.problem || book.pages ? on : null, h('div', { class: 'actions-more' }, toggle, place,
        h('button', { class: 'btn btn-l btn-icon', type: 'button', 'aria-label': t('series.addToList'), title: t('series.addToList'),
          onclick: () => attempt(async () => (await import('../lists/add.js')).addToList({ kind: 'comic', ids: [book.id], name: bookName(book), item: book })) }, icon('list-plus')), issueMenu(book))),
      book.problem && problemNotice(book),
      metadata.summary?.value && synopsis(String(metadata.summary.value)),
      (genres.length > 0 || words.length > 0) && h('div', { class: 'tags' }, ...genres.map(link('genre')), ...words.filter((word) => !genres.includes(word)).map(link('tag')))));
}

/** @param {Book} book */
function problemNotice({ id, pages, problem }) {
  const again = h('button', { class: 'btn btn-ghost', type: 'button', onclick: async () => {
    again.disabled = true;
    again.disabled = await attempt(() => retry(id));
  } }, t('issue.tryAgain'));
  return h('div', { class: 'notice notice-warn' }, icon(pages ? 'triangle-alert' : 'file-x'), h('div', null, told(problem ?? '')), isAdmin() && again);
}
