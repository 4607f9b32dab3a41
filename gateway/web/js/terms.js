// Words of closed vocabularies, which the server keeps in English as files say them. They are shown in the reader's
// language; what is kept, asked for and filtered by stays the value. A word of no vocabulary is shown as it is.

import { t } from './i18n.js';

/** @param {string} text without case, spaces and marks: tools write "One-Shot", "one shot" and "OneShot" */
function folded(text) {
  return text.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

export class Terms {
  /** @param {[shown: string, ...values: string[]][]} all each with the values it stands for, the usual one first */
  constructor(all) {
    this.all = all;
    this.names = new Map(all.flatMap(([shown, ...values]) => values.map((value) => /** @type {[string, string]} */ ([folded(value), shown]))));
  }

  /** What is shown for a value. @param {string} value */
  name(value) {
    return this.names.get(folded(value)) ?? value;
  }

  /** What somebody means who types a word: the value that is shown so, else the word itself. @param {string} typed */
  value(typed) {
    const word = folded(typed);
    return this.all.find(([shown]) => folded(shown) === word)?.[1] ?? typed;
  }
}

/** How far a series has come. Words that differ stay different, since files may mean something by them. */
export const STATUSES = new Terms([
  [t('status.ongoing'), 'Ongoing'], [t('status.continuing'), 'Continuing'], [t('status.publishing'), 'Publishing'], [t('status.releasing'), 'Releasing'],
  [t('status.completed'), 'Completed', 'Complete'], [t('status.ended'), 'Ended'], [t('status.finished'), 'Finished'], [t('status.hiatus'), 'Hiatus', 'On hiatus'],
  [t('status.cancelled'), 'Cancelled', 'Canceled'], [t('status.discontinued'), 'Discontinued'], [t('status.abandoned'), 'Abandoned'],
  [t('status.announced'), 'Announced'], [t('status.planned'), 'Planned'], [t('status.upcoming'), 'Upcoming'],
  [t('status.notYet'), 'Not yet published', 'Not yet released'], [t('status.unknown'), 'Unknown'],
]);

/** For whom manga are made. */
export const DEMOGRAPHICS = new Terms([
  [t('demographic.shonen'), 'Shonen', 'Shounen'], [t('demographic.shojo'), 'Shojo', 'Shoujo'], [t('demographic.seinen'), 'Seinen'],
  [t('demographic.josei'), 'Josei'], [t('demographic.kodomo'), 'Kodomo', 'Kodomomuke', 'Kids'],
]);

/** "CBZ"; a folder of pictures is no kind of file. @param {string} format */
export function formatName(format) {
  return format === 'folder' ? t('format.folder') : format.toUpperCase();
}
