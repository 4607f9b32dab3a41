// The page at the end of an issue, so that nobody turns into the next one unawares; and the one for a comic that cannot be read.

import { announce } from '../announce.js';
import { cover } from '../cover.js';
import { h, icon, replace } from '../dom.js';
import { duration, issueLabel, ownTitle, pagesLabel } from '../format.js';
import { parts, t } from '../i18n.js';
import { willTake } from '../pace.js';
import * as state from '../state.js';
import { seriesPath, shortName } from './issue.js';
import { plain } from './plain.js';

/** @typedef {import('./types.js').Issue} Issue */
/** @typedef {import('./types.js').Neighbour} Neighbour */
/** @typedef {{openIssue: (id: string) => void, goTo: (path: string) => void}} Ways */

/** Seconds below which an issue was only leafed through, and not read. */
const LEAST = 60;
/** A turn that comes sooner after the end page (ms) was meant for the page before it. */
const STANDS = 400;

/** What lies over the stage between issues, or in their place. */
export class Interlude {
  element = h('section', { class: 'end', tabindex: '-1', hidden: true });
  /** @type {number | null} when the end page came; null while it does not stand */
  #since = null;
  /** Ends the waiting for the server. */
  #end = () => {};
  #pages = h('p', { class: 'quiet num' });
  #ways;

  /** @param {Ways} ways */
  constructor(ways) {
    this.#ways = ways;
  }

  get isEnd() {
    return this.#since !== null;
  }

  /** Whether a turn now means to go on. */
  get stoodLong() {
    return this.#since !== null && performance.now() - this.#since > STANDS;
  }

