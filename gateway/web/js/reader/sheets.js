// The sheets that come from the side, or from below on a phone: settings, keys, bookmarks, going to a page. One at a time.

import { h, icon, isShown } from '../dom.js';
import { t } from '../i18n.js';
import { redraw } from '../redraw.js';

/** @typedef {'settings' | 'help' | 'goto' | 'notes'} Name */

export class Sheets {
  /** @type {Name | null} */
  name = null;
  /** @type {HTMLElement | null} */
  #sheet = null;
  /** @type {HTMLElement | null} */
  #opener = null;
  #root;
  #home;

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} home has the focus again when a sheet opened by a key closes
   */
  constructor(root, home) {
    this.#root = root;
    this.#home = home;
  }

  /**
   * @param {Name} name
   * @param {string} title
   * @param {import('../dom.js').Child[]} content
   * @param {HTMLElement | null} opener the button it came from
   */
  open(name, title, content, opener) {
    this.close(false);
    const close = h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('reader.close'), onclick: () => this.close() }, icon('x'));
    const sheet = h('section', { class: name === 'help' ? 'panel-sheet sheet-wide' : 'panel-sheet', role: 'dialog', 'aria-label': title, tabindex: '-1' },
      h('header', null, h('h2', null, title), close), ...content);
    this.name = name;
    this.#sheet = sheet;
    this.#opener = opener;
    opener?.setAttribute('aria-expanded', 'true');
    this.#root.append(sheet);
    const first = sheet.querySelector('input[type="number"]');
    (first instanceof HTMLElement ? first : sheet).focus({ preventScroll: true });
  }

  /**
   * Puts new content where it is open; what had the focus has it again.
   * @param {Name} name
   * @param {import('../dom.js').Child[]} content
   */
  update(name, content) {
    const header = this.name === name ? this.#sheet?.firstElementChild : null;
    if (header && this.#sheet) redraw(this.#sheet, header, ...content);
  }

  /** @param {boolean} [returnFocus] */
  close(returnFocus = true) {
    if (!this.#sheet) return;
    const held = this.#sheet.contains(document.activeElement);
    this.#sheet.remove();
    this.#opener?.setAttribute('aria-expanded', 'false');
    if (returnFocus && held) (this.#opener && isShown(this.#opener) ? this.#opener : this.#home).focus({ preventScroll: true });
    this.#sheet = null;
    this.name = null;
  }
}
