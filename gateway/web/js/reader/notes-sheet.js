// The bookmarks of the issue with their notes; and the small sheet that goes to a page.

import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { waitsMark } from '../offline/waits.js';

/** @typedef {import('./bookmarks.js').Bookmarks} Bookmarks */

/**
 * @param {Bookmarks} bookmarks
 * @param {{goTo: (page: number) => void, remove: (page: number) => void}} on
 * @returns {import('../dom.js').Child[]}
 */
export function notesContent(bookmarks, on) {
  const { list } = bookmarks;
  if (!list.length) return [h('p', { class: 'quiet' }, t('reader.noBookmarks'))];
  return [h('ul', { class: 'notes' }, list.map(({ page, note, waits }) => h('li', null,
    h('button', { class: 'btn btn-ghost', type: 'button', onclick: () => on.goTo(page) }, t('reader.page', { page: page + 1 })),
    h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('reader.removeBookmark', { page: page + 1 }), onclick: () => on.remove(page) }, icon('trash-2')),
    noteField(page, note, (text) => void bookmarks.write(page, text)),
    waits && waitsMark())))];
}

/** @param {number} page @param {string} note @param {(note: string) => void} onWrite */
function noteField(page, note, onWrite) {
  const field = h('textarea', { class: 'input', rows: 2, maxlength: 2000, placeholder: t('reader.notePlace'), name: `note-${page}`, 'aria-label': t('reader.noteTo', { page: page + 1 }) }, note);
  field.addEventListener('change', () => onWrite(field.value.trim()));
  return field;
}

/**
 * @param {number} index from 0
 * @param {number | null} count
 * @param {(index: number) => void} goTo
 */
export function gotoContent(index, count, goTo) {
  const input = h('input', { class: 'input', type: 'number', inputmode: 'numeric', min: 1, max: count, required: true, value: index + 1, 'aria-label': t('reader.pageField') });
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    goTo(Number(input.value) - 1);
  };
  queueMicrotask(() => input.select());
  return [h('form', { class: 'goto', onsubmit: submit }, input, h('span', { class: 'quiet num' }, count === null ? t('reader.ofUnknown') : t('reader.of', { pages: count })),
    h('button', { class: 'btn btn-spot' }, t('reader.go')))];
}
