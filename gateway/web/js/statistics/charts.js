// Charts drawn as SVG. Each is a figure with a sentence that says what it shows, and the same numbers as a table.

import { h, icon, svg } from '../dom.js';
import { number } from '../format.js';
import { locale, t } from '../i18n.js';

/** @typedef {{label: string, value: number, text: string, short?: string, href?: string}} Bar `text` is the value in words */

const LEVELS = 4;                        // shades of a day on which something was read
const FEWEST = 8;                         // columns that there is room for, at least
const CELL = 12;                         // px, the side of a day
const GAP = 3;                           // px between two days
const DAY = 86_400_000;                  // ms
let made = 0;

/**
 * The frame of a chart.
 * @param {string} title
 * @param {string} says what it shows, in a sentence
 * @param {Node} drawing
 * @param {{head: [string, string], rows: [string, string][]}} table
 */
function figure(title, says, drawing, { head, rows }) {
  made += 1;
  const id = `chart-${made}`;
  return h('figure', { class: 'chart', 'aria-labelledby': id }, h('figcaption', null, h('h3', { id }, title), says && h('p', { class: 'quiet small' }, says)), drawing,
    h('details', { class: 'chart-table' }, h('summary', null, icon('chevron-right', 'i-s'), t('chart.table')),
      h('div', { class: 'table-wrap', tabindex: 0, role: 'region', 'aria-label': title }, h('table', { class: 'table' },
        h('thead', null, h('tr', null, h('th', { scope: 'col' }, head[0]), h('th', { scope: 'col', class: 'r' }, head[1]))),
        h('tbody', null, ...rows.map(([name, value]) => h('tr', null, h('th', { scope: 'row' }, name), h('td', { class: 'r' }, value))))))));
}

/** @param {Bar[]} bars */
function most(bars) {
  return bars.reduce((high, { value }) => Math.max(high, value), 0) || 1;
}

/**
 * Lines one below the other, the longest as wide as there is room.
 * @param {string} title
 * @param {string} says
 * @param {Bar[]} bars
 * @param {[string, string]} head of the table
 */
