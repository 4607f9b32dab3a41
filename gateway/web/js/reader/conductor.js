// The reader, over everything else. This module conducts; the parts beside it each do one thing.
// In the address (`/read/{id}?page=n`) and for people pages count from 1, in here and in the API from 0 (see issue.js).

import { announce } from '../announce.js';
import { ApiError } from '../api.js';
import { t } from '../i18n.js';
import { navigate, setTitle } from '../router.js';
import * as state from '../state.js';
import { toast } from '../toast.js';
import { Address } from './address.js';
import { Bars } from './bars.js';
import { controls } from './controls.js';
import { keepAwake, toggleFullscreen } from './device.js';
import { Frame } from './frame.js';
import { Habits } from './habits.js';
import { addressOf, fullName, loadIssue, seriesPath, startPage, whereabouts } from './issue.js';
import { turningKeys } from './keys.js';
import { paint } from './look.js';
import { flush } from '../offline/outbox.js';
import { Reading } from './reading.js';
import { loadPreferences, Settings } from './settings.js';
import { turn } from './turning.js';
import { View } from './view.js';

/** @typedef {{page?: number | string | null, onClose?: () => void}} Options */
/** @typedef {{turned?: boolean, fromEnd?: boolean, back?: boolean}} How turned: somebody went there, so it is kept as their place; back: one came from what follows */

/** How long (ms) leaving waits for the last place to arrive, so that the page one returns to already knows it. */
const LEAVING = 300;

