// The libraries: their folders, when they are scanned, whether they are there.

import { adminPage } from '../../admin/frame.js';
import { addLibrary, editLibrary, removeLibrary } from '../../admin/library-forms.js';
import { button } from '../../admin/parts.js';
import { editSchedule, scheduleWords } from '../../admin/schedule.js';
import { get, passOverRefusal } from '../../api.js';
import { h, icon, replace } from '../../dom.js';
import { dayAndTime, plural } from '../../format.js';
import { parts, t } from '../../i18n.js';
import { loadLibraries } from '../../libraries.js';
import { redraw } from '../../redraw.js';
import { scanButton } from '../../scan-status.js';
import * as state from '../../state.js';
import { told } from '../../told.js';

/** @typedef {import('../../types.js').Library} Library */
/** @typedef {import('../../admin/schedule.js').Schedule} Schedule */

/** @param {Schedule | undefined} schedule */
function watching(schedule) {
  if (!schedule?.watch) return h('span', { class: 'quiet' }, t('library.watchOff'));
  if (schedule.watching) return h('span', { class: 'state state-ok' }, t('library.watchOn'));
  return h('span', { class: 'state state-warn' }, schedule.watch_problem ? told(schedule.watch_problem) : t('library.watchSoon'));
}

/** @param {Library} library @param {Schedule | undefined} schedule @param {() => Promise<unknown>} again */
function card(library, schedule, again) {
  const { name, roots, online, offline_reason: reason, comic_count: count, series_count: series, sample } = library;
  const named = (/** @type {string} */ label) => ({ 'aria-label': t('name.labelled', { label, name }) });
  const scan = scanButton('btn', t('scan.scan'), () => ({ library: library.id }));
  scan.setAttribute('aria-label', t('name.labelled', { label: t('scan.scan'), name }));
  return h('li', { class: 'panel library-card' },
    h('header', null, h('span', { class: online ? 'dot dot-ok' : 'dot dot-bad', role: 'img', 'aria-label': online ? t('library.there') : t('library.notThere') }),
      h('h2', null, name), sample && h('span', { class: 'tag' }, t('library.samples')),
      h('span', { class: 'small quiet num push' }, t('library.counts', { comics: plural(count, 'comic'), series: plural(series, 'series') }))),
    !online && h('div', { class: 'notice notice-warn' }, icon('unplug'), h('div', null, ...parts('library.offlineText', { reason: reason ? told(reason) : t('library.offline') }))),
    h('dl', { class: 'facts-list' },
      h('div', null, h('dt', null, t('folder.folders')), h('dd', null, ...roots.map(({ path }) => h('span', { class: 'path' }, path)))),
      h('div', null, h('dt', null, t('library.scanned')), h('dd', null, h('span', null, scheduleWords(schedule)),
        schedule?.due_at && h('span', { class: 'quiet small' }, t('library.next', { when: dayAndTime(schedule.due_at) })))),
      h('div', null, h('dt', null, t('library.watch')), h('dd', null, watching(schedule)))),
    h('div', { class: 'card-actions' }, scan, !sample && button(t('library.schedule'), 'clock', () => editSchedule(library, schedule, again), named(t('library.schedule'))),
      !sample && button(t('library.change'), 'sliders-horizontal', () => editLibrary(library), named(t('library.change'))),
      button(t('library.remove'), 'trash-2', () => removeLibrary(library), { class: 'btn btn-ghost btn-danger push', ...named(t('library.remove')) })));
}

export const show = adminPage(t('admin.libraries'), async (body, { signal }) => {
  const list = h('ul', { class: 'library-cards' });
  /** @type {Map<string, Schedule>} */
  let schedules = new Map();
  const draw = () => {
    const libraries = state.get('libraries') ?? [];
    redraw(list, ...libraries.map((library) => card(library, schedules.get(library.id), again)));
    if (!libraries.length) {
      replace(list, h('li', { class: 'empty' }, icon('folder-plus', 'i-l'), h('h2', null, t('library.none')), h('p', null, t('library.noneHow')),
        button(t('library.add'), 'folder-plus', () => addLibrary(), { class: 'btn btn-spot' })));
    }
  };
  const again = async () => {
    const { items } = await get('/api/scan/schedules', {}, { signal });
    schedules = new Map(items.map((/** @type {Schedule} */ one) => [one.library_id, one]));
    draw();
  };
  await Promise.all([loadLibraries(), again()]);
  const end = state.subscribe(['libraries'], () => { draw(); again().catch(passOverRefusal); });      // the schedules stay as they were
  draw();
  replace(body, h('div', { class: 'admin-tools' }, h('p', { class: 'quiet' }, t('library.about')),
    button(t('library.add'), 'folder-plus', () => addLibrary(), { class: 'btn btn-spot push' })), list);
  return end;
});