export function rowsChart(title, says, bars, head) {
  const high = most(bars);
  const list = h('ul', { class: 'chart-rows' }, ...bars.map(({ label, value, text, href }) => h('li', null,
    href ? h('a', { class: 'chart-label link-row', href }, label) : h('span', { class: 'chart-label' }, label),
    svg('svg', { class: 'chart-bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, svg('rect', { class: 'bar', width: Math.max(0.75, (value / high) * 100), height: 8 })),
    h('span', { class: 'chart-value num' }, text))));
  return figure(title, says, list, { head, rows: bars.map(({ label, text }) => [label, text]) });
}

/** What stands below a column; every second one only where there is room. @param {number} back from the last column @param {number} every how many there is one @param {string} text */
function tick(back, every, text) {
  return back % every ? h('span') : h('span', { class: (back / every) % 2 ? 'tick-2' : null }, text);
}

/**
 * Columns side by side, in the order of time.
 * @param {string} title
 * @param {string} says
 * @param {Bar[]} bars
 * @param {[string, string]} head of the table
 */
export function columnsChart(title, says, bars, head) {
  const high = Math.ceil(most(bars));                         // the scale shows whole numbers
  const slots = Math.max(FEWEST, bars.length);                // a single column is not as wide as the page
  const wide = 100 / slots;
  const every = Math.ceil(bars.length / 12);
  const columns = bars.map(({ label, value, text }, at) => svg('rect', { class: 'bar', x: at * wide + wide * 0.12, width: wide * 0.76, y: 100 - (value / high) * 100, height: (value / high) * 100 },
    svg('title', {}, t('name.labelled', { label, name: text }))));
  const drawing = h('div', { class: 'chart-columns' },
    h('div', { class: 'chart-scale small faint num', 'aria-hidden': 'true' }, h('span', null, number(high)), h('span', null, number(0))),
    svg('svg', { viewBox: '0 0 100 100', preserveAspectRatio: 'none', role: 'img', 'aria-label': `${title}. ${says}` }, ...columns),
    h('div', { class: 'chart-ticks small faint', 'aria-hidden': 'true' }, ...bars.map(({ label, short }, at) => tick(bars.length - 1 - at, every, short ?? label)), ...Array.from({ length: slots - bars.length }, () => h('span'))));
  return figure(title, says, drawing, { head, rows: bars.map(({ label, text }) => /** @type {[string, string]} */ ([label, text])).reverse() });
}

/** @param {Date} date as `2026-11-23`, in the reader's own time zone */
export function isoDay(date) {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

/** The first day of the week where the reader lives, 0 is Sunday. */
function weekStart() {
  const info = /** @type {any} */ (new Intl.Locale(locale));
  const first = info.getWeekInfo?.().firstDay ?? info.weekInfo?.firstDay ?? 1;
  return first % 7;
}

/**
 * A year of days: a column a week, the darker the more was read.
 * @param {string} title
 * @param {string} says
 * @param {{period: string, pages: number}[]} days those on which something was read
 * @param {Date} [today]
 */
export function heatMap(title, says, days, today = new Date()) {
  const pages = new Map(days.map((day) => [day.period, day.pages]));
  const sorted = [...pages.values()].filter(Boolean).sort((a, b) => a - b);
  const level = (/** @type {number} */ value) => (value ? Math.ceil((sorted.filter((one) => one <= value).length / sorted.length) * LEVELS) : 0);
  const start = weekStart();
  const last = new Date(today.getFullYear(), today.getMonth(), today.getDate(), 12);
  const first = new Date(last.getTime() - 364 * DAY);
  first.setDate(first.getDate() - ((first.getDay() - start + 7) % 7));
  const name = new Intl.DateTimeFormat(locale, { dateStyle: 'full' });
  const month = new Intl.DateTimeFormat(locale, { month: 'short' });
  const cells = [];
  const labels = [];
  let week = 0;
  for (const day = new Date(first); day <= last; day.setDate(day.getDate() + 1)) {
    const row = (day.getDay() - start + 7) % 7;
    const value = pages.get(isoDay(day)) ?? 0;
    cells.push(svg('rect', { class: `heat-${level(value)}`, x: week * (CELL + GAP), y: 16 + row * (CELL + GAP), width: CELL, height: CELL, rx: 2 }, svg('title', {}, t('name.labelled', { label: name.format(day), name: t('count.pages', { n: value }) }))));
    if (day.getDate() <= 7 && row === 0) labels.push(svg('text', { x: week * (CELL + GAP), y: 10 }, month.format(day)));
    if (row === 6) week += 1;
  }
  const width = (week + 1) * (CELL + GAP);
  const map = h('div', { class: 'heat', tabindex: 0, role: 'region', 'aria-label': title }, svg('svg', { viewBox: `0 0 ${width} ${16 + 7 * (CELL + GAP)}`, role: 'img', 'aria-label': `${title}. ${says}` }, ...labels, ...cells));
  requestAnimationFrame(() => { map.scrollLeft = map.scrollWidth; });
  const key = h('p', { class: 'heat-key small quiet', 'aria-hidden': 'true' }, t('chart.less'), svg('svg', { viewBox: `0 0 ${5 * (CELL + GAP)} ${CELL}` },
    ...Array.from({ length: LEVELS + 1 }, (_, at) => svg('rect', { class: `heat-${at}`, x: at * (CELL + GAP), width: CELL, height: CELL, rx: 2 }))), t('chart.more'));
  const short = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const rows = [...days].filter((day) => day.pages).sort((a, b) => b.period.localeCompare(a.period)).map((day) => /** @type {[string, string]} */ ([short.format(new Date(`${day.period}T12:00`)), number(day.pages)]));
  return figure(title, says, h('div', null, map, key), { head: [t('chart.day'), t('chart.pages')], rows });
}
