// The field for a folder: says what is in it before anything is saved, and offers the folders below it.

import { ApiError, isAbort, send } from '../api.js';
import { h, icon, replace } from '../dom.js';
import { plural } from '../format.js';
import { t } from '../i18n.js';
import { told } from '../told.js';

const WAIT = 350;                        // ms after a key
let count = 0;

/** @typedef {{path: string, exists: boolean, readable: boolean, entries: number, folders: number, comics: number, more: boolean, folder_names: string[], network: string | null, overlaps: object | null, problem: string | null}} FolderState */

/** @param {FolderState} state */
function saying(state) {
  const found = { folders: t('count.folders', { n: state.folders }), comics: plural(state.comics, 'comic') };
  const counted = state.more ? t('folder.atLeast', found) : t('folder.holds', found);
  return [
    state.problem ? h('p', { class: state.readable && !state.overlaps ? 'hint-warn' : 'hint-bad' }, icon('triangle-alert', 'i-s'), told(state.problem))
      : h('p', { class: 'hint-ok' }, icon('circle-check', 'i-s'), counted),
    state.network && h('p', { class: 'hint' }, t('folder.network', { kind: state.network })),
  ];
}

/**
 * @param {{value?: string, library?: string | null, name?: string}} [options] `library`: the one it is meant for
 */
export function folderField({ value = '', library = null, name = 'path' } = {}) {
  count += 1;
  const ids = { names: `folders-${count}`, said: `folder-said-${count}` };
  const names = h('datalist', { id: ids.names });
  const said = h('div', { class: 'folder-said', id: ids.said, role: 'status' });
  const input = h('input', { class: 'input', name, value, required: true, placeholder: '/media/comics', list: ids.names, 'aria-label': t('folder.folder'),
    'aria-describedby': ids.said, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', maxlength: 4096 });
  let timer = 0;
  /** @type {AbortController | null} */
  let asking = null;
  const look = async () => {
    asking?.abort();
    asking = new AbortController();
    const path = input.value.trim();
    if (!path) return replace(said);
    try {
      /** @type {FolderState} */
      const found = await send('POST', '/api/libraries/check', { path, library }, { signal: asking.signal });
      const base = found.path.replace(/\/$/, '');
      replace(names, ...found.folder_names.map((one) => h('option', { value: `${base}/${one}` })));
      input.setAttribute('aria-invalid', String(Boolean(found.overlaps) || !found.readable));
      return replace(said, ...saying(found));
    } catch (error) {
      if (isAbort(error)) return said;
      if (!(error instanceof ApiError)) throw error;
      return replace(said, h('p', { class: 'hint-bad' }, icon('circle-alert', 'i-s'), error.detail));
    }
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(look, WAIT);
  });
  if (value) void look();
  return { element: h('div', { class: 'folder-field' }, input, names, said), input };
}
