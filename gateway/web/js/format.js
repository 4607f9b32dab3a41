// How things are called and counted, in the words of the catalogue; numbers and dates follow the reader's language.

import { language, locale, t } from './i18n.js';
import { together } from './together.js';

const numbers = new Intl.NumberFormat(locale);
const bare = new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 3 });
const shortDate = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long' });
const relativeDay = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const DAY = 86_400_000;

/** @param {number} n */
export function number(n) {
  return numbers.format(n);
}

/** What is counted, by its English word. */
const COUNTED = {
  comic: (/** @type {number} */ n) => t('count.comics', { n }),
  series: (/** @type {number} */ n) => t('count.series', { n }),
  issue: (/** @type {number} */ n) => t('count.issues', { n }),
  page: (/** @type {number} */ n) => t('count.pages', { n }),
  bookmark: (/** @type {number} */ n) => t('count.bookmarks', { n }),
  file: (/** @type {number} */ n) => t('count.files', { n }),
};

/**
 * `plural(3, 'comic')` is "3 comics", in the reader's language.
 * @param {number} n
 * @param {keyof typeof COUNTED} word
 */
export function plural(n, word) {
  return COUNTED[word](n);
}

/** @param {string} category */
function isManga(category) {
  return /manga|manhwa|manhua|webtoon/i.test(category);
}

/**
 * Several, one after the other: "CBZ, 38 MB"; what is empty is left out.
 * @param {(string | null | undefined | false | 0)[]} parts
 */
export function listed(parts) {
  return parts.filter(Boolean).join(t('name.comma'));
}

/**
 * Counted as an issue, not as a chapter or a volume.
 * @param {{chapter: number | null, category?: string}} book
 */
export function isIssue({ chapter, category = '' }) {
  return chapter !== null && chapter !== undefined && !isManga(category);
}

/**
 * What an issue is called beside its series: "#4", "Volume 4", "Chapter 12.5"; '' when it bears no number.
 * @param {{volume: number | null, chapter: number | null, category?: string}} book
 */
export function issueLabel(book) {
  const { volume, chapter } = book;
  if (chapter !== null && chapter !== undefined) {
    const no = bare.format(chapter);
    return isIssue(book) ? t('name.issue', { no }) : t('name.chapter', { no });
  }
  return volume !== null && volume !== undefined ? volumeLabel(volume) : '';
}

/** "Volume 4". @param {number} volume */
export function volumeLabel(volume) {
  return t('name.volume', { no: bare.format(volume) });
}

/**
 * The same for a narrow column: "4", "12.5", "-".
 * @param {{volume: number | null, chapter: number | null}} book
 */
export function issueNumber({ volume, chapter }) {
  if (chapter !== null && chapter !== undefined) return bare.format(chapter);
  return volume === null || volume === undefined ? '-' : bare.format(volume);
}

/**
 * A comic with its series: "Tidewright #4", "Paper Kaiju, Volume 1".
 * @param {{series: string, title: string, volume: number | null, chapter: number | null, category?: string}} book
 */
export function bookName(book) {
  const label = issueLabel(book);
  if (!label) return book.title || book.series;
  return isIssue(book) ? t('name.seriesIssue', { series: book.series, label }) : t('name.seriesVolume', { series: book.series, label });
}

/**
 * The title of an issue that is more than its series and number, or ''.
 * @param {{series: string, title: string, volume: number | null, chapter: number | null}} book
 */
export function ownTitle(book) {
  const plain = (/** @type {string} */ text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  const title = plain(book.title);
  const series = plain(book.series);
  if (!title || title === series) return '';
  const rest = title.startsWith(series) ? title.slice(series.length) : title;
  return /^(v|vol|volume|c|ch|chapter|issue|no)?[\d.]*((c|ch|chapter)[\d.]*)?$/.test(rest) ? '' : book.title;
}

/** @param {number | null | undefined} pages */
export function pagesLabel(pages) {
  return pages === null || pages === undefined ? t('count.pagesUnknown') : t('count.pages', { n: pages });
}

/**
 * Where somebody is, for people: pages count from 1 here. "p. 12 of 24", "p. 12" while the count is not known.
 * @param {number} page from 0
 * @param {number | null | undefined} pages
 */
export function pageLabel(page, pages) {
  return pages ? t('name.pageOf', { page: page + 1, pages }) : t('name.page', { page: page + 1 });
}

/** @param {Date} date */
function dayOf(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/**
 * A day inside a sentence: "today", "yesterday", "Tuesday", "12 Jan 2024".
 * @param {string | null | undefined} iso
 * @param {Date} [now]
 */
export function dayWithin(iso, now = new Date()) {
  if (!iso) return '';
  const date = new Date(iso);
  const days = Math.round((dayOf(now) - dayOf(date)) / DAY);
  if (days === 0 || days === 1) return relativeDay.format(-days, 'day');
  return days > 1 && days < 7 ? weekday.format(date) : shortDate.format(date);
}

/**
 * The same on its own: "Today", "Yesterday".
 * @param {string | null | undefined} iso
 * @param {Date} [now]
 */
export function day(iso, now = new Date()) {
  const text = dayWithin(iso, now);
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

/** The time of day: "11:02". @param {string} iso */
export function timeOfDay(iso) {
  return clock.format(new Date(iso));
}

/**
 * "Today, 11:02".
 * @param {string | null | undefined} iso
 */
export function dayAndTime(iso) {
  return iso ? t('name.dayAndTime', { day: day(iso), time: timeOfDay(iso) }) : '';
}

/** In one line; Japanese puts no space between a number and a word of its own. @param {string} text */
function tight(text) {
  return together(language === 'ja' ? text.replace(/\s/g, '') : text);
}

/** "5 minutes"; Japanese puts no space before it. @param {number} n @param {string} unit of Intl */
export function inUnit(n, unit) {
  const text = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(n);
  return tight(text);
}

/**
 * "9 seconds", "2 minutes", "1 hour".
 * @param {number} seconds
 */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 90) return inUnit(s, 'second');
  return s < 5400 ? inUnit(Math.round(s / 60), 'minute') : inUnit(Math.round(s / 3600), 'hour');
}

/**
 * "0:19", "12:03".
 * @param {number} seconds
 */
export function stopwatch(seconds) {
  const s = Math.max(0, Math.round(seconds));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/**
 * "38 MB".
 * @param {number} bytes
 */
export function size(bytes) {
  let power = 0;
  let value = bytes;
  while (value >= 1000 && power < UNITS.length - 1) {
    value /= 1000;
    power += 1;
  }
  const text = new Intl.NumberFormat(locale, { style: 'unit', unit: UNITS[power], unitDisplay: power ? 'short' : 'long',
    maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 }).format(value);
  return power ? together(text) : tight(text);
}
