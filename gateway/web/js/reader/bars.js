// The two bars: name and tools above, the scrubber below. They lie over the page and never move it.

import { h, icon, replace } from '../dom.js';
import { issueNumber, isIssue } from '../format.js';
import { t } from '../i18n.js';
import { leftAtPace } from '../pace.js';
import { canFullscreen } from './device.js';
import { fullName, seriesPath, shortName, thumbUrl, whereabouts } from './issue.js';
import { keyName, keysOf } from './keys.js';
import { plain } from './plain.js';
import { Thumbs } from './thumbs.js';

/** @typedef {import('./types.js').Issue} Issue */
/** @typedef {import('./types.js').Neighbour} Neighbour */
/**
 * @typedef {object} Handlers
 * @property {() => void} leave
 * @property {() => void} bookmark
 * @property {() => void} fullscreen
 * @property {(name: 'help' | 'settings', opener: HTMLElement) => void} sheet
 * @property {(index: number) => void} goTo page from 0
 * @property {(id: string) => void} openIssue
 */

/**
 * @param {string} name
 * @param {string} label
 * @param {(event: MouseEvent) => void} onclick
 * @param {import('../dom.js').Props} [more]
 */
const tool = (name, label, onclick, more = {}) => h('button',
  { type: 'button', 'aria-label': label, onclick, ...more, class: `btn btn-ghost btn-icon ${more.class ?? ''}` }, icon(name));