  /**
   * @param {Issue} issue
   * @param {[on: string, back: string]} keys that go on and back
   * @param {number | null | undefined} nextPages of the next issue; undefined: not asked yet
   * @param {number} seconds that this one was read; 0: not known
   */
  end(issue, keys, nextPages, seconds) {
    this.#pages.textContent = nextPages === undefined && !state.get('online') ? t('reader.nextNotHere') : length(nextPages, issue.time);
    if (this.#since !== null) return;
    showEnd(this.element, issue, keys, this.#pages, seconds, this.#ways);
    this.element.hidden = false;
    this.#since = performance.now();
    this.element.setAttribute('aria-label', t('reader.end'));
    announce(issue.next ? t('reader.endSaysNext', { name: shortName(issue, issue.series), next: shortName(issue.next, issue.series) })
      : t('reader.endSaysLast', { name: shortName(issue, issue.series), series: issue.series }));
  }

  /**
   * @param {{status: number, code: string, detail: string}} problem
   * @param {Issue | null} issue null when not even that is known
   * @param {() => void} retry
   */
  trouble(problem, issue, retry) {
    this.#since = null;
    this.element.setAttribute('aria-label', t('reader.wentWrong'));
    this.element.hidden = false;
    if (problem.code === 'offline') this.#back(retry);
    showTrouble(this.element, problem, issue, { ...this.#ways, retry });
  }

  /** As soon as the server answers it is tried again, if it still stands there. @param {() => void} retry */
  #back(retry) {
    this.#end();
    this.#end = state.subscribe(['online'], ({ online }) => {
      if (!online) return;
      this.#end();
      if (this.element.isConnected && !this.element.hidden) retry();
    });
  }

  hide() {
    this.#end();
    this.#since = null;
    this.element.hidden = true;
  }
}

/**
 * A link that the reader follows itself.
 * @param {string} href
 * @param {() => void} follow
 * @param {import('../dom.js').Props} props
 * @param {...import('../dom.js').Child} children
 */
const link = (href, follow, props, ...children) => h('a', { ...props, href, onclick: (/** @type {MouseEvent} */ event) => {
  if (!plain(event)) return;
  event.preventDefault();
  follow();
} }, ...children);

/** @param {Issue} issue @param {string} label @param {Ways} ways @param {string} kind */
const toSeries = (issue, label, ways, kind) => link(seriesPath(issue), () => ways.goTo(seriesPath(issue)), { class: `btn btn-l ${kind}` }, label);

/** To what is known of the issue that was read. @param {Issue} issue @param {Ways} ways */
const toDetails = ({ id }, ways) => link(`/issue/${encodeURIComponent(id)}`, () => ways.goTo(`/issue/${encodeURIComponent(id)}`), { class: 'btn btn-l btn-ghost' }, icon('info'), t('issues.details'));

/** @param {Neighbour} next @param {string} kind @param {Ways} ways */
const toIssue = (next, kind, ways) => link(`/read/${encodeURIComponent(next.id)}`, () => ways.openIssue(next.id),
  { class: `btn btn-l ${kind}` }, icon('book-open'), t('reader.readNext', { name: issueLabel(next) || next.title }));

/** "26 pages, about 10 minutes". @param {number | null | undefined} pages undefined: not asked yet @param {Issue['time']} time */
const length = (pages, time) => (pages ? t('reader.length', { pages: pagesLabel(pages), time: willTake(pages, time) }) : pagesLabel(pages));

/** @param {string} key */
const k = (key) => h('kbd', { class: 'k' }, key);

/**
 * @param {HTMLElement} element takes the page
 * @param {Issue} issue
 * @param {[on: string, back: string]} keys
 * @param {HTMLElement} pages says how long the next issue is
 * @param {number} seconds that this one was read; 0: not known
 * @param {Ways} ways
 */
function showEnd(element, issue, [on, back], pages, seconds, ways) {
  const done = h('p', { class: 'done' }, icon('circle-check'), seconds >= LEAST ? t('reader.finishedIn', { name: shortName(issue, issue.series), time: duration(seconds) })
    : t('reader.finished', { name: shortName(issue, issue.series) }));
  const { next } = issue;
  if (!next) {
    replace(element, h('div', { class: 'end-in end-alone' }, h('div', { class: 'end-text' }, done,
      h('h2', { class: 'head' }, t('reader.wasLast', { series: issue.series })),
      h('div', { class: 'actions' }, toSeries(issue, t('reader.toSeries'), ways, 'btn-spot'), toDetails(issue, ways)),
      h('p', { class: 'quiet small hide-phone' }, parts('reader.pressThere', { on: k(on), back: k(back) })),
      h('p', { class: 'quiet small only-phone' }, t('reader.turnThere')))));
    return;
  }
  const own = ownTitle({ ...next, series: issue.series });
  replace(element, h('div', { class: 'end-in' },
    link(`/read/${encodeURIComponent(next.id)}`, () => ways.openIssue(next.id), { class: 'card', tabindex: '-1', 'aria-hidden': 'true' },
      cover({ cover: next.cover })),
    h('div', { class: 'end-text' }, done, h('p', { class: 'quiet' }, t('reader.nextIn', { series: issue.series })),
      h('h2', { class: 'head' }, [issueLabel(next), own].filter(Boolean).join(' ') || next.title),
      pages,
      h('div', { class: 'actions' }, toIssue(next, 'btn-spot', ways), toSeries(issue, t('reader.toSeries'), ways, ''), toDetails(issue, ways)),
      h('p', { class: 'quiet small hide-phone' }, parts('reader.pressOpen', { on: k(on), back: k(back) })),
      h('p', { class: 'quiet small only-phone' }, t('reader.turnOpen')))));
}

/**
 * @param {HTMLElement} element takes what is said
 * @param {{status: number, code: string, detail: string}} problem
 * @param {Issue | null} issue null when not even that is known
 * @param {Ways & {retry: () => void}} ways
 */
function showTrouble(element, problem, issue, ways) {
  const gone = problem.status === 404;
  const broken = problem.status === 422 || problem.code === 'no_pages';
  const title = gone ? t('reader.notHere') : broken ? t('reader.notOpened') : t('reader.notCame');
  replace(element, h('div', { class: 'trouble', role: 'alert' },
    icon(problem.code === 'offline' ? 'wifi-off' : broken || gone ? 'file-x' : 'triangle-alert', 'i-l'),
    h('h2', null, title), h('p', { class: 'quiet' }, problem.code === 'offline' && !issue?.saved ? t('reader.notSaved') : problem.detail),
    h('div', { class: 'actions' },
      !gone && h('button', { class: broken ? 'btn btn-l' : 'btn btn-l btn-spot', type: 'button', onclick: ways.retry }, icon('rotate-ccw'), t('error.again')),
      broken && issue?.next && toIssue(issue.next, '', ways),
      problem.code === 'offline' && link('/offline', () => ways.goTo('/offline'), { class: 'btn btn-l' }, icon('download'), t('offline.title')),
      issue ? toSeries(issue, t('reader.backTo', { series: issue.series }), ways, broken || gone ? 'btn-spot' : '')
        : link('/', () => ways.goTo('/'), { class: `btn btn-l ${gone ? 'btn-spot' : ''}` }, t('reader.toLibrary')))));
}
