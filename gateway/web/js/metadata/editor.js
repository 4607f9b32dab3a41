// The editor of metadata: of one comic or series with all its layers, or of many at once. Loaded where it is wanted:
// `const { openEditor } = await import('../metadata/editor.js')`.

import { ApiError, get, send } from '../api.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { reload } from '../router.js';
import { style, styled } from '../style.js';
import { toast } from '../toast.js';
import { GROUPS } from './fields.js';
import { editMany } from './many.js';
import { fieldRow } from './row.js';
import { saved, saving } from './saving.js';
import { openSheet } from './sheet.js';
import { suggestions } from './suggestions.js';

style('care');

export { openMerge, openSplit } from './merge.js';

/** @typedef {import('./fields.js').Kind} Kind */
/** @typedef {import('./fields.js').Metadata} Metadata */
/** @typedef {import('./row.js').Row} Row */

/**
 * Opens the editor; it ends when it is closed.
 * @param {{kind: Kind, ids: string[], onChange?: () => void}} of `onChange` when something was saved, and when that
 *   was undone; without it the page is shown anew
 * @returns {Promise<boolean>} whether something was saved
 */
export async function openEditor({ kind, ids, onChange = reload }) {
  const [id] = ids;
  if (!id) return false;
  await styled();
  try {
    if (ids.length > 1) return await editMany(kind, ids, onChange);
    const path = kind === 'series' ? `/api/series/${encodeURIComponent(id)}/metadata` : `/api/books/${encodeURIComponent(id)}/metadata`;
    return await editOne(kind, path, await get(path), onChange);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.detail);
    return false;
  }
}

/** @param {Metadata} metadata */
function titleOf(metadata) {
  return String(metadata.name?.value ?? metadata.title?.value ?? '');
}

/** @param {Row[]} rows */
function bodyOf(rows) {
  /** @type {Record<string, any>} */
  const set = {};
  /** @type {string[]} */
  const unset = [];
  /** @type {string[]} */
  const lock = [];
  for (const { field, change } of rows) {
    const wanted = change();
    if (!wanted) continue;
    if ('set' in wanted) set[field.key] = wanted.set;
    else if (wanted.unset) unset.push(field.key);
    else lock.push(field.key);
  }
  return { set, unset, lock, count: Object.keys(set).length + unset.length + lock.length };
}

/**
 * @param {Kind} kind
 * @param {string} path
 * @param {Metadata} metadata
 * @param {() => void} onChange
 * @returns {Promise<boolean>}
 */
async function editOne(kind, path, metadata, onChange) {
  let done = false;
  /** @type {Row[]} */
  const rows = [];
  const mark = () => { resetAll.hidden = !rows.some(({ field, change }) => metadata[field.key]?.locked || change()); };
  const resetAll = h('button', { class: 'btn btn-ghost', type: 'button', onclick: () => { for (const row of rows) row.reset(); } }, t('editor.resetAll'));
  const groups = GROUPS[kind].map(({ title, fields }) => h('section', { class: 'meta-group' }, h('h3', null, title), ...fields.flatMap((field) => {
    const told = metadata[field.key];
    if (!told) return [];
    const row = fieldRow(field, kind, told, mark);
    rows.push(row);
    return [row.element];
  })));
  const save = async () => {
    const { count, ...body } = bodyOf(rows);
    if (!count) return sheet.close();
    await saving(sheet, rows, async () => {
      const { undo } = await send('PATCH', path, body);
      done = true;
      sheet.close();
      saved(t('editor.saved', { title: String(body.set.name ?? body.set.title ?? titleOf(metadata)) }), [undo], onChange);
      onChange();
    });
  };
  const sheet = openSheet({
    title: t('editor.title', { title: titleOf(metadata) }), about: t('editor.about'), body: [...groups, suggestions()], save: t('editor.save'),
    onSave: () => void save(), dirty: () => !done && bodyOf(rows).count > 0, extra: resetAll,
  });
  mark();
  await sheet.closed;
  return done;
}
