// The reader: one page at a time, over everything else. This module conducts; the parts beside it each do one thing.
// In the address (`/read/{id}?page=n`) and for people pages count from 1, in here and in the API from 0 (see issue.js).

import { announce } from '../announce.js';
import { ApiError, isAbort } from '../api.js';
import { h } from '../dom.js';
import { navigate, setTitle } from '../router.js';
import { toast } from '../toast.js';
import { Address } from './address.js';
import { bars } from './bars.js';
import { controls } from './controls.js';
import { keepAwake, toggleFullscreen } from './device.js';
import { Interlude } from './end.js';
import { addressOf, fullName, loadIssue, seriesPath, startPage, whereabouts } from './issue.js';
import { applyLook } from './look.js';
import * as progress from './progress.js';
import { Reading } from './reading.js';
import { loadPreferences, Settings } from './settings.js';
import { Sheets } from './sheets.js';
import { Stage } from './stage.js';
import { Zones } from './zones.js';

/** @typedef {{page?: number | string | null, onClose?: () => void}} Options */

/** How long (ms) leaving waits for the last place to arrive, so that the page one returns to already knows it. */
const LEAVING = 300;

export class Reader {
  /** @type {Reading | null} */
  reading = null;
  settings = new Settings();
  stage = new Stage((index) => this.#retry(index));
  #life = new AbortController();
  #opening = new AbortController();
  #over = new Interlude({ openIssue: (id) => void this.open(id, null), goTo: (path) => void this.#leaveFor(() => navigate(path, { replace: true })) });
  zones = new Zones();
  #address = new Address();
  #heading = h('h1', { class: 'sr' }, 'Reader');
  #bars = bars({
    leave: () => this.leave(),
    bookmark: () => this.bookmark(),
    fullscreen: () => void toggleFullscreen(),
    sheet: (name, opener) => this.#controls.openSheet(name, opener),
    goTo: (index) => this.show(index),
    openIssue: (id) => void this.open(id, null),
  });
  root = h('main', { class: 'reader', dataset: { chrome: 'on' } }, this.#heading, this.stage.element, this.stage.neighbour,
    this.#bars.fold, this.#over.element, this.#bars.top, this.#bars.end, this.zones.element);
  sheets = new Sheets(this.root, this.stage.element);
  #controls = controls(this, this.#life.signal);
  /** What to do as soon as the network is back. @type {(() => void) | null} */
  #again = null;
  #onClose;

  /** @param {HTMLElement} container @param {Options['onClose']} onClose */
  constructor(container, onClose) {
    this.#onClose = onClose;
    const { signal } = this.#life;
    container.append(this.root);
    this.stage.element.focus({ preventScroll: true });
    document.addEventListener('visibilitychange', () => { if (document.hidden) this.#keep(); }, { signal });
    document.addEventListener('fullscreenchange', () => this.#bars.fullscreen(), { signal });
    window.addEventListener('pagehide', () => this.#keep(), { signal });
    window.addEventListener('online', () => { this.reading?.pages.retryPassing(); this.#again?.(); }, { signal });
    window.addEventListener('resize', () => this.applyLook(), { signal });
    keepAwake(signal);
    this.applyLook();
  }

  /**
   * Opens an issue in the place of the one being read.
   * @param {string} id
   * @param {Options['page']} page from 1
   */
  async open(id, page) {
    this.#opening.abort();
    this.#opening = new AbortController();
    this.#again = null;
    const { signal } = this.#opening;
    void progress.flush();
    const warmed = this.reading?.next?.id === id ? this.reading.takeNext() : null;
    this.reading?.close();
    this.reading = null;
    this.#cover(false);
    this.stage.clear();
    try {
      const [issue, preferences] = await Promise.all([warmed?.issue ?? loadIssue(id, signal), loadPreferences()]);
      signal.throwIfAborted();
      this.#begin(issue, startPage(issue, page), warmed?.pages ?? null, preferences);
    } catch (error) {
      if (signal.aborted || isAbort(error)) {
        warmed?.pages.close();
        return;
      }
      if (!(error instanceof ApiError)) throw error;
      this.#trouble(error, () => void this.open(id, page));
    }
  }

  close() {
    void progress.flush();
    this.settings.flush();
    this.#address.drop();
    this.#opening.abort();
    this.#life.abort();
    this.reading?.close();
    this.reading = null;
    this.stage.close();
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
    this.reading = new Reading(issue, index, pages, {
      onPage: (page) => this.stage.refresh(page),
      onCount: () => this.#counted(),
      onTrouble: (problem) => this.#trouble(problem, () => void this.open(issue.id, index + 1)),
      onBookmark: () => this.#position(),
      onNext: () => { if (this.atEnd) this.#end(); },
    });
    this.settings.useSeries(issue.series_id, issue.direction, preferences);
    this.applyLook();
    this.#heading.textContent = fullName(issue);
    setTitle(fullName(issue));
    this.#bars.issue(issue);
    const empty = new ApiError(200, 'no_pages', issue.problem ?? 'There are no pages in this file.');
    if (issue.pages === 0) return this.#trouble(empty, () => void this.open(issue.id, null));
    this.#bars.ready(true);
    this.show(index, { turned: issue.pages === 1 });
    this.#address.now();
    if (issue.problem) toast(issue.problem);
    this.zones.showOnce();
  }

  /**
   * @param {number} index from 0; past the end is the last page
   * @param {{turned?: boolean, fromEnd?: boolean}} [how] turned: somebody went there, so it is kept as their place
   */
  show(index, { turned = true, fromEnd = false } = {}) {
    const reading = this.reading;
    if (!reading) return;
    this.#cover(false);
    const page = reading.goTo(Math.max(0, Math.min(index, reading.last)), this.stage.shown);
    this.stage.show(page, fromEnd);
    this.#position();
    announce(whereabouts(page.index, reading.count));
    this.#address.set(addressOf(reading.issue.id, page.index));
    if (turned) this.#record();
  }

  /** @param {number} index */
  #retry(index) {
    this.reading?.pages.retry(index);
    const page = this.reading?.pages.get(index);
    if (page) this.stage.show(page);
    this.stage.element.focus({ preventScroll: true });
  }

  #record() {
    const { issue, index, count, last } = /** @type {Reading} */ (this.reading);
    progress.record({ comic_id: issue.id, current_page: index, total_pages: count, completed: index === last });
  }

  #position() {
    if (!this.reading) return;
    const { index, count, bookmarks } = this.reading;
    this.#bars.position(index, count);
    this.#bars.bookmarked(bookmarks.has(index));
    this.stage.describe(whereabouts(index, count));
  }

  #counted() {
    const { index, last } = /** @type {Reading} */ (this.reading);
    if (index > last) this.show(last);
    else {
      this.#position();
      if (index === last) this.#record();
    }
  }

  /**
   * One page on or back.
   * @param {1 | -1} step
   * @param {{held?: boolean, fromEnd?: boolean}} [how] held: the key is being held down
   */
  turn(step, { held = false, fromEnd = false } = {}) {
    const reading = this.reading;
    if (!reading) return;
    if (this.atEnd && step < 0) {
      this.chrome(false);
      this.show(reading.index);
    } else if (this.atEnd) {
      if (!held && this.#over.stoodLong) this.#onward();
    } else if (reading.index + step < 0) {
      this.chrome(true);
      announce('This is the first page.');
    } else {
      if (!this.root.querySelector('.chrome:focus-within') && !this.sheets.name) this.chrome(false);
      if (reading.index + step > reading.last) this.#end();
      else this.show(reading.index + step, { fromEnd });
    }
  }

  #onward() {
    const { issue } = /** @type {Reading} */ (this.reading);
    if (issue.next) void this.open(issue.next.id, null);
    else void this.#leaveFor(() => navigate(seriesPath(issue), { replace: true }));
  }

  #end() {
    const { issue, next } = /** @type {Reading} */ (this.reading);
    this.#over.end(issue, this.settings.direction, next?.pages);
    this.#cover(true);
    void progress.flush();
  }

  /** @param {ApiError} problem @param {() => void} retry */
  #trouble(problem, retry) {
    this.#again = problem.code === 'offline' ? retry : null;
    this.#over.trouble(problem, this.reading?.issue ?? null, retry);
    this.reading?.close();
    this.reading = null;
    this.#bars.ready(false);
    this.sheets.close(false);
    this.#cover(true);
  }

  /** @param {boolean} on the end page, or what went wrong, lies over the stage */
  #cover(on) {
    const { activeElement } = document;
    const nobody = !activeElement || activeElement === document.body;
    if (on) this.chrome(true);
    else this.#over.hide();
    this.root.toggleAttribute('data-end', on);
    const from = on ? this.stage.element : this.#over.element;
    if (nobody || from.contains(activeElement)) (on ? this.#over.element : this.stage.element).focus({ preventScroll: true });
  }

  get atEnd() {
    return this.#over.isEnd;
  }

  /** @param {boolean} on */
  chrome(on) {
    if (!on && this.root.querySelector('.chrome:focus-within')) this.stage.element.focus({ preventScroll: true });
    this.root.dataset.chrome = on ? 'on' : 'off';
  }

  applyLook() {
    applyLook(this.root, this.stage, this.settings);
    this.zones.element.dir = this.settings.direction;
    this.#bars.direction(this.settings.direction);
  }

  bookmark() {
    if (this.reading && !this.atEnd) void this.reading.bookmarks.toggle(this.reading.index);
  }

  #keep() {
    progress.flushNow();
    this.#address.now();
    this.settings.flush();
  }

  leave() {
    void this.#leaveFor(() => this.#onClose?.());
  }

  /** @param {() => void} go */
  async #leaveFor(go) {
    try {
      await Promise.race([progress.flush(), new Promise((resolve) => setTimeout(resolve, LEAVING))]);
    } finally {
      if (!this.#life.signal.aborted) {
        this.close();
        go();
      }
    }
  }
}

/**
 * Opens the reader.
 * @param {HTMLElement} container
 * @param {string} comicId
 * @param {Options} [options] `page` counts from 1, as in the address; `onClose` is called when somebody
 *   leaves without saying for where; the reader is gone then
 * @returns {Promise<() => void>} closes it
 */
export async function open(container, comicId, { page = null, onClose } = {}) {
  const reader = new Reader(container, onClose);
  void reader.open(comicId, page);
  return () => reader.close();
}
