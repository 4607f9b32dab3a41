// Figures of what there is.

import { isAdmin } from '../auth.js';
import { h } from '../dom.js';
import { emptyLibrary } from '../empty.js';
import { number, size } from '../format.js';
import { t } from '../i18n.js';
import { browseHref } from '../series/hero.js';
import { formatName } from '../terms.js';
import { columnsChart, rowsChart } from './charts.js';
import { tile, toCome } from './tiles.js';

/** @typedef {{value: string | number, count: number}} Choice */
/** @typedef {{comics: number, series: number, size_bytes: number, pages_known: number, problems: number, missing: number, formats: Choice[], years: Choice[], year_unknown: number}} Library */

const COLUMNS = 40;                       // more years than that are shown by decade

/** Years as they are, or by decade where there are many. @param {Choice[]} years */
function yearBars(years) {
  if (!years.length) return [];
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

/** @param {Library} library */
export function librarySide(library) {
  if (!library.comics && !library.missing) return emptyLibrary('h3');
  const formats = library.formats.map(({ value, count }) => ({ label: formatName(String(value)), value: count, text: number(count), href: browseHref({ show: 'comics', format: String(value) }) }));
  const bars = yearBars(library.years);
  return h('div', { class: 'stats-part' },
    h('dl', { class: 'tiles' }, tile(t('stats.comics'), library.comics, number(library.comics)), tile(t('stats.series'), library.series, number(library.series)),
      tile(t('stats.size'), library.size_bytes, size(library.size_bytes)), tile(t('stats.pagesKnown'), library.pages_known, number(library.pages_known)),
      tile(t('stats.problems'), library.problems, number(library.problems), isAdmin() ? '/problems' : undefined),
      tile(t('stats.missing'), library.missing, number(library.missing), isAdmin() ? '/missing' : undefined)),
    h('div', { class: 'chart-pair' },
      formats.length > 0 && rowsChart(t('stats.formats'), '', formats, [t('stats.format'), t('stats.comics')]),
      bars.length > 0 && columnsChart(t('stats.years'), library.year_unknown ? t('stats.yearUnknown', { n: library.year_unknown }) : '', bars, [t('field.year'), t('stats.series')])),
    toCome([!library.pages_known && t('stats.pagesToCome'), !bars.length && t('stats.yearsToCome')]));
}
