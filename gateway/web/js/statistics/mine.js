// Figures of what somebody read. Nothing here compares people with each other.

import { h, icon } from '../dom.js';
import { duration, number } from '../format.js';
import { locale, t } from '../i18n.js';
import { browseHref } from '../series/hero.js';
import { columnsChart, heatMap, rowsChart } from './charts.js';
import { tile, toCome } from './tiles.js';
import { secondsThisMonth, timeCharts } from './time.js';

/** @typedef {{value: string | number, count: number}} Choice */
/** @typedef {{period: string, pages: number, comics: number, seconds: number}} Period */
/**
 * @typedef {{comics_begun: number, comics_read: number, pages_read: number, seconds_read: number, series_finished: number, current_streak: number, longest_streak: number,
 *   days: Period[], months: Period[], genres: Choice[], creators: Choice[]}} Mine
 */

const MONTHS = 24;
const LEAST_MONTHS = 12;                  // shown whatever was read in them
const A_RUN = 2;                          // days; one alone is none

/** @param {string} label @param {string} short @param {{pages: number, comics: number}} read */
function bar(label, short, { pages, comics }) {
  return { label, short, value: pages, text: t('stats.monthText', { pages: t('count.pages', { n: pages }), comics: t('count.comics', { n: comics }) }) };
}

/** The last two years, months without reading among them. @param {Period[]} months */
function monthBars(months) {
  const known = new Map(months.map((month) => [month.period, month]));
  const name = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' });
  const short = new Intl.DateTimeFormat(locale, { month: 'short' });
  const now = new Date();
  const first = months[0]?.period;
  const bars = [];
  for (let back = MONTHS - 1; back >= 0; back--) {
    const date = new Date(now.getFullYear(), now.getMonth() - back, 1);
    const period = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
    if (first && period < first && back >= LEAST_MONTHS) continue;
    bars.push(bar(name.format(date), short.format(date), known.get(period) ?? { pages: 0, comics: 0 }));
  }
  return bars;
}

/** Every year from the first in which something was read. @param {Period[]} months */
function yearBars(months) {
  /** @type {Map<number, {pages: number, comics: number}>} */
  const years = new Map();
  for (let year = Number(months[0]?.period.slice(0, 4)); year <= new Date().getFullYear(); year++) years.set(year, { pages: 0, comics: 0 });
  for (const { period, pages, comics } of months) {
    const year = years.get(Number(period.slice(0, 4)));
    if (!year) continue;
    year.pages += pages;
    year.comics += comics;
  }
  return [...years].map(([year, read]) => bar(String(year), String(year), read));
}

/** @param {Choice[]} choices @param {string} filter */
function choiceBars(choices, filter) {
  return choices.map(({ value, count }) => ({ label: String(value), value: count, text: number(count), href: browseHref({ [filter]: String(value) }) }));
}

/** @param {Period[]} read days with pages @param {Period} best of them */
function daysSay(read, best) {
  const on = new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(`${best.period}T12:00`));
  const pages = t('count.pages', { n: read.reduce((sum, day) => sum + day.pages, 0) });
  return read.length === 1 ? t('stats.oneDaySays', { pages, best: on }) : t('stats.daysSay', { pages, days: t('stats.days', { n: read.length }), best: on, most: number(best.pages) });
}

/** Pages by day, by month, and by year where there are more than the months show. @param {Mine} mine */
function pageCharts({ days, months }) {
  const read = days.filter((day) => day.pages);
  const best = read.reduce((high, day) => (day.pages > high.pages ? day : high), read[0]);
  const bars = monthBars(months);
  const years = yearBars(months);
  const says = best ? daysSay(read, best) : '';
  return [
    best && heatMap(t('stats.byDay'), says, read),
    bars.some(({ value }) => value) && columnsChart(t('stats.byMonth'), t('stats.byMonthSays'), bars, [t('stats.month'), t('stats.readThen')]),
    years.length > MONTHS / 12 && years.some(({ value }) => value) && columnsChart(t('stats.byYear'), '', years, [t('field.year'), t('stats.readThen')]),
  ];
}

/** @param {Mine} mine */
export function mySide(mine) {
  if (!mine.pages_read && !mine.seconds_read && !mine.comics_begun && !mine.comics_read) {
    return h('div', { class: 'empty' }, icon('book-open', 'i-l'), h('h3', null, t('stats.nothing')), h('p', null, t('stats.nothingHint')), h('a', { class: 'btn btn-spot', href: '/browse' }, t('stats.browse')));
  }
  const month = secondsThisMonth(mine);
  const { current_streak: run, longest_streak: longest } = mine;
  return h('div', { class: 'stats-part' },
    h('dl', { class: 'tiles' }, tile(t('stats.read'), mine.comics_read, number(mine.comics_read)), tile(t('stats.begun'), mine.comics_begun, number(mine.comics_begun)),
      tile(t('stats.pagesRead'), mine.pages_read, number(mine.pages_read)),
      tile(t('stats.timeThisMonth'), month, duration(month)), tile(t('stats.timeAll'), mine.seconds_read, duration(mine.seconds_read)),
      tile(t('stats.finished'), mine.series_finished, number(mine.series_finished)),
      tile(t('stats.streak'), run >= A_RUN, t('stats.days', { n: run })), tile(t('stats.longest'), longest >= A_RUN, t('stats.days', { n: longest }))),
    ...pageCharts(mine),
    h('div', { class: 'chart-pair' }, timeCharts(mine)),
    h('div', { class: 'chart-pair' },
      mine.genres.length > 0 && rowsChart(t('stats.genres'), t('stats.genresSay'), choiceBars(mine.genres, 'genre'), [t('stats.genre'), t('stats.comics')]),
      mine.creators.length > 0 && rowsChart(t('stats.creators'), t('stats.creatorsSay'), choiceBars(mine.creators, 'creator'), [t('stats.creator'), t('stats.comics')])),
    toCome([!mine.pages_read && t('stats.daysToCome'), !mine.seconds_read && t('stats.timeToCome'),
      !mine.comics_read ? t('stats.finishedToCome') : !(mine.genres.length || mine.creators.length) && t('stats.choicesToCome'),
      longest < A_RUN && t('stats.runToCome')]));
}
