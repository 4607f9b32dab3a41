// The two bars: name and tools above, the scrubber below. They lie over the page and never move it.

import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { leftAtPace } from '../pace.js';
import { canFullscreen } from './device.js';
import { fullName, seriesPath } from './issue.js';
import { keyName, keysOf } from './keys.js';
import { plain } from './plain.js';
import { Scrubber } from './scrubber.js';

/** @typedef {import('./types.js').Issue} Issue */
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
 * @param {(event: MouseEvent & {currentTarget: HTMLElement}) => void} onclick
 * @param {import('../dom.js').Props} [more]
 */
const tool = (name, label, onclick, more = {}) => h('button',
  { type: 'button', 'aria-label': label, onclick, ...more, class: `btn btn-ghost btn-icon ${more.class ?? ''}` }, icon(name));

export class Bars {
  #name = h('b', null);
  #where = h('span', { class: 'num' });
  #incognito = false;
  /** @type {Issue | null} */
  #issue = null;

  /** @param {Handlers} on */
  constructor(on) {
    this.back = h('a', { class: 'btn btn-ghost btn-icon', href: '/', 'aria-label': t('reader.leave'), 'aria-keyshortcuts': 'Escape', title: t('reader.leaveKey'), onclick: (/** @type {MouseEvent} */ event) => {
      if (!plain(event)) return;
      event.preventDefault();
      on.leave();
    } }, icon('arrow-left'));
    this.tools = {
      bookmark: tool('bookmark', t('reader.bookmarkThis'), on.bookmark, { 'aria-pressed': 'false', disabled: true }),
      fullscreen: tool('maximize', t('reader.fullscreen'), on.fullscreen, { class: 'hide-phone', 'aria-pressed': 'false' }),
      help: tool('keyboard', t('reader.keys'), (event) => on.sheet('help', event.currentTarget), { class: 'hide-phone', 'aria-expanded': 'false' }),
      settings: tool('sliders-horizontal', t('reader.settings'), (event) => on.sheet('settings', event.currentTarget), { 'aria-expanded': 'false', disabled: true }),
    };
    const { bookmark, fullscreen, help, settings } = this.tools;
    this.top = h('header', { class: 'chrome chrome-top' }, h('div', { class: 'chrome-row' }, this.back),
      h('div', { class: 'chrome-title' }, this.#name, this.#where),
      h('div', { class: 'chrome-row' }, bookmark, canFullscreen && fullscreen, help, settings));
    this.scrubber = new Scrubber(on, () => this.#paint());
  }

  /** Says where one is, and how long the rest will take. */
  #paint() {
    const { where, left } = this.scrubber;
    const time = this.#issue && left !== null ? leftAtPace(left, this.#issue.time) : '';
    replace(this.#where, this.#incognito ? t('reader.whereIncognito', { where }) : where, time && h('span', { class: 'hide-phone' }, ` · ${time}`));
  }

  /** @param {Issue} issue */
  issue(issue) {
    this.#issue = issue;
    this.#name.textContent = fullName(issue);
    this.back.setAttribute('href', seriesPath(issue));
    this.scrubber.issue(issue);
  }

  /** The keys in force are named where they do something. @param {Record<string, string[]>} own */
  keys(own) {
    const keys = keysOf(own);
    for (const action of /** @type {const} */ (['bookmark', 'fullscreen', 'help', 'settings'])) {
      const button = this.tools[action];
      const [key] = keys.get(action) ?? [];
      button.title = `${button.getAttribute('aria-label')}${key ? ` (${keyName(key)})` : ''}`;
      if (key) button.setAttribute('aria-keyshortcuts', keyName(key));
      else button.removeAttribute('aria-keyshortcuts');
    }
  }

  /** Some tools only make sense with a page. @param {boolean} on */
  ready(on) {
    this.tools.bookmark.disabled = this.tools.settings.disabled = !on;
  }

  /** Says that another issue is on its way, while the one before is still to be seen. */
  opening() {
    this.#where.textContent = t('reader.opening');
  }

  /** @param {boolean} on */
  incognito(on) {
    this.#incognito = on;
    this.#paint();
  }

  /** The bars come or go. @param {boolean} on */
  show(on) {
    this.scrubber.thumbs.show(on);
  }

  /**
   * @param {number[]} pages what is seen, from 0
   * @param {number | null} known count of pages
   */
  position(pages, known) {
    this.scrubber.position(pages, known);
  }

  /** @param {boolean} on */
  bookmarked(on) {
    const { bookmark } = this.tools;
    bookmark.setAttribute('aria-pressed', String(on));
    bookmark.firstElementChild?.classList.toggle('i-fill', on);
  }

  /** @param {'ltr' | 'rtl'} direction */
  direction(direction) {
    this.scrubber.direction(direction);
  }

  fullscreen() {
    this.tools.fullscreen.setAttribute('aria-pressed', String(Boolean(document.fullscreenElement)));
  }
}
