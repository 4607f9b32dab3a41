// Notices about the libraries: that they are samples, or that a folder is missing.

import { send } from './api.js';
import { isAdmin } from './auth.js';
import { h, icon, replace } from './dom.js';
import { t } from './i18n.js';
import { loadShelves } from './libraries.js';
import { reload } from './router.js';
import * as state from './state.js';
import { attempt, toast } from './toast.js';
import { told } from './told.js';

/** @typedef {import('./types.js').Library} Library */

/** @param {Library} library */
function sampleNotice(library) {
  const remove = async () => {
    await send('DELETE', `/api/libraries/${library.id}`);
    toast(t('notice.samplesRemoved'));
    await loadShelves();
    reload();
  };
  return h('div', { class: 'notice' }, icon('sparkles'),
    h('div', null, t('notice.samples')),
    isAdmin() && h('a', { class: 'btn btn-ghost', href: '/admin/libraries' }, t('empty.addFolder')),
    isAdmin() && h('button', { class: 'btn btn-ghost', type: 'button', onclick: () => void attempt(remove) }, t('notice.removeSamples')));
}

/** @param {Library} library */
function offlineNotice({ name, offline_reason: reason, comic_count: count }) {
  return h('div', { class: 'notice notice-warn' }, icon('unplug'),
    h('div', null, t('notice.offline', { name }), ' ', reason && told(reason), ' ', t('notice.waiting', { n: count })));
}

/**
 * The notices of the libraries, kept up to date until the signal ends.
 * @param {AbortSignal} signal
 * @param {{samples?: boolean, library?: string}} [options] whether to say what the samples are; which library alone matters
 */
export function libraryNotices(signal, { samples = false, library: only } = {}) {
  const holder = h('div', { class: 'notices' });
  const draw = () => {
    const libraries = (state.get('libraries') ?? []).filter(({ id }) => !only || id === only);
    const found = libraries.flatMap((library) => [!library.online && offlineNotice(library), samples && library.sample && sampleNotice(library)]);
    replace(holder, ...found);
    holder.hidden = holder.childElementCount === 0;
  };
  signal.addEventListener('abort', state.subscribe(['libraries', 'user'], draw));
  draw();
  return holder;
}
