// The scan: how far it is, what could not be read, and what was before.

import { get } from '../api.js';
import { isAdmin } from '../auth.js';
import { h, icon, replace } from '../dom.js';
import { dayAndTime, duration, number, plural, stopwatch } from '../format.js';
import { libraryNotices } from '../notices.js';
import { setTitle } from '../router.js';
import { askRescan, cancelScan, isRunning, scanButton } from '../scan-status.js';
import * as state from '../state.js';

/** @typedef {import('../types.js').Scan} Scan */

/** @type {[NonNullable<Scan['phase']>, string, string][]} */
const PHASES = [['walk', 'Walk', 'reads the folders'], ['save', 'Save', 'writes down what is new'], ['finish', 'Finish', 'finds what is missing']];
/** @type {Record<string, [string, string]>} */
const RESULTS = { running: ['state-info', 'Running'], completed: ['state-ok', 'Done'], cancelled: ['state-warn', 'Cancelled'], failed: ['state-bad', 'Failed'], idle: ['', 'Never'] };

/** @param {Scan} scan */
function seconds({ started_at: from, completed_at: to }) {
  return from ? ((to ? Date.parse(to) : Date.now()) - Date.parse(from)) / 1000 : 0;
}

/** @param {Scan} scan */
function headline(scan) {
  if (scan.status === 'idle') return h('p', { class: 'scan-n' }, 'No scan yet');
  const total = scan.total_comics;
  const words = isRunning(scan) ? (total ? `of ${number(total)} comics` : 'comics so far') : 'comics looked at';
  return h('p', { class: 'scan-n' }, number(scan.processed_comics), ' ', h('small', null, words));
}

/** @param {Scan} scan */
function readout(scan) {
  const running = isRunning(scan);
  /** @type {[string, string | null][]} */
  const rows = [
    ['Left', running ? (scan.eta === null ? 'Not known yet' : `About ${duration(scan.eta)}`) : null],
    ['Rate', scan.rate ? `${number(Math.round(scan.rate))} a second` : null],
    [running ? 'Running for' : 'Took', duration(seconds(scan))],
    ['New', number(scan.new)], ['Changed', number(scan.changed)], ['Moved', number(scan.moved)], ['Missing', number(scan.missing)],
  ];
  return h('dl', { class: 'readout' }, ...rows.flatMap(([name, value]) => (value === null ? [] : [h('div', null, h('dt', null, name), h('dd', null, value))])));
}

/** @param {Scan} scan */
function phases(scan) {
  const at = PHASES.findIndex(([phase]) => phase === scan.phase);
  return h('ol', { class: 'phases' }, ...PHASES.map(([, name, what], index) => {
    const kind = index < at ? 'done-step' : index === at ? 'now' : '';
    const sign = index < at ? 'circle-check' : index === at ? 'circle-dot' : 'circle';
    return h('li', { class: kind, 'aria-current': index === at ? 'step' : null }, icon(sign), h('b', null, name), h('span', null, what));
  }));
}

/** @param {Scan} scan */
function outcome(scan) {
  if (scan.status === 'idle' || isRunning(scan)) return null;
  const [kind, word] = RESULTS[scan.status] ?? ['', scan.status];
  return h('p', { class: 'facts' }, h('span', { class: `state ${kind}` }, word), h('span', null, `${scan.scan_type === 'rescan' ? 'Rescan' : 'Scan'}, ${dayAndTime(scan.started_at)}`),
    scan.reason && h('span', null, scan.reason));
}

/** @param {Scan} scan */
function meter(scan) {
  if (!isRunning(scan)) return null;
  const total = scan.total_comics;
  return h('progress', { class: 'meter meter-scan', value: total ? scan.processed_comics : null, max: total ?? 1,
    'aria-label': total ? `${number(scan.processed_comics)} of ${number(total)} comics` : 'The folders are being read' });
}

