// How a scan is shown: the big count, its phases, what could not be read, and those before it.

import { get } from '../api.js';
import { h, icon, replace } from '../dom.js';
import { dayAndTime, duration, listed, number, plural, stopwatch } from '../format.js';
import { t } from '../i18n.js';
import { isRunning } from '../scan-status.js';
import * as state from '../state.js';
import { block, button, readout, table } from './parts.js';
import { attempt } from '../toast.js';
import { told } from '../told.js';

/** @typedef {import('../types.js').Scan} Scan */

/** @type {[NonNullable<Scan['phase']>, string, string][]} */
const PHASES = [['walk', t('scan.walk'), t('scan.walkWhat')], ['save', t('scan.save'), t('scan.saveWhat')], ['finish', t('scan.finish'), t('scan.finishWhat')]];
/** @type {Record<string, [string, string]>} */
const RESULTS = {
  running: ['state-info', t('scan.isRunning')], completed: ['state-ok', t('scan.isDone')], cancelled: ['state-warn', t('scan.isCancelled')],
  failed: ['state-bad', t('scan.isFailed')], idle: ['', t('scan.never')],
};
/** @type {Record<string, string>} */
const BEGUN = { start: t('scan.byStart'), schedule: t('scan.bySchedule'), watch: t('scan.byWatch'), settle: t('scan.bySettle'), restart: t('scan.byRestart') };

/** @param {Scan} scan */
function seconds({ started_at: from, completed_at: to }) {
  return from ? ((to ? Date.parse(to) : Date.now()) - Date.parse(from)) / 1000 : 0;
}

/** @param {number} all seconds that a scan took */
function took(all) {
  return all < 1 ? t('scan.underSecond') : duration(all);
}

/** What kind of scan it was, of what, and who began it. @param {Scan} scan */
function kindOf(scan) {
  const kind = scan.scan_type === 'rescan' ? t('scan.kindRescan') : t('admin.scan');
  const library = scan.library_id && state.get('libraries')?.find(({ id }) => id === scan.library_id)?.name;
  const of = scan.series_id ? t('scan.ofSeries') : scan.category ?? library;
  return listed([kind, of, scan.begun_by && BEGUN[scan.begun_by]]);
}

/** @param {Scan} scan */
export function headline(scan) {
  if (scan.status === 'idle') return h('p', { class: 'scan-n scan-n-words' }, t('scan.noneYet'));
  const total = scan.total_comics;
  const words = isRunning(scan) ? (total ? t('scan.ofTotal', { n: total }) : t('scan.soFar')) : t('scan.lookedAt');
  return h('p', { class: 'scan-n' }, number(scan.processed_comics), ' ', h('small', null, words));
}

/** @param {Scan} scan */
function numbers(scan) {
  const running = isRunning(scan);
  return readout([
    [t('scan.left'), running ? (scan.eta === null ? t('scan.leftUnknown') : t('scan.about', { time: duration(scan.eta) })) : null],
    [t('scan.rate'), scan.rate ? t('scan.aSecond', { n: Math.round(scan.rate) }) : null],
    running ? [t('scan.runningFor'), duration(seconds(scan))] : [t('scan.took'), took(seconds(scan))],
    [t('scan.new'), number(scan.new)], [t('scan.changed'), number(scan.changed)], [t('scan.moved'), number(scan.moved)], [t('scan.missing'), number(scan.missing)],
  ]);
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
  return h('p', { class: 'facts' }, h('span', { class: `state ${kind}` }, word), h('span', null, listed([kindOf(scan), dayAndTime(scan.started_at)])),
    scan.reason && h('span', null, told(scan.reason)));
}

/** @param {Scan} scan */
function meter(scan) {
  if (!isRunning(scan)) return null;
  const total = scan.total_comics;
  return h('progress', { class: 'meter meter-scan', value: total ? scan.processed_comics : null, max: total ?? 1,
    'aria-label': total ? t('scan.meter', { done: scan.processed_comics, n: total }) : t('scan.meterUnknown') });
}

/** The body below the count. @param {HTMLElement} body @param {Scan} scan */
export function drawScan(body, scan) {
  replace(body, meter(scan), outcome(scan), scan.status !== 'idle' && numbers(scan), isRunning(scan) && phases(scan));
}

/** @param {Scan} scan */
export function drawErrors(scan) {
  if (!scan.error_count) return null;
  const shown = scan.errors.length;
  return block(t('scan.unread'), h('span', { class: 'state state-bad num' }, plural(scan.error_count, 'file')),
    h('ul', { class: 'errs' }, ...scan.errors.map(({ path, reason }) => h('li', null, icon('file-x'), h('span', { class: 'path', title: path }, path), h('span', { class: 'why' }, told(reason))))),
    shown < scan.error_count && h('p', { class: 'quiet small' }, t('scan.firstShown', { n: shown })));
}

/** @param {Scan} job */
function row(job) {
  const [kind, word] = RESULTS[job.status] ?? ['', job.status];
  const found = listed([job.new && t('scan.nNew', { n: job.new }), job.changed && t('scan.nChanged', { n: job.changed }),
    job.moved && t('scan.nMoved', { n: job.moved }), job.missing && t('scan.nMissing', { n: job.missing })]);
  return h('tr', null, h('td', null, dayAndTime(job.started_at)), h('td', null, kindOf(job)),
    h('td', null, h('span', { class: `state ${kind}` }, word), job.reason && h('span', { class: 'small quiet' }, ' ', told(job.reason))), h('td', { class: 'r' }, number(job.processed_comics)),
    h('td', { class: 'quiet' }, found || t('scan.nothing')), h('td', { class: 'r' }, number(job.error_count)), h('td', { class: 'r' }, stopwatch(Math.ceil(seconds(job)))));
}

/** Earlier scans, the newest first, more of them on demand. */
export function drawHistory() {
  const heads = /** @type {[string, string?][]} */ ([[t('scan.started')], [t('scan.kind')], [t('scan.result')], [t('scan.comics'), 'r'], [t('scan.found')], [t('scan.errors'), 'r'], [t('scan.took'), 'r']]);
  const holder = h('div', { class: 'scan-past' });
  /** @type {Scan[]} */
  let jobs = [];
  /** @param {{items: Scan[], next_cursor: string | null}} page */
  const draw = ({ items, next_cursor: next }) => {
    jobs = [...jobs, ...items];
    replace(holder, jobs.length ? table(t('scan.history'), heads, jobs.map(row)) : h('p', { class: 'quiet' }, t('scan.noneBefore')),
      next && button(t('scan.older'), '', () => attempt(async () => draw(await get('/api/scan/jobs', { limit: 20, cursor: next }))), { class: 'btn btn-ghost' }));
  };
  const load = async (/** @type {AbortSignal} */ signal) => {
    const page = await get('/api/scan/jobs', { limit: 20 }, { signal });
    jobs = [];
    draw(page);
  };
  return { element: block(t('scan.history'), null, holder), load };
}
