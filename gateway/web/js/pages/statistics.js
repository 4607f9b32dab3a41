// Figures: what one has read, and what there is. Nothing here compares people with each other.

import { get } from '../api.js';
import { isAdmin } from '../auth.js';
import { withBones } from '../bones.js';
import { h, icon, replace } from '../dom.js';
import { duration, number, size } from '../format.js';
import { locale, t } from '../i18n.js';
import { setTitle } from '../router.js';
import { browseHref } from '../series/hero.js';
import { columnsChart, heatMap, rowsChart } from '../statistics/charts.js';
import { thisMonth, timeCharts } from '../statistics/time.js';
import { style } from '../style.js';

await Promise.all([style('statistics'), style('issue')]);

/** @typedef {{value: string | number, count: number}} Choice */
/** @typedef {{period: string, pages: number, comics: number, seconds: number}} Period */
/**
 * @typedef {{comics_begun: number, comics_read: number, pages_read: number, seconds_read: number, series_finished: number, current_streak: number, longest_streak: number,
 *   days: Period[], months: Period[], genres: Choice[], creators: Choice[]}} Mine
 * @typedef {{comics: number, series: number, size_bytes: number, pages_known: number, problems: number, missing: number, formats: Choice[], years: Choice[], year_unknown: number}} Library
 */

const MONTHS = 24;
const LEAST_MONTHS = 12;                  // shown whatever was read in them
const COLUMNS = 40;                       // more years than that are shown by decade

/** @param {string} label @param {string} value @param {string} [href] */
function tile(label, value, href) {
  const inside = [h('dt', null, label), h('dd', null, value)];
  return href ? h('div', { class: 'tile' }, h('dt', null, h('a', { href, class: 'tile-link' }, label)), h('dd', null, value)) : h('div', { class: 'tile' }, ...inside);
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
    const { pages = 0, comics = 0 } = known.get(period) ?? {};
    bars.push({ label: name.format(date), short: short.format(date), value: pages, text: t('stats.monthText', { pages: t('count.pages', { n: pages }), comics: t('count.comics', { n: comics }) }) });
  }
  return bars;
}

/** @param {Choice[]} choices @param {string} filter */
function choiceBars(choices, filter) {
  return choices.map(({ value, count }) => ({ label: String(value), value: count, text: number(count), href: browseHref({ [filter]: String(value) }) }));
}

/** Years as they are, or by decade where there are many. @param {Choice[]} years */
function yearBars(years) {
  const sorted = years.map(({ value, count }) => ({ year: Number(value), count })).sort((a, b) => a.year - b.year);
  const [first, last] = [sorted[0]?.year ?? 0, sorted[sorted.length - 1]?.year ?? 0];
  const step = last - first >= COLUMNS ? 10 : 1;
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { year, count } of sorted) counts.set(Math.floor(year / step) * step, (counts.get(Math.floor(year / step) * step) ?? 0) + count);
  const bars = [];
  for (let year = Math.floor(first / step) * step; year <= last && bars.length < 400; year += step) {
    const count = counts.get(year) ?? 0;
    bars.push({ label: step === 10 ? t('stats.decade', { year: String(year) }) : String(year), short: String(year), value: count, text: t('count.series', { n: count }) });
  }
  return bars;
}

/** @param {Mine} mine */
function mySide(mine) {
  if (!mine.pages_read && !mine.seconds_read && !mine.comics_begun && !mine.comics_read) {
    return h('div', { class: 'empty' }, icon('book-open', 'i-l'), h('h3', null, t('stats.nothing')), h('p', null, t('stats.nothingHint')), h('a', { class: 'btn btn-spot', href: '/browse' }, t('stats.browse')));
  }
  const best = mine.days.reduce((high, day) => (day.pages > (high?.pages ?? 0) ? day : high), /** @type {Period | null} */ (null));
  const year = mine.days.reduce((sum, day) => sum + day.pages, 0);
  const says = best ? t('stats.daysSay', { pages: t('count.pages', { n: year }), days: t('stats.days', { n: mine.days.filter((day) => day.pages).length }),
    best: new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(new Date(`${best.period}T12:00`)), most: number(best.pages) }) : '';
  return h('div', { class: 'stats-part' },
    h('dl', { class: 'tiles' }, tile(t('stats.read'), number(mine.comics_read)), tile(t('stats.begun'), number(mine.comics_begun)), tile(t('stats.pagesRead'), number(mine.pages_read)),
      tile(t('stats.timeThisMonth'), thisMonth(mine)), tile(t('stats.timeAll'), duration(mine.seconds_read)),
      tile(t('stats.finished'), number(mine.series_finished)), tile(t('stats.streak'), t('stats.days', { n: mine.current_streak })), tile(t('stats.longest'), t('stats.days', { n: mine.longest_streak }))),
    heatMap(t('stats.byDay'), says, mine.days),
    mine.months.length > 0 && columnsChart(t('stats.byMonth'), t('stats.byMonthSays'), monthBars(mine.months), [t('stats.month'), t('stats.readThen')]),
    h('div', { class: 'chart-pair' }, timeCharts(mine)),
    h('div', { class: 'chart-pair' },
      mine.genres.length > 0 && rowsChart(t('stats.genres'), t('stats.genresSay'), choiceBars(mine.genres, 'genre'), [t('stats.genre'), t('stats.comics')]),
      mine.creators.length > 0 && rowsChart(t('stats.creators'), t('stats.creatorsSay'), choiceBars(mine.creators, 'creator'), [t('stats.creator'), t('stats.comics')])));
}

/** @param {Library} library */
function librarySide(library) {
  const formats = library.formats.map(({ value, count }) => ({ label: String(value).toUpperCase(), value: count, text: number(count), href: browseHref({ show: 'comics', format: String(value) }) }));
  const years = yearBars(library.years);
  return h('div', { class: 'stats-part' },
    h('dl', { class: 'tiles' }, tile(t('stats.comics'), number(library.comics)), tile(t('stats.series'), number(library.series)), tile(t('stats.size'), size(library.size_bytes)), tile(t('stats.pagesKnown'), number(library.pages_known)),
      tile(t('stats.problems'), number(library.problems), isAdmin() && library.problems ? '/problems' : undefined), tile(t('stats.missing'), number(library.missing), isAdmin() && library.missing ? '/missing' : undefined)),
    h('div', { class: 'chart-pair' },
      formats.length > 0 && rowsChart(t('stats.formats'), '', formats, [t('stats.format'), t('stats.comics')]),
      years.length > 0 && columnsChart(t('stats.years'), library.year_unknown ? t('stats.yearUnknown', { n: library.year_unknown }) : '', years, [t('field.year'), t('stats.series')])));
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  setTitle(t('stats.title'));
  /** @type {{mine: Mine, library: Library}} */
  const { mine, library } = await withBones(main, get('/api/statistics', { utc_offset: -new Date().getTimezoneOffset() }, { signal }), signal);
  replace(main, h('header', { class: 'page-head' }, h('h1', null, t('stats.title'))),
    h('section', { class: 'stats', 'aria-labelledby': 'mine' }, h('h2', { id: 'mine' }, t('stats.mine')), mySide(mine)),
    h('section', { class: 'stats', 'aria-labelledby': 'library' }, h('h2', { id: 'library' }, t('stats.library')), librarySide(library)));
}
