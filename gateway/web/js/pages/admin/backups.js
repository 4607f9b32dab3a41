// Backups: one press, a list to download from, and what is in them.

import { adminPage } from '../../admin/frame.js';
import { block, button, notice, panel, poll, table } from '../../admin/parts.js';
import { get, send } from '../../api.js';
import { ask } from '../../dialog.js';
import { h, icon, replace } from '../../dom.js';
import { dayAndTime, size } from '../../format.js';
import { t } from '../../i18n.js';
import { redraw } from '../../redraw.js';
import { attempt, toast } from '../../toast.js';
import { told } from '../../told.js';

/** @typedef {{name: string, size_bytes: number, created_at: string}} Backup */
/** @typedef {{items: Backup[], running: {name: string, share: number} | null, failed: string | null, keep: number, refusal: string | null}} Backups */

const PAUSE = 1000;

/** @param {Backup} backup @param {() => Promise<unknown>} again */
function row({ name, size_bytes: bytes, created_at: at }, again) {
  const remove = async () => {
    const yes = await ask({ title: t('backup.removeTitle'), text: t('backup.removeText', { when: dayAndTime(at), size: size(bytes) }), yes: t('backup.remove'), no: t('backup.keep'), danger: true });
    if (yes && await attempt(() => send('DELETE', `/api/backups/${name}`))) {
      toast(t('backup.removed'));
      await again();
    }
  };
  return h('tr', null, h('td', null, dayAndTime(at), name.includes('before-restore') && h('span', { class: 'tag' }, t('backup.beforeRestore'))), h('td', { class: 'quiet path-cell' }, name), h('td', { class: 'r' }, size(bytes)),
    h('td', { class: 'r' }, h('span', { class: 'inline' }, h('a', { class: 'btn btn-ghost', href: `/api/backups/${name}`, download: name, 'aria-label': t('name.labelled', { label: t('backup.download'), name }) }, icon('download'), t('backup.download')),
      button('', 'trash-2', remove, { class: 'btn btn-ghost btn-icon btn-danger', 'aria-label': t('name.labelled', { label: t('backup.remove'), name }) }))));
}

export const show = adminPage(t('admin.backups'), async (body, { signal }) => {
  const list = h('div');
  const progress = h('div', { class: 'backup-now', role: 'status' });
  const now = button(t('backup.now'), 'archive', () => start(), { class: 'btn btn-spot' });
  /** @type {string | null} */
  let running = null;
  /** @param {Backups} found */
  const draw = (found) => {
    const ended = running && !found.running ? running : null;
    running = found.running?.name ?? null;
    now.setAttribute('aria-disabled', String(Boolean(found.running)));
    now.hidden = Boolean(found.refusal);
    replace(progress, found.refusal && notice(told(found.refusal), 'warn'), found.failed && notice(told(found.failed), 'bad'),
      found.running && h('div', { class: 'form-stack-s' }, h('p', null, t('backup.running')), h('progress', { class: 'meter meter-l', value: found.running.share, max: 1, 'aria-label': t('backup.running') })));
    redraw(list, found.items.length ? table(t('backup.all'), [[t('backup.made')], [t('backup.file')], [t('backup.size'), 'r'], ['', 'r']], found.items.map((one) => row(one, load)))
      : !found.refusal && h('p', { class: 'quiet' }, t('backup.none')));
    if (ended && found.items.some(({ name }) => name === ended)) toast(t('backup.done'));
    return found;
  };
  const load = async () => draw(await get('/api/backups', {}, { signal }));
  const start = async () => {
    if (running) return;
    if (await attempt(async () => { running = (await send('POST', '/api/backups')).name; })) await attempt(load);
  };
  const first = await load();
  replace(body, h('div', { class: 'admin' }, h('div', null, block(t('backup.all'), h('div', { class: 'push' }, now), progress, list)),
    panel(t('backup.what'), null, h('p', null, t('backup.inside')), h('p', { class: 'quiet small' }, t('backup.outside')), h('p', { class: 'quiet small' }, t('backup.kept', { n: first.keep })),
      h('p', { class: 'quiet small' }, t('backup.restore')), h('pre', { class: 'command', tabindex: 0 }, './quarterbin restore FILE'))));
  poll(PAUSE, signal, async () => { if (running) await load(); });
});
