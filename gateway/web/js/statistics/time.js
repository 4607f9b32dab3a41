// How long was read: by day in the last month, and by month.

import { duration } from '../format.js';
import { locale, t } from '../i18n.js';
import { columnsChart, isoDay } from './charts.js';

/** @typedef {{period: string, seconds: number}} Period */
/** @typedef {{days: Period[], months: Period[]}} Mine */

const DAYS = 30;
const MONTHS = 12;

/** @param {Date} date */
const isoMonth = (date) => isoDay(date).slice(0, 7);

/** @param {Mine} mine */
export function secondsThisMonth({ months }) {
  const now = isoMonth(new Date());
  return months.find(({ period }) => period === now)?.seconds ?? 0;
}

/**
 * @param {Period[]} periods those in which something was read
 * @param {[name: string, date: Date][]} wanted
 * @param {Intl.DateTimeFormat} long
 * @param {Intl.DateTimeFormat} short
 */
function bars(periods, wanted, long, short) {
  const known = new Map(periods.map(({ period, seconds }) => [period, seconds]));
  return wanted.map(([period, date]) => {
    const seconds = known.get(period) ?? 0;
    return { label: long.format(date), short: short.format(date), value: seconds / 60, text: duration(seconds) };
  });
}

/** Charts in minutes, each only where there is time to show. @param {Mine} mine */
export function timeCharts({ days, months }) {
  const now = new Date();
  /** @type {[string, Date][]} */
  const lately = Array.from({ length: DAYS }, (_, at) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - DAYS + 1 + at, 12)).map((date) => [isoDay(date), date]);
  /** @type {[string, Date][]} */
  const year = Array.from({ length: MONTHS }, (_, at) => new Date(now.getFullYear(), now.getMonth() - MONTHS + 1 + at, 1)).map((date) => [isoMonth(date), date]);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const short = new Intl.DateTimeFormat(locale, { day: 'numeric' });
  const byDay = bars(days, lately, day, short);
  const byMonth = bars(months, year, new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }), new Intl.DateTimeFormat(locale, { month: 'short' }));
  return [
    byDay.some(({ value }) => value) && columnsChart(t('stats.timeByDay'), t('stats.timeSays'), byDay, [t('chart.day'), t('stats.time')]),
    byMonth.some(({ value }) => value) && columnsChart(t('stats.timeByMonth'), '', byMonth, [t('stats.month'), t('stats.time')]),
  ];
}
