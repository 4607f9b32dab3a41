// When a library is scanned by itself: at intervals or by cron, with the next scans shown, and when its disk changes.

import { ApiError, isAbort, send } from '../api.js';
import { h, icon, replace } from '../dom.js';
import { dayAndTime } from '../format.js';
import { t } from '../i18n.js';
import { toast } from '../toast.js';
import { formDialog } from './form-dialog.js';
import { choice, field, toggle } from './parts.js';

/** @typedef {{library_id: string, cron: string | null, interval_minutes: number | null, watch: boolean, due_at: string | null, watching: boolean | null, watch_problem: string | null}} Schedule */

/** @type {[string, string][]} */
const USUAL = [['0 3 * * *', t('schedule.nightly')], ['0 */6 * * *', t('schedule.sixHours')], ['0 4 * * sun', t('schedule.sundays')], ['0 4 1 * *', t('schedule.monthly')]];
const UNITS = { minutes: 1, hours: 60, days: 1440 };

/** @param {number} minutes @returns {[number, keyof typeof UNITS]} */
function inUnits(minutes) {
  if (minutes % 1440 === 0) return [minutes / 1440, 'days'];
  return minutes % 60 === 0 ? [minutes / 60, 'hours'] : [minutes, 'minutes'];
}

/** In a few words. @param {Schedule | undefined} schedule */
export function scheduleWords(schedule) {
  if (!schedule) return t('schedule.never');
  const { cron, interval_minutes: minutes } = schedule;
  const usual = USUAL.find(([value]) => value === cron);
  if (cron) return usual ? usual[1] : t('schedule.cronIs', { cron });
  if (!minutes) return t('schedule.never');
  const [n, unit] = inUnits(minutes);
  if (unit === 'days') return t('schedule.everyDays', { n });
  return unit === 'hours' ? t('schedule.everyHours', { n }) : t('schedule.everyMinutes', { n });
}

/** @param {Schedule | undefined} now */
function fields(now) {
  const how = choice('how', [['none', t('schedule.never')], ['interval', t('schedule.interval')], ['cron', t('schedule.times')]], now?.cron ? 'cron' : now?.interval_minutes ? 'interval' : 'none');
  const [n, unit] = inUnits(now?.interval_minutes ?? 1440);
  const every = h('input', { class: 'input input-number', type: 'number', name: 'every', min: 1, max: 525_600, value: n, 'aria-label': t('schedule.every') });
  const units = choice('unit', [['minutes', t('schedule.minutes')], ['hours', t('schedule.hours')], ['days', t('schedule.days')]], unit, { 'aria-label': t('schedule.unit') });
  const usual = choice('usual', [...USUAL, ['own', t('schedule.own')]], USUAL.some(([value]) => value === now?.cron) || !now?.cron ? now?.cron ?? '0 3 * * *' : 'own', { 'aria-label': t('schedule.times') });
  const own = h('input', { class: 'input mono', name: 'cron', value: now?.cron ?? '0 3 * * *', maxlength: 100, autocomplete: 'off', spellcheck: 'false' });
  const watch = toggle(t('schedule.watch'), { name: 'watch', checked: now?.watch });
  const interval = h('div', { class: 'inline' }, every, units);
  const ownField = field(t('schedule.cron'), own, t('schedule.cronHint'));
  const times = h('div', { class: 'form-stack-s' }, usual, ownField);
  const mark = () => {
    interval.hidden = how.value !== 'interval';
    times.hidden = how.value !== 'cron';
    ownField.hidden = usual.value !== 'own';
  };
  mark();
  const read = () => ({
    cron: how.value === 'cron' ? (usual.value === 'own' ? own.value : usual.value) : null,
    interval_minutes: how.value === 'interval' ? Math.round(Number(every.value)) * UNITS[/** @type {keyof typeof UNITS} */ (units.value)] : null,
    watch: Boolean(watch.querySelector('input')?.checked),
  });
  return { body: [field(t('schedule.when'), how), interval, times, watch], mark, read };
}

/** Says when the next scans would begin. @param {HTMLElement} node @param {{cron: string | null, interval_minutes: number | null}} schedule @param {AbortSignal} signal */
async function preview(node, { cron, interval_minutes: minutes }, signal) {
  if (!cron && !minutes) return replace(node);
  try {
    const { next } = await send('POST', '/api/scan/schedules/preview', { cron, interval_minutes: minutes }, { signal });
    return replace(node, h('p', { class: 'hint' }, t('schedule.next')), h('ul', { class: 'next-runs' }, ...next.slice(0, 3).map((/** @type {string} */ at) => h('li', null, dayAndTime(at)))));
  } catch (error) {
    if (isAbort(error)) return node;
    if (!(error instanceof ApiError)) throw error;
    return replace(node, h('p', { class: 'hint-bad' }, icon('circle-alert', 'i-s'), error.detail));
  }
}

/**
 * @param {import('../types.js').Library} library
 * @param {Schedule | undefined} now
 * @param {() => Promise<unknown>} again called when it was changed, and when that was taken back
 */
export async function editSchedule(library, now, again) {
  const { body, mark, read } = fields(now);
  const ahead = h('div', { class: 'schedule-next', role: 'status' });
  let timer = 0;
  let asking = new AbortController();
  const show = () => {
    asking.abort();
    asking = new AbortController();
    void preview(ahead, read(), asking.signal);
  };
  const holder = h('div', { class: 'form-stack', oninput: () => {
    mark();
    clearTimeout(timer);
    timer = window.setTimeout(show, 250);
  } }, ...body, ahead);
  show();
  const done = await formDialog({
    title: t('schedule.title', { name: library.name }), body: [holder], yes: t('admin.save'),
    submit: async () => {
      const before = now && { cron: now.cron, interval_minutes: now.interval_minutes, watch: now.watch };
      const put = (/** @type {object} */ what) => send('PUT', `/api/scan/schedules/${library.id}`, what);
      await put(read());
      toast(t('schedule.saved', { name: library.name }), before ? { onUndo: async () => { await put(before); await again(); } } : {});
    },
  });
  if (done) await again();
}
