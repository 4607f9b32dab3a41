// How pages look. Kept on this device; where the reader says so, for one series on the account (preferences, key `reader`).
// The direction belongs to the work, so it is always kept for the series and never for the device.

import { ApiError } from '../api.js';
import * as preferences from '../preferences.js';
import { toast } from '../toast.js';

/** @typedef {import('./types.js').Look} Look */
/** @typedef {import('./types.js').Direction} Direction */
/** @typedef {Partial<Look> & {direction?: Direction}} Own what is kept for a series */

const KEY = 'quarterbin.reader';
const SERIES_KEPT = 200;
const FITS = ['width', 'height', 'both', 'original'];
const BACKS = ['black', 'grey', 'paper', 'white'];

/** @type {Look} */
const PLAIN = { fit: null, back: 'black', brightness: 100, contrast: 100 };

/**
 * Only what is right; storage may hold anything.
 * @param {any} kept
 * @returns {Own}
 */
function checked(kept) {
  /** @type {Own} */
  const own = {};
  if (FITS.includes(kept?.fit)) own.fit = kept.fit;
  if (BACKS.includes(kept?.back)) own.back = kept.back;
  if (kept?.direction === 'ltr' || kept?.direction === 'rtl') own.direction = kept.direction;
  for (const tone of /** @type {const} */ (['brightness', 'contrast'])) {
    if (Number.isInteger(kept?.[tone]) && kept[tone] >= 50 && kept[tone] <= 150) own[tone] = kept[tone];
  }
  return own;
}

/** The account's preferences, or none: reading does not wait for them to come right. */
export async function loadPreferences() {
  try {
    return await preferences.load();
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

function ofDevice() {
  try {
    return checked(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return {};
  }
}

export class Settings {
  #device = ofDevice();
  /** @type {Own} */
  #own = {};
  #seriesId = '';
  /** @type {Direction} */
  #given = 'ltr';
  #save = 0;

  /**
   * @param {string} seriesId
   * @param {'ltr' | 'rtl' | 'vertical'} direction what the library knows
   * @param {any} kept the account's preferences
   */
  useSeries(seriesId, direction, kept) {
    if (this.#save) this.flush();
    this.#seriesId = seriesId;
    this.#given = direction === 'rtl' ? 'rtl' : 'ltr';
    this.#own = checked(kept?.reader?.series?.[seriesId]);
  }

  /** @returns {Look} */
  get look() {
    return { ...PLAIN, ...this.#device, ...this.#own };
  }

  /** @returns {Direction} */
  get direction() {
    return this.#own.direction ?? this.#given;
  }

  /** Whether the look is this series' own. */
  get onlyHere() {
    return Object.keys(this.#own).some((key) => key !== 'direction');
  }

  /** @param {Partial<Look>} patch */
  set(patch) {
    if (this.onlyHere) {
      Object.assign(this.#own, patch);
      this.#keepSoon();
      return;
    }
    Object.assign(this.#device, patch);
    try {
      localStorage.setItem(KEY, JSON.stringify(this.#device));
    } catch {
      toast('This device keeps no settings: they last until the page is closed.');
    }
  }

  /** @param {Direction} direction */
  setDirection(direction) {
    if (direction === this.#given) delete this.#own.direction;
    else this.#own.direction = direction;
    this.#keepSoon();
  }

  /** @param {boolean} on */
  setOnlyHere(on) {
    const { direction } = this.#own;
    this.#own = { ...(on && this.look), ...(direction && { direction }) };
    this.#keepSoon();
  }

  /** Keeps at once what waits to be kept. */
  flush() {
    if (!this.#save) return;
    clearTimeout(this.#save);
    this.#save = 0;
    void keepForSeries(this.#seriesId, this.#own);
  }

  #keepSoon() {
    clearTimeout(this.#save);
    this.#save = window.setTimeout(() => this.flush(), 600);
  }
}

/**
 * @param {string} seriesId
 * @param {Own} own
 */
async function keepForSeries(seriesId, own) {
  try {
    const { reader } = await preferences.load();
    const { [seriesId]: _before, ...others } = reader?.series ?? {};
    const all = Object.keys(own).length ? [...Object.entries(others), [seriesId, own]] : Object.entries(others);
    await preferences.patch({ reader: { ...reader, series: Object.fromEntries(all.slice(-SERIES_KEPT)) } });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(`The settings of this series could not be kept. ${error.detail}`);
  }
}
