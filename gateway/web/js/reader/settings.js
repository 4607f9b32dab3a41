// The levels of the settings: what I set for all I read (account), for one series (account), for this device. A later level
// goes before an earlier one. The direction, and that a work is a strip, belong to the work: kept for the series alone.

import { ApiError } from '../api.js';
import { t } from '../i18n.js';
import { change } from '../offline/settings.js';
import * as preferences from '../preferences.js';
import { toast } from '../toast.js';
import { recall, remember } from './memory.js';
import { checked, PLAIN } from './options.js';

/** @typedef {import('./types.js').Look} Look */
/** @typedef {import('./types.js').Own} Own */
/** @typedef {import('./types.js').Scope} Scope */
/** @typedef {import('./types.js').Direction} Direction */

const KEY = 'quarterbin.reader';
const SCOPE_KEY = 'quarterbin.reader.scope';
const SERIES_KEPT = 200;                 // series that may have settings of their own
const QUIET = 600;                       // ms without a change until the account is told
/** @type {Scope[]} the first counts most */
export const LEVELS = ['device', 'series', 'mine'];

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
  /** @type {Record<Scope, Own>} */
  #own = { mine: {}, series: {}, device: checked(kept(KEY)) };
  /** @type {Scope} */
  #scope = LEVELS.includes(kept(SCOPE_KEY)) ? kept(SCOPE_KEY) : 'mine';
  /** @type {Record<string, string[]>} keys of one's own, by action */
  keys = {};
  #seriesId = '';
  /** What the account has of all series, the oldest first. @type {Map<string, string[]>} */
  #kept = new Map();
  /** @type {'ltr' | 'rtl' | 'vertical'} */
  #given = 'ltr';
  /** Series whose pages are one long strip by their shape, though the library does not know. */
  #strips = new Set();

  /**
   * @param {import('./types.js').Issue} issue
   * @param {any} account the account's preferences
   */
  useIssue({ id, series_id: seriesId, direction }, account) {
    this.#seriesId = seriesId;
    this.#given = direction === 'ltr' && (this.#strips.has(seriesId) || recall(id).strip) ? 'vertical' : direction;
    if (account === null) return; // not to be had now: what was known of mine stays
    this.#own.mine = checked(account.reader?.mine);
    this.#own.series = checked(account.reader?.series?.[seriesId]);
    this.#kept = new Map(Object.entries(account.reader?.series ?? {}).map(([id, own]) => [id, Object.keys(own ?? {})]));
    this.keys = checkedKeys(account.reader?.keys);
  }

  /** The pages may tell by their shape that they are one long strip. @param {import('./reading.js').Reading} reading @returns {boolean} whether that is news */
  learnShape({ issue, tall }) {
    if (!tall || this.#given !== 'ltr') return false;
    this.#given = 'vertical';
    this.#strips.add(this.#seriesId);
    remember(issue.id, { strip: true });
    return true;
  }

  /** @returns {Look} */
  get look() {
    const { mine, device } = this.#own;
    const { direction: _direction, ...series } = this.#own.series;
    const look = { ...PLAIN, ...mine, ...series, ...device };
    return this.#given === 'vertical' ? { ...look, pages: series.pages ?? 'scroll' } : look;
  }

  /** @returns {Direction} */
  get direction() {
    return this.#own.series.direction ?? (this.#given === 'rtl' ? 'rtl' : 'ltr');
  }

  get scope() {
    return this.#scope;
  }

  set scope(scope) {
    this.#scope = scope;
    keep(SCOPE_KEY, scope);
  }

  /** The level a value comes from; null: nobody set it. @param {keyof Own} name @returns {Scope | null} */
  levelOf(name) {
    if (this.#given === 'vertical' && name === 'pages') return name in this.#own.series ? 'series' : null;
    return LEVELS.find((level) => name in this.#own[level]) ?? null;
  }

  /** What a level has of its own. @param {Scope} level @returns {Own} */
  own(level) {
    return { ...this.#own[level] };
  }

  /** Sets in the scope chosen; what lay over it there goes, so that a change is always seen. @param {Partial<Look>} patch */
  set(patch) {
    const ofWork = this.#given === 'vertical' && 'pages' in patch;
    const scope = ofWork ? 'series' : this.#scope;
    const over = LEVELS.slice(0, LEVELS.indexOf(scope));
    for (const level of over) this.#change(level, Object.fromEntries(Object.keys(patch).filter((name) => name in this.#own[level]).map((name) => [name, null])));
    this.#change(scope, patch);
  }

  /** @param {Direction} direction */
  setDirection(direction) {
    this.#change('series', { direction: direction === (this.#given === 'rtl' ? 'rtl' : 'ltr') ? null : direction });
  }

  /** Drops what a level has of its own. @param {Scope} level @returns {() => void} puts it back */
  reset(level) {
    const before = this.own(level);
    this.#change(level, Object.fromEntries(Object.keys(before).map((name) => [name, null])));
    return () => this.#change(level, before);
  }

  /** @param {Record<string, string[]>} keys */
  setKeys(keys) {
    const differ = [...new Set([...Object.keys(this.keys), ...Object.keys(keys)])].filter((action) => String(keys[action]) !== String(this.keys[action]));
    this.keys = keys;
    if (differ.length) void change(differ.map((action) => [['reader', 'keys', action], keys[action] ?? null]), QUIET);
  }

  /**
   * Changes a level and keeps it: on the device before this returns, on the account when nothing was changed for a moment.
   * @param {Scope} level
   * @param {Record<string, unknown>} patch null: no longer of its own
   */
  #change(level, patch) {
    if (!Object.keys(patch).length) return;
    const gone = Object.keys(patch).filter((name) => patch[name] === null);
    this.#own[level] = Object.fromEntries(Object.entries({ ...this.#own[level], ...patch }).filter(([name]) => !gone.includes(name)));
    if (level === 'device') {
      keep(KEY, this.#own.device);
      return;
    }
    const at = level === 'mine' ? ['reader', 'mine'] : ['reader', 'series', this.#seriesId];
    /** @type {[string[], unknown][]} */
    const values = Object.entries(patch).map(([name, value]) => [[...at, name], value]);
    if (level === 'series') values.push(...this.#makeRoom());
    void change(values, QUIET);
  }

  /** The series set first is forgotten where there are too many. @returns {[string[], null][]} */
  #makeRoom() {
    const oldest = [...this.#kept].find(([id]) => id !== this.#seriesId);
    const full = oldest && !this.#kept.has(this.#seriesId) && this.#kept.size >= SERIES_KEPT;
    this.#kept.set(this.#seriesId, Object.keys(this.#own.series));
    if (!full) return [];
    const [id, names] = oldest;
    this.#kept.delete(id);
    return names.map((name) => [['reader', 'series', id, name], null]);
  }
}

/** @param {any} keys @returns {Record<string, string[]>} */
function checkedKeys(keys) {
  const right = Object.entries(keys ?? {}).filter(([, own]) => Array.isArray(own) && own.every((key) => typeof key === 'string' && key.length < 20));
  return Object.fromEntries(/** @type {[string, string[]][]} */ (right));
}
