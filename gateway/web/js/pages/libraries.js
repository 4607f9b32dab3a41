// The libraries, for admins: which folders there are, adding one, removing one.

import { ApiError, send } from '../api.js';
import { isAdmin } from '../auth.js';
import { ask } from '../dialog.js';
import { h, icon, replace } from '../dom.js';
import { plural } from '../format.js';
import { loadLibraries, loadShelves } from '../libraries.js';
import { setTitle } from '../router.js';
import { scanButton, startScan } from '../scan-status.js';
import * as state from '../state.js';
import { toast } from '../toast.js';

/** @typedef {import('../types.js').Library} Library */

/** @param {Library} library */
async function remove({ id, name, sample }) {
  const yes = await ask({ title: `Remove “${name}”?`,
    text: sample ? 'The samples go. Your own comics stay.' : 'Its comics are no longer shown. The files stay where they are, and everybody’s progress is kept.',
    yes: 'Remove it', no: 'Keep it', danger: true });
  if (!yes) return;
  try {
    await send('DELETE', `/api/libraries/${id}`);
    toast(`${name} is removed.`);
    await loadShelves();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.detail);
  }
}

/** @param {Library} library */
function row(library) {
  const { name, roots, online, offline_reason: reason, comic_count: count, series_count: series, sample } = library;
  return h('li', { class: 'library' }, h('span', { class: online ? 'dot dot-ok' : 'dot dot-bad', role: 'img', 'aria-label': online ? 'There' : 'Not there' }),
    h('div', null, h('b', null, name), sample && h('span', { class: 'tag' }, 'Samples'),
      ...roots.map(({ path }) => h('p', { class: 'small quiet path' }, path)),
      !online && h('p', { class: 'small state-bad' }, `${reason ?? 'It cannot be reached.'} Nothing is removed; the comics wait.`)),
    h('span', { class: 'small quiet num' }, `${plural(count, 'comic')}, ${plural(series, 'series', 'series')}`),
    h('button', { class: 'btn btn-ghost btn-danger', type: 'button', 'aria-label': `Remove ${name}`, onclick: () => void remove(library) }, icon('trash-2'), h('span', { class: 'hide-phone' }, 'Remove')));
}

function addForm() {
  const bad = h('div', { role: 'alert' });
  const folder = h('input', { class: 'input', name: 'path', required: true, placeholder: '/media/comics', autocomplete: 'off', spellcheck: 'false' });
  const button = h('button', { class: 'btn btn-spot' }, icon('folder-plus'), 'Add and scan');
  const form = h('form', { class: 'panel', onsubmit: async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    const values = new FormData(form);
    const path = String(values.get('path')).trim();
    const name = String(values.get('name')).trim() || path.split('/').filter(Boolean).at(-1) || path;
    try {
      await send('POST', '/api/libraries', { name, roots: [path] });
      replace(bad);
      folder.removeAttribute('aria-invalid');
      form.reset();
      toast(`${name} is added. The scan looks at it now.`);
      await loadShelves();
      await startScan('scan');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      folder.setAttribute('aria-invalid', 'true');
      replace(bad, h('p', { class: 'hint-bad' }, icon('circle-alert', 'i-s'), error.detail));
      folder.focus();
    } finally {
      button.setAttribute('aria-disabled', 'false');
    }
  } }, h('header', null, h('h2', null, 'Add a folder')),
  h('p', { class: 'quiet small' }, 'A folder on the machine where Quarterbin runs. It is read, never written to.'),
  h('label', { class: 'field' }, h('span', null, 'Folder'), folder), bad,
  h('label', { class: 'field' }, h('span', null, 'Name'), h('input', { class: 'input', name: 'name', maxlength: 100, placeholder: 'The folder’s own name', autocomplete: 'off' })), button);
  return form;
}

/** @type {import('../router.js').Show} */
export async function show(main) {
  if (!isAdmin()) throw new ApiError(404, 'not_found', 'Only those who look after the library see its folders.');
  setTitle('Libraries');
  if (!state.get('libraries')) await loadLibraries();
  const list = h('ul', { class: 'libraries' });
  const draw = () => {
    const libraries = state.get('libraries') ?? [];
    replace(list, ...libraries.map(row));
    if (!libraries.length) replace(list, h('li', { class: 'quiet' }, 'There is none yet.'));
  };
  draw();
  replace(main, h('header', { class: 'page-head' }, h('div', { class: 'page-head-row' }, h('h1', null, 'Libraries'))),
    h('div', { class: 'admin' }, h('div', null, h('section', { class: 'block' },
      h('header', null, h('h2', null, 'Folders'), h('div', { class: 'push' }, scanButton('btn', 'Scan'))), list)), addForm()));
  return state.subscribe(['libraries'], draw);
}