/** @param {Scan} scan */
function errors(scan) {
  if (!scan.error_count) return null;
  const shown = scan.errors.length;
  return h('section', { class: 'block' }, h('header', null, h('h2', null, 'Could not be read'), h('span', { class: 'state state-bad num' }, plural(scan.error_count, 'file'))),
    h('ul', { class: 'errs' }, ...scan.errors.map(({ path, reason }) => h('li', null, icon('file-x'), h('span', { class: 'path', title: path }, path), h('span', { class: 'why' }, reason)))),
    shown < scan.error_count && h('p', { class: 'quiet small' }, `The first ${number(shown)} are shown.`));
}

/** @param {Scan[]} jobs */
function history(jobs) {
  const head = ['Started', 'Kind', 'Result', 'Comics', 'Found', 'Errors', 'Took'];
  const right = new Set(['Comics', 'Errors', 'Took']);
  const row = (/** @type {Scan} */ job) => {
    const [kind, word] = RESULTS[job.status] ?? ['', job.status];
    const found = [job.new && `${number(job.new)} new`, job.changed && `${number(job.changed)} changed`, job.moved && `${number(job.moved)} moved`, job.missing && `${number(job.missing)} missing`];
    return h('tr', null, h('td', null, dayAndTime(job.started_at)), h('td', null, job.scan_type === 'rescan' ? 'Rescan' : 'Scan'),
      h('td', null, h('span', { class: `state ${kind}`, title: job.reason }, word)), h('td', { class: 'r' }, number(job.processed_comics)),
      h('td', { class: 'quiet' }, found.filter(Boolean).join(', ') || 'nothing'), h('td', { class: 'r' }, number(job.error_count)), h('td', { class: 'r' }, stopwatch(seconds(job))));
  };
  return h('section', { class: 'block' }, h('header', null, h('h2', null, 'History')),
    jobs.length ? h('div', { class: 'table-wrap', tabindex: 0, role: 'region', 'aria-label': 'Earlier scans' }, h('table', { class: 'table' },
      h('thead', null, h('tr', null, ...head.map((name) => h('th', { scope: 'col', class: right.has(name) ? 'r' : null }, name)))),
      h('tbody', null, ...jobs.map(row)))) : h('p', { class: 'quiet' }, 'There was none yet.'));
}

function buttons() {
  const cancel = h('button', { class: 'btn', type: 'button', onclick: () => void cancelScan() }, icon('square', 'i-s'), 'Cancel');
  const rescan = h('button', { class: 'btn', type: 'button', onclick: () => { if (!isRunning(state.get('scan'))) void askRescan(); } }, icon('refresh-cw'), 'Rescan');
  const holder = h('div', null, cancel, rescan, scanButton('btn btn-spot', 'Scan'));
  return { holder, mark: () => {
    const running = isRunning(state.get('scan'));
    cancel.hidden = !running;
    rescan.setAttribute('aria-disabled', String(running));
  } };
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle('Scan');
  const admin = isAdmin();
  const body = h('div', { class: 'scan-body' });
  const failures = h('div');
  const past = h('div');
  const { holder, mark } = buttons();
  const top = h('div');
  const loadPast = async () => {
    if (admin) replace(past, history((await get('/api/scan/jobs', {}, { signal })).items));
  };
  /** @type {string} */
  let last = '';
  const draw = () => {
    const scan = state.get('scan');
    if (!scan) return;
    mark();
    replace(top, headline(scan));
    replace(body, meter(scan), outcome(scan), scan.status !== 'idle' && readout(scan), isRunning(scan) && phases(scan));
    replace(failures, errors(scan));
    if (last && last !== scan.status) void loadPast();
    last = scan.status;
  };
  if (!state.get('scan')) state.set({ scan: await get('/api/scan/status', {}, { signal }) });
  await loadPast();
  replace(main, h('header', { class: 'page-head' }, h('h1', null, 'Scan')), libraryNotices(signal),
    h('div', { class: 'admin admin-one' }, h('div', null,
      h('section', { class: 'scan', 'aria-label': 'The scan' }, h('div', { class: 'scan-top' }, top, admin && holder), body), failures, past)));
  draw();
  return state.subscribe(['scan'], draw);
}