export class Reader {
  /** @type {Reading | null} */
  reading = null;
  settings = new Settings();
  view = new View({ onRetry: (index) => this.#retry(index), onPassed: (index) => this.#passed(index), onEnd: () => this.end() });
  habits = new Habits({
    onTurn: () => { if (!this.view.scrollOn(1)) this.turn(1); },
    holds: () => this.sheets.name !== null || this.atEnd || this.view.shown.length === 0,
    onChange: () => { this.#bars.incognito(this.habits.incognito); this.#controls.again('settings'); },
  });
  #life = new AbortController();
  #opening = new AbortController();
  #address = new Address();
  #bars = new Bars({
    leave: () => this.leave(),
    bookmark: () => this.reading?.bookmark(),
    fullscreen: () => void toggleFullscreen(),
    sheet: (name, opener) => this.#controls.open(name, opener),
    goTo: (index) => this.show(index),
    openIssue: (id) => void this.open(id, null),
  });
  frame = new Frame(this.view.stage, this.#bars, this.habits.auto.element,
    { openIssue: (id) => void this.open(id, null), goTo: (path) => void this.#leaveFor(() => navigate(path, { replace: true })) });
  root = this.frame.root;
  sheets = this.frame.sheets;
  zones = this.frame.zones;
  #controls = controls(this, this.#life.signal);
  /** What to do as soon as the server answers again. @type {(() => void) | null} */
  #again = null;
  #onClose;

  /** @param {HTMLElement} container @param {Options['onClose']} onClose */
  constructor(container, onClose) {
    this.#onClose = onClose;
    const { signal } = this.#life;
    container.append(this.root);
    this.view.stage.element.focus({ preventScroll: true });
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#keep(true) : this.habits.wake()), { signal });
    document.addEventListener('fullscreenchange', () => this.#bars.fullscreen(), { signal });
    window.addEventListener('pagehide', () => this.#keep(false), { signal });
    signal.addEventListener('abort', state.subscribe(['online'], ({ online }) => { if (online) { this.reading?.pages.retryPassing(); this.#again?.(); } }));
    window.addEventListener('resize', () => this.applyLook(), { signal });
    keepAwake(signal);
    this.#bars.incognito(this.habits.incognito);
    this.#bars.show(true);
    this.applyLook();
  }

  /**
   * Opens an issue in the place of the one being read, which stays until the new one has come.
   * @param {string} id
   * @param {Options['page']} page from 1
   */
  async open(id, page) {
    this.#opening.abort();
    this.#opening = new AbortController();
    this.#again = null;
    const { signal } = this.#opening;
    void flush();
    const warmed = this.reading?.next?.id === id ? this.reading.takeNext() : null;
    if (this.reading) this.#bars.opening();
    else {
      this.frame.cover(false);
      this.view.stage.clear();
    }
    try {
      const [issue, preferences] = await Promise.all([warmed?.issue ?? loadIssue(id, signal), loadPreferences()]);
      signal.throwIfAborted();
      this.#begin(issue, startPage(issue, page), warmed?.pages ?? null, preferences);
    } catch (error) {
      if (signal.aborted) return warmed?.pages.close();
      if (!(error instanceof ApiError)) throw error;
      if (this.reading) {
        this.#position();
        toast(t('reader.issueNotCame', { reason: error.detail }), { label: t('error.again'), onUndo: () => void this.open(id, page) });
      } else this.#trouble(error, () => void this.open(id, page));
    }
  }

  close() {
    this.habits.close();
    this.#address.drop();
    this.#opening.abort();
    this.#life.abort();
    this.#bars.show(false);
    this.reading?.close();
    this.reading = null;
    this.view.stage.close();
    if (document.fullscreenElement) void toggleFullscreen();
    this.root.remove();
  }

  /**
   * @param {import('./types.js').Issue} issue
   * @param {number} index
   * @param {import('./pages.js').Pages | null} pages
   * @param {unknown} preferences
   */
  #begin(issue, index, pages, preferences) {
    this.reading?.close();
    this.frame.cover(false);
    this.view.read(null);
    this.reading = new Reading(issue, index, pages, {
      onPage: (page) => this.#refresh(page),
      onCount: () => this.#counted(),
      onTrouble: (problem) => this.#trouble(problem, () => void this.open(issue.id, index + 1)),
      onBookmark: () => { this.#position(); this.#controls.again('notes'); },
      onNote: () => { if (this.sheets.name !== 'notes') this.#controls.open('notes'); },
      onNext: () => { if (this.atEnd) this.end(); },
    });
    this.settings.useIssue(issue, preferences);
    this.view.read(this.reading);
    this.habits.begin(issue);
    this.frame.heading.textContent = fullName(issue);
    setTitle(fullName(issue));
    this.#bars.issue(issue);
    if (issue.pages === 0) return this.#trouble(new ApiError(200, 'no_pages', issue.problem ?? t('reader.noPages')), () => void this.open(issue.id, null));
    this.#bars.ready(true);
    this.applyLook();
    this.show(index, { turned: issue.pages === 1 });
    this.#address.now();
    if (issue.problem && issue.pages) toast(issue.problem);   // without a count the pages themselves will tell
    this.zones.showOnce();
  }

  /**
   * @param {number} index from 0; past the end is the last page
   * @param {How} [how]
   */
  show(index, how = {}) {
    const { reading } = this;
    if (reading) this.present(this.view.spreadAt(Math.max(0, Math.min(index, reading.last))), how);
  }

  /** @param {import('./types.js').Spread} spread @param {How} [how] */
  present(spread, { turned = true, fromEnd = false, back = false } = {}) {
    if (!this.reading) return;
    this.frame.cover(false);
    this.reading.anchor = spread.pages[back ? spread.pages.length - 1 : 0];
    this.view.show(spread, fromEnd);
    this.#arrived(turned);
  }

  /** @param {boolean} turned */
  #arrived(turned) {
    const reading = /** @type {Reading} */ (this.reading);
    const { issue, spread, count, index } = reading;
    this.#position();
    announce(whereabouts(spread.pages, count, spread.half));
    this.habits.saw(spread.pages);
    this.#address.set(addressOf(issue.id, index));
    if (turned) this.habits.record(reading);
  }

  /** Another page of the strip lies in the middle of the window. @param {number} index from 0 */
  #passed(index) {
    if (!this.reading || index === this.reading.index) return;
    this.reading.spread = this.view.spreadAt(index);
    this.habits.stir();
    this.#arrived(true);
  }

  /** @param {import('./types.js').Page} page */
  #refresh(page) {
    const spread = this.view.refresh(page);
    if (spread && !this.atEnd) this.present(spread, { turned: false });
    if (this.reading && this.settings.learnShape(this.reading)) this.applyLook();
  }

  /** @param {number} index */
  #retry(index) {
    const { reading } = this;
    if (!reading) return;
    reading.pages.retry(index);
    this.view.again(index);
    this.view.stage.element.focus({ preventScroll: true });
  }

  #position() {
    if (!this.reading) return;
    const { spread, count, bookmarks } = this.reading;
    this.#bars.position(spread.pages, count);
    this.#bars.bookmarked(spread.pages.some((page) => bookmarks.has(page)));
    this.view.stage.describe(whereabouts(spread.pages, count, spread.half));
  }

  #counted() {
    const { index, last, atLast } = /** @type {Reading} */ (this.reading);
    this.show(Math.min(index, last), { turned: index > last || atLast });
  }

  /**
   * On or back by what is seen at once.
   * @param {1 | -1} step
   * @param {import('./turning.js').HowTurned} [how]
   */
  turn(step, how = {}) {
    turn(this, this.frame, step, how);
  }

  /** From the end page to what comes after it. */
  onward() {
    const { issue } = /** @type {Reading} */ (this.reading);
    if (issue.next) void this.open(issue.next.id, null);
    else void this.#leaveFor(() => navigate(seriesPath(issue), { replace: true }));
  }

  /** The end page comes. */
  end() {
    const { issue, next } = /** @type {Reading} */ (this.reading);
    void this.habits.rest();
    this.frame.over.end(issue, turningKeys(this.settings.keys, this.settings.direction), next?.pages, this.habits.seconds);
    this.frame.cover(true);
  }

  /** @param {ApiError} problem @param {() => void} retry */
  #trouble(problem, retry) {
    this.#again = problem.code === 'offline' ? retry : null;
    this.frame.over.trouble(problem, this.reading?.issue ?? null, retry);
    this.reading?.close();
    this.reading = null;
    this.view.read(null);
    this.habits.auto.stop();
    this.#bars.ready(false);
    this.sheets.close(false);
    this.frame.cover(true);
  }

  get atEnd() {
    return this.frame.over.isEnd;
  }

  applyLook() {
    const { look, direction } = this.settings;
    paint(this.root, look);
    const { reading } = this;
    if (this.view.wear(this.settings) && reading && !this.atEnd) this.present(this.view.spreadAt(reading.index), { turned: false });
    this.zones.use(look.zones, direction);
    this.#bars.direction(direction);
    this.#bars.keys(this.settings.keys);
    this.habits.follow(look.seconds);
  }

  toggleAuto() {
    if (this.reading && !this.atEnd) this.habits.toggleAuto(this.settings.look.seconds);
  }

  /** @param {boolean} hidden */
  #keep(hidden) {
    this.#address.now();
    this.habits.keep(hidden);
  }

  leave() {
    void this.#leaveFor(() => this.#onClose?.());
  }

  /** @param {() => void} go */
  async #leaveFor(go) {
    try {
      await Promise.race([flush(), new Promise((resolve) => setTimeout(resolve, LEAVING))]);
    } finally {
      if (!this.#life.signal.aborted) {
        this.close();
        go();
      }
    }
  }
}
