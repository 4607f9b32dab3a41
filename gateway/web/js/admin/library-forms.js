// Adding a library, changing its name and folders, and taking it out of sight.

import { send } from '../api.js';
import { ask } from '../dialog.js';
import { h, icon, replace } from '../dom.js';
import { plural } from '../format.js';
import { t } from '../i18n.js';
import { loadShelves } from '../libraries.js';
import { startScan } from '../scan-status.js';
import { attempt, toast } from '../toast.js';
import { folderField } from './folder-check.js';
import { formDialog } from './form-dialog.js';
import { button, field } from './parts.js';

/** @typedef {import('../types.js').Library} Library */

/** @param {string} path */
function nameOf(path) {
  return path.split('/').filter(Boolean).at(-1) ?? path;
}

/** Folders, one or more. @param {string[]} paths @param {string | null} library */
function folders(paths, library) {
  const rows = h('ul', { class: 'folder-rows' });
  const add = (/** @type {string} */ path) => {
    const { element, input } = folderField({ value: path, library });
    const remove = h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('folder.remove'), onclick: () => {
      row.remove();
      mark();
    } }, icon('x'));
    const row = h('li', null, element, remove);
    rows.append(row);
    mark();
    return input;
  };
  const mark = () => {
    const alone = rows.children.length === 1;
    for (const one of rows.querySelectorAll('.btn-icon')) /** @type {HTMLElement} */ (one).hidden = alone;
  };
  for (const path of paths.length ? paths : ['']) add(path);
  const more = button(t('folder.another'), 'plus', () => add('').focus(), { class: 'btn btn-ghost' });
  const read = () => [...rows.querySelectorAll('input')].map((input) => input.value.trim()).filter(Boolean);
  return { element: h('div', { class: 'form-stack-s' }, rows, more), read };
}

/** @returns {Promise<boolean>} whether one was added */
export function addLibrary() {
  const { element, read } = folders([], null);
  const name = h('input', { class: 'input', name: 'name', maxlength: 100, placeholder: t('library.ownName'), autocomplete: 'off' });
  return formDialog({
    title: t('library.add'), yes: t('library.addAndScan'),
    body: [h('p', { class: 'quiet small' }, t('library.addHow')), h('div', { class: 'field' }, h('span', null, t('folder.folders')), element), field(t('library.name'), name)],
    submit: async () => {
      const roots = read();
      const title = name.value.trim() || nameOf(roots[0] ?? '');
      const made = await send('POST', '/api/libraries', { name: title, roots });
      toast(t('library.added', { name: title }));
      await attempt(loadShelves);
      await startScan('scan', { library: made.id });
    },
  });
}

/** @param {Library} library @returns {Promise<boolean>} whether it was changed */
export function editLibrary(library) {
  const before = library.roots.map(({ path }) => path);
  const { element, read } = folders(before, library.id);
  const name = h('input', { class: 'input', name: 'name', required: true, maxlength: 100, value: library.name, autocomplete: 'off' });
  const warning = h('div', { role: 'status' });
  const holder = h('div', { class: 'form-stack', oninput: () => check(), onclick: () => check() }, field(t('library.name'), name), h('div', { class: 'field' }, h('span', null, t('folder.folders')), element), warning);
  const check = () => {
    const gone = before.filter((path) => !read().includes(path));
    replace(warning, gone.length > 0 && h('p', { class: 'hint' }, t('library.folderGone')));
  };
  return formDialog({
    title: t('library.edit', { name: library.name }), yes: t('admin.save'), body: [holder],
    submit: async () => {
      const roots = read();
      const changed = roots.join('\n') !== before.join('\n');
      const put = (/** @type {object} */ what) => send('PATCH', `/api/libraries/${library.id}`, what);
      await put(changed ? { name: name.value.trim(), roots } : { name: name.value.trim() });
      toast(t('library.saved', { name: name.value.trim() }), { onUndo: async () => {
        await put({ name: library.name, roots: before });
        await loadShelves();
        if (changed) await startScan('scan', { library: library.id });
      } });
      await attempt(loadShelves);
      if (changed) await startScan('scan', { library: library.id });
    },
  });
}

/** @param {Library} library */
export async function removeLibrary({ id, name, sample, roots, comic_count: count }) {
  const text = sample ? t('library.removeSamples') : t('library.removeText', { count: plural(count, 'comic') });
  const yes = await ask({ title: t('library.removeTitle', { name }), text, yes: t('library.remove'), no: t('library.keep'), danger: true });
  if (!yes) return;
  await attempt(async () => {
    await send('DELETE', `/api/libraries/${id}`);
    const back = async () => {
      const made = await send('POST', '/api/libraries', { name, roots: roots.map(({ path }) => path) });
      await loadShelves();
      await startScan('scan', { library: made.id });
    };
    toast(t('library.removed', { name }), sample ? {} : { onUndo: back });
    await loadShelves();
  });
}
