// The scan: how far it is, what is scanned, what could not be read, and what was before.

import { adminPage } from '../../admin/frame.js';
import { inspectionPanel } from '../../admin/inspection.js';
import { button, panel } from '../../admin/parts.js';
import { scanScope } from '../../admin/scan-scope.js';
import { drawErrors, drawHistory, drawScan, headline } from '../../admin/scan-view.js';
import { get, passOverRefusal } from '../../api.js';
import { h, icon, replace } from '../../dom.js';
import { dayAndTime, number } from '../../format.js';
import { t } from '../../i18n.js';
import { librariesKnown } from '../../libraries.js';
import { libraryNotices } from '../../notices.js';
import { askRescan, cancelScan, isRunning, startScan } from '../../scan-status.js';
import * as state from '../../state.js';
import { told } from '../../told.js';

function buttons() {
  const scope = scanScope();
  const idle = () => !isRunning(state.get('scan'));
  const run = (/** @type {(what: {scope: import('../../scan-status.js').Scope, name: string}) => unknown} */ begin) => () => {
    const what = idle() && scope.chosen();
    if (what) void begin(what);
  };
  const cancel = button(t('dialog.cancel'), 'square', () => void cancelScan());
  const rescan = button(t('scan.rescan'), 'refresh-cw', run((what) => askRescan(what.scope, what.name)));
  const scan = button(t('scan.scan'), 'scan-line', run((what) => startScan('scan', what.scope)), { class: 'btn btn-spot' });
  return { scope, holder: h('div', null, cancel, rescan, scan), mark: () => {
    cancel.hidden = idle();
    for (const one of [rescan, scan]) one.setAttribute('aria-disabled', String(!idle()));
  } };
}

/** @param {Map<string, import('../../admin/schedule.js').Schedule>} schedules */
function librariesPanel(schedules) {
  const items = (state.get('libraries') ?? []).map(({ id, name, online, offline_reason: reason, comic_count: count }) => {
    const due = schedules.get(id)?.due_at;
    const said = !online ? reason ? told(reason) : t('library.offline') : due ? t('library.next', { when: dayAndTime(due) }) : t('library.byHand');
    return h('li', { class: 'service' }, h('span', { class: online ? 'dot dot-ok' : 'dot dot-bad' }), h('b', null, name), h('span', { class: 'lat' }, number(count)), h('span', { class: 'small' }, said));
  });
  return panel(t('admin.libraries'), h('a', { class: 'small link push', href: '/admin/libraries' }, t('library.care')),
    items.length ? h('ul', { class: 'services' }, ...items) : h('p', { class: 'quiet small' }, t('library.none')));
}

export const show = adminPage(t('admin.scan'), async (body, { signal }) => {
  const top = h('div');
  const inner = h('div', { class: 'scan-body' });
  const failures = h('div', { class: 'scan-failures' });
  const { scope, holder, mark } = buttons();
  const past = drawHistory();
  const side = h('div');
  let last = '';
  const draw = () => {
    const scan = state.get('scan');
    if (!scan) return;
    mark();
    replace(top, headline(scan));
    drawScan(inner, scan);
    replace(failures, drawErrors(scan));
    failures.hidden = !failures.childElementCount;
    if (last && last !== scan.status) past.load(signal).catch(passOverRefusal);     // the list as it was stays, and the next change brings it
    last = scan.status;
  };
  const [schedules, inspection] = await Promise.all([
    get('/api/scan/schedules', {}, { signal }), inspectionPanel(signal), past.load(signal), librariesKnown(),
    state.get('scan') ? null : get('/api/scan/status', {}, { signal }).then((scan) => state.set({ scan })),
  ]);
  const bySchedule = new Map(schedules.items.map((/** @type {any} */ one) => [one.library_id, one]));
  const drawSide = () => {
    scope.draw();
    replace(side, inspection, librariesPanel(bySchedule));
  };
  drawSide();
  draw();
  replace(body, libraryNotices(signal), h('div', { class: 'admin' },
    h('div', null, h('section', { class: 'scan', 'aria-label': t('admin.scan') }, h('div', { class: 'scan-top' }, top, holder), inner,
      h('details', { class: 'scan-part' }, h('summary', null, icon('chevron-right', 'i-s'), t('scan.scope')), scope.element)), failures, past.element), side));
  const ends = [state.subscribe(['scan'], draw), state.subscribe(['libraries', 'tree'], drawSide)];
  return () => { for (const end of ends) end(); };
});
