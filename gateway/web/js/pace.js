// How long reading takes: at one's own pace where that is known, else as long as most people need.

import { duration } from './format.js';
import { t } from './i18n.js';

/** @typedef {import('./types.js').ReadingTime} ReadingTime */

const USUAL = 23;                                          // seconds a page
const SHORTEST = 90;                                       // s; less is not told apart
const LEAST = 60;                                          // s below which nobody has read, only leafed through

/** "10 minutes". @param {number} pages still to be read @param {ReadingTime | null | undefined} time */
export const willTake = (pages, time) => duration(Math.max(SHORTEST, pages * (time?.seconds_a_page ?? USUAL)));

/** "About 10 minutes left"; '' where nothing is left, or it is not known how quickly somebody reads. @param {number} pages @param {ReadingTime | null | undefined} time */
export const leftAtPace = (pages, time) => (pages > 0 && time?.seconds_a_page ? t('series.left', { time: willTake(pages, time) }) : '');

/** "Read for 23 minutes so far", or, to the end, "Read in 23 minutes"; '' where it was only leafed through. @param {ReadingTime | null | undefined} time @param {boolean} done */
export function readFor(time, done) {
  if (!time || time.seconds < LEAST) return '';
  return done ? t('issue.readIn', { time: duration(time.seconds) }) : t('issue.readFor', { time: duration(time.seconds) });
}