/** @param {Handlers} on */
export function bars(on) {
  const back = h('a', { class: 'btn btn-ghost btn-icon', href: '/', 'aria-label': t('reader.leave'), 'aria-keyshortcuts': 'Escape', title: t('reader.leaveKey'), onclick: (/** @type {MouseEvent} */ event) => {
    if (!plain(event)) return;
    event.preventDefault();
    on.leave();
  } }, icon('arrow-left'));
  const name = h('b', null);
  const where = h('span', { class: 'num' });
  const bookmark = tool('bookmark', t('reader.bookmarkThis'), on.bookmark, { 'aria-pressed': 'false', disabled: true });
  const fullscreen = tool('maximize', t('reader.fullscreen'), on.fullscreen, { class: 'hide-phone', 'aria-pressed': 'false' });
  const help = tool('keyboard', t('reader.keys'), () => on.sheet('help', help), { class: 'hide-phone', 'aria-expanded': 'false' });
  const settings = tool('sliders-horizontal', t('reader.settings'), () => on.sheet('settings', settings), { 'aria-expanded': 'false', disabled: true });
  const top = h('header', { class: 'chrome chrome-top' }, h('div', { class: 'chrome-row' }, back),
    h('div', { class: 'chrome-title' }, name, where),
    h('div', { class: 'chrome-row' }, bookmark, canFullscreen && fullscreen, help, settings));

  const range = h('input', { class: 'range', type: 'range', min: 1, max: 1, value: 1, disabled: true, 'aria-label': t('reader.pageField') });
  const previous = h('span', { class: 'scrub-issue' });
  const next = h('span', { class: 'scrub-issue' });
  const scrub = h('div', { class: 'scrub' }, previous, range, next);
  const thumbs = new Thumbs((index) => on.goTo(index));
  const end = h('footer', { class: 'chrome chrome-end' }, thumbs.element, scrub);
  const fold = h('div', { class: 'fold', 'aria-hidden': 'true' }, h('progress', { class: 'meter', value: 0, max: 1 }));
  const meter = /** @type {HTMLProgressElement} */ (fold.firstElementChild);

  /** @type {number | null} */
  let count = null;
  /** @type {number[]} */
  let seen = [0];
  let incognito = false;
  /** @type {Issue | null} */
  let shown = null;
  const paint = () => {
    const at = Number(range.value);
    const text = whereabouts(at - 1 === seen[0] ? seen : [at - 1], count);
    const left = shown && count ? leftAtPace(count - at, shown.time) : '';
    replace(where, incognito ? t('reader.whereIncognito', { where: text }) : text, left && h('span', { class: 'hide-phone' }, ` · ${left}`));
    range.setAttribute('aria-valuetext', text);
    range.style.setProperty('--at', `${count && count > 1 ? ((at - 1) / (count - 1)) * 100 : 0}%`);
  };
  range.addEventListener('input', () => {
    paint();
    thumbs.peek(Number(range.value) - 1);
  });
  range.addEventListener('change', () => on.goTo(Number(range.value) - 1));

  /**
   * @param {Neighbour} book
   * @param {string} label
   * @param {string} series
   * @param {boolean} after
   */
  const issueLink = (book, label, series, after) => h('a', {
    href: `/read/${encodeURIComponent(book.id)}`, 'aria-label': t('reader.issueLink', { label, name: shortName(book, series) }), title: label,
    onclick: (/** @type {MouseEvent} */ event) => {
      if (!plain(event)) return;
      event.preventDefault();
      on.openIssue(book.id);
    },
  }, !after && icon('chevron-left', 'i-s'), book.chapter === null && book.volume === null ? h('span', null, after ? t('reader.next') : t('reader.previous')) : isIssue(book) ? t('name.issue', { no: issueNumber(book) }) : issueNumber(book), after && icon('chevron-right', 'i-s'));

  return {
    top, end, fold,

    /** @param {Issue} issue */
    issue(issue) {
      shown = issue;
      thumbs.issue(issue.id, issue.pages, (n) => thumbUrl(issue, n));
      name.textContent = fullName(issue);
      back.setAttribute('href', seriesPath(issue));
      replace(previous, issue.previous && issueLink(issue.previous, t('reader.previousIssue'), issue.series, false));
      replace(next, issue.next && issueLink(issue.next, t('reader.nextIssue'), issue.series, true));
    },

    /** The keys in force are named where they do something. @param {Record<string, string[]>} own */
    keys(own) {
      const keys = keysOf(own);
      const tools = /** @type {const} */ ([[bookmark, 'bookmark'], [fullscreen, 'fullscreen'], [help, 'help'], [settings, 'settings']]);
      for (const [button, action] of tools) {
        const [key] = keys.get(action) ?? [];
        button.title = `${button.getAttribute('aria-label')}${key ? ` (${keyName(key)})` : ''}`;
        if (key) button.setAttribute('aria-keyshortcuts', keyName(key));
        else button.removeAttribute('aria-keyshortcuts');
      }
    },

    /** Some tools only make sense with a page. @param {boolean} on */
    ready(on) {
      bookmark.disabled = settings.disabled = !on;
    },

    /** Says that another issue is on its way, while the one before is still to be seen. */
    opening() {
      where.textContent = t('reader.opening');
    },

    /** @param {boolean} on */
    incognito(on) {
      incognito = on;
      paint();
    },

    /** The bars come or go. @param {boolean} on */
    show(on) {
      thumbs.show(on);
    },

    /**
     * @param {number[]} pages what is seen, from 0
     * @param {number | null} known count of pages
     */
    position(pages, known) {
      if (known !== count && shown && known !== shown.pages) {
        const issue = shown;
        thumbs.issue(issue.id, known, (n) => thumbUrl(issue, n));
      }
      const index = pages[0];
      seen = pages;
      count = known;
      range.disabled = count === null || count < 2;
      range.max = String(count ?? index + 1);
      range.value = String(index + 1);
      meter.max = count ?? 1;
      meter.value = count === null ? 0 : (pages.at(-1) ?? index) + 1;
      thumbs.at(pages);
      paint();
    },

    /** @param {boolean} on */
    bookmarked(on) {
      bookmark.setAttribute('aria-pressed', String(on));
      bookmark.firstElementChild?.classList.toggle('i-fill', on);
    },

    /** @param {'ltr' | 'rtl'} direction */
    direction(direction) {
      scrub.dir = thumbs.element.dir = fold.dir = direction;
    },

    fullscreen() {
      fullscreen.setAttribute('aria-pressed', String(Boolean(document.fullscreenElement)));
    },
  };
}
