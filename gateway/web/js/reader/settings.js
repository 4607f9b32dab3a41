// The layers of the settings: what I set for all I read (account), for one series (account), for this device. A later layer
// goes before an earlier one. The direction, and that a work is a strip, belong to the work: kept for the series alone.

import { ApiError } from '../api.js';
import { t } from '../i18n.js';
import * as preferences from '../preferences.js';
import { toast } from '../toast.js';
import { checked, PLAIN } from './options.js';

/** @typedef {import('./types.js').Look} Look */
/** @typedef {import('./types.js').Own} Own */
/** @typedef {import('./types.js').Scope} Scope */
/** @typedef {import('./types.js').Direction} Direction */

const KEY = 'quarterbin.reader';
const SCOPE_KEY = 'quarterbin.reader.scope';
const SERIES_KEPT = 200;
const QUIET = 600;

/** The account's preferences, or none: reading does not wait for them to come right. */
export async function loadPreferences() {
  try {
    return await preferences.load();
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** @param {string} key */
function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null; // storage switched off, or not ours any more
  }
}

/** @param {string} key @param {unknown} value */
function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    toast(t('reader.deviceKeepsNone'));
  }
}

export class Settings {
  /** @type {Own} */
  #mine = {};
  /** @type {Own} */
  #series = {};
  /** @type {Own} */
  #device = checked(kept(KEY));
  /** @type {Scope} */
  #scope = ['mine', 'series', 'device'].find((one) => one === kept(SCOPE_KEY)) ? kept(SCOPE_KEY) : 'mine';
  /** @type {Record<string, string[]>} keys of one's own, by action */
  keys = {};
  #seriesId = '';
  /** @type {'ltr' | 'rtl' | 'vertical'} */
  #given = 'ltr';
  /** What waits to be kept on the account. */
  #unsaved = { series: false, keys: false };
  /** @type {Partial<Look>} */
  #mineChanged = {};
  #timer = 0;

  /**
   * @param {string} seriesId
   * @param {'ltr' | 'rtl' | 'vertical'} direction what the library knows
   * @param {any} account the account's preferences
   */
  useSeries(seriesId, direction, account) {
    this.flush();
    this.#seriesId = seriesId;
    this.#given = direction;
    if (account === null) return; // not to be had now: what was known of mine stays
    this.#mine = checked(account.reader?.mine);
    this.#series = checked(account.reader?.series?.[seriesId]);
    this.keys = checkedKeys(account.reader?.keys);
  }

  /** @returns {Look} */
  get look() {
    const { direction: _direction, ...series } = this.#series;
    const look = { ...PLAIN, ...this.#mine, ...series, ...this.#device };
    return this.#given === 'vertical' ? { ...look, pages: series.pages ?? 'scroll' } : look;
  }

  /** @returns {Direction} */
  get direction() {
    return this.#series.direction ?? (this.#given === 'rtl' ? 'rtl' : 'ltr');
  }

  get scope() {
    return this.#scope;
  }

  set scope(scope) {
    this.#scope = scope;
    keep(SCOPE_KEY, scope);
  }

  /** Whether something here differs from mine. */
  get differs() {
    return Object.keys(this.#device).length > 0 || Object.keys(this.#series).some((name) => name !== 'direction');
  }

  /** Sets in the scope chosen; what lay over it there goes, so that a change is always seen. @param {Partial<Look>} patch */
  set(patch) {
    const ofWork = this.#given === 'vertical' && 'pages' in patch;
    const scope = ofWork ? 'series' : this.#scope;
    const names = /** @type {(keyof Look)[]} */ (Object.keys(patch));
    if (scope === 'device') Object.assign(this.#device, patch);
    else {
      for (const name of names) delete this.#device[name];
      if (scope === 'series') Object.assign(this.#series, patch);
      else {
        for (const name of names) if (name in this.#series) this.#drop(name);
        Object.assign(this.#mine, patch);
        Object.assign(this.#mineChanged, patch);
      }
      this.#saveSoon(scope);
    }
    keep(KEY, this.#device);
  }

  /** @param {keyof Look} name */
  #drop(name) {
    delete this.#series[name];
    this.#saveSoon('series');
  }

  /** @param {Direction} direction */
  setDirection(direction) {
    if (direction === (this.#given === 'rtl' ? 'rtl' : 'ltr')) delete this.#series.direction;
    else this.#series.direction = direction;
    this.#saveSoon('series');
  }

  /** Drops what this series and this device have of their own. */
  useMine() {
    const { direction } = this.#series;
    this.#series = direction ? { direction } : {};
    this.#device = {};
    keep(KEY, this.#device);
    this.#saveSoon('series');
  }

  /** @param {Record<string, string[]>} keys */
  setKeys(keys) {
    this.keys = keys;
    this.#saveSoon('keys');
  }

  /** Keeps at once what waits to be kept. */
  flush() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    const { series, keys } = this.#unsaved;
    this.#unsaved = { series: false, keys: false };
    const changed = this.#mineChanged;
    this.#mineChanged = {};
    void save(changed, keys ? this.keys : null, series ? [this.#seriesId, { ...this.#series }] : null);
  }

  /** @param {'mine' | 'series' | 'keys'} what */
  #saveSoon(what) {
    if (what !== 'mine') this.#unsaved[what] = true;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.flush(), QUIET);
  }
}

/** @param {any} keys @returns {Record<string, string[]>} */
function checkedKeys(keys) {
  const right = Object.entries(keys ?? {}).filter(([, own]) => Array.isArray(own) && own.every((key) => typeof key === 'string' && key.length < 20));
  return Object.fromEntries(/** @type {[string, string[]][]} */ (right));
}

/**
 * @param {Own} mine only what changed
 * @param {Record<string, string[]> | null} keys
 * @param {[string, Own] | null} series
 */
async function save(mine, keys, series) {
  try {
    await preferences.update((all) => {
      const reader = { ...all.reader, mine: { ...all.reader?.mine, ...mine }, ...(keys && { keys }) };
      if (series) {
        const [id, own] = series;
        const others = Object.entries(reader.series ?? {}).filter(([one]) => one !== id);
        reader.series = Object.fromEntries([...others, ...(Object.keys(own).length ? [[id, own]] : [])].slice(-SERIES_KEPT));
      }
      return { ...all, reader };
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(t('reader.settingsNotKept', { reason: error.detail }));
  }
}
