// What is picked in a grid: by a press, `x`, Shift with arrows or a press, a long press, all of it. The cards become checkboxes.

import { announce } from '../announce.js';
import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { attempt, toast } from '../toast.js';

/**
 * @typedef {import('../grid.js').Grid} Grid
 * @typedef {import('../types.js').Book | import('../types.js').Series} Item
 */

const MOST = 5000;                       // picked at once by reaching from one to another
const LONG_PRESS = 500;                  // ms
const STEADY = 10;                       // px a finger may move while it presses

export class Selection {
  /**
   * @param {() => Grid | null} grid
   * @param {(signal: AbortSignal) => Promise<{ids: string[], comics: number}>} everything all there is, and how many comics that is
   * @param {() => void} onChange
   */
  constructor(grid, everything, onChange) {
    this.grid = grid;
    this.everything = everything;
    this.onChange = onChange;
    this.active = false;
    /** @type {Set<string>} */
    this.picked = new Set();
    this.comics = 0;                     // that is picked, or in what is picked
    this.anchor = 0;
    this.pressed = false;                // a long press just picked: its click is not one
  }

  /** Begins, or ends and forgets. @param {boolean} on */
  set(on) {
    if (this.active === on) return;
    this.active = on;
    if (!on) this.forget();
    if (on) document.documentElement.dataset.mode = 'select';
    else delete document.documentElement.dataset.mode;
    announce(on ? t('select.begun') : t('select.ended'));
    this.changed();
  }

  changed() {
    this.grid()?.redecorate();
    this.onChange();
  }

  /** @param {number} index @param {boolean} [on] */
  toggle(index, on) {
    const item = this.grid()?.options.cache.at(index);
    if (!item) return;
    const pick = on ?? !this.picked.has(item.id);
    this.put(item, pick);
    this.anchor = index;
    if (!this.active) this.set(true);
    else this.changed();
  }

  /** Picks all from where one began to an item. @param {number} index */
  async extend(index) {
    const from = Math.min(this.anchor, index);
    const to = Math.max(this.anchor, index);
    if (!this.active) this.set(true);
    await this.pick(from, to);
  }

  /** Picks all that the list holds, seen or not. */
  async all() {
    const grid = this.grid();
    if (!grid) return;
    await attempt(async () => {
      const { ids, comics } = await this.everything(grid.abort.signal);
      this.picked = new Set(ids);
      this.comics = comics;
      this.changed();
    });
  }

  none() {
    this.forget();
    this.changed();
  }

  forget() {
    this.picked.clear();
    this.comics = 0;
  }

  /** @param {Item} item @param {boolean} pick */
  put(item, pick) {
    if (this.picked.has(item.id) === pick) return;
    this.comics += ('issue_count' in item ? item.issue_count : 1) * (pick ? 1 : -1);
    if (pick) this.picked.add(item.id);
    else this.picked.delete(item.id);
  }

  /** @param {number} from @param {number} to inclusive */
  async pick(from, to) {
    const grid = this.grid();
    if (!grid) return;
    if (to - from >= MOST) toast(t('select.most', { n: MOST }));
    await attempt(async () => {
      for (const item of await grid.options.cache.range(from, Math.min(to, from + MOST - 1), grid.abort.signal)) this.put(item, true);
      this.changed();
    });
  }

  /** Dresses a card as a checkbox, or undresses it. @param {HTMLElement} card @param {Item} item */
  decorate(card, item) {
    if (!this.active && !card.hasAttribute('aria-checked')) return;
    const box = card.querySelector('.cover');
    const mark = box?.querySelector(':scope > .pick');
    if (!this.active) {
      mark?.remove();
      for (const name of ['role', 'aria-checked', 'data-picked', 'draggable']) card.removeAttribute(name);
      return;
    }
    const picked = this.picked.has(item.id);
    if (!mark) box?.append(h('span', { class: 'pick', 'aria-hidden': 'true' }, icon('check', 'i-s')));
    card.setAttribute('role', 'checkbox');
    card.setAttribute('aria-checked', String(picked));
    card.setAttribute('draggable', 'false');
    card.dataset.picked = String(picked);
  }

  /** Listens to a grid, which is new whenever the list is. @param {Grid} grid */
  attach(grid) {
    const { element } = grid;
    const indexOf = (/** @type {EventTarget | null} */ target) => {
      const cell = target instanceof Element ? target.closest('.cell') : null;
      return cell instanceof HTMLElement && !cell.classList.contains('is-waiting') ? Number(cell.dataset.index) : -1;
    };
    element.addEventListener('click', (event) => {
      const index = indexOf(event.target);
      const range = event.shiftKey && !event.ctrlKey && !event.metaKey;
      if (index < 0 || !(this.active || range || this.pressed)) return;
      event.preventDefault();
      if (this.pressed) this.pressed = false;
      else if (range) void this.extend(index);
      else this.toggle(index);
    });
    element.addEventListener('contextmenu', (event) => { if (this.pressed) event.preventDefault(); });
    element.addEventListener('pointerdown', (event) => this.onPress(event, indexOf(event.target)));
    element.addEventListener('keydown', (event) => this.onKey(grid, event));
  }

  /** @param {PointerEvent} event @param {number} index */
  onPress(event, index) {
    this.pressed = false;
    if (event.pointerType !== 'touch' || index < 0 || this.active) return;
    const timer = setTimeout(() => {
      end();
      this.pressed = true;
      this.toggle(index, true);
    }, LONG_PRESS);
    const moved = (/** @type {PointerEvent} */ move) => {
      if (Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > STEADY) end();
    };
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('pointermove', moved);
      for (const name of ['pointerup', 'pointercancel', 'scroll']) window.removeEventListener(name, end, true);
    };
    window.addEventListener('pointermove', moved);
    for (const name of ['pointerup', 'pointercancel', 'scroll']) window.addEventListener(name, end, true);
  }

  /** @param {Grid} grid @param {KeyboardEvent} event */
  onKey(grid, event) {
    if (event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'a' || !this.active) return;
      event.preventDefault();
      void this.all();
    } else if (event.key === 'x' || (this.active && event.key === ' ')) {
      event.preventDefault();
      this.toggle(grid.active);
    } else if (event.shiftKey && event.key.startsWith('Arrow')) {
      if (!this.active) this.toggle(grid.active, true);
      const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: grid.columns, ArrowUp: -grid.columns }[event.key] ?? 0;
      const target = Math.max(0, Math.min(grid.total - 1, grid.active + by));
      event.preventDefault();
      const { anchor } = this;
      grid.focusItem(target);
      void this.extend(target).then(() => { this.anchor = anchor; });
    } else if (event.key === 'Escape' && this.active) {
      event.stopPropagation();
      this.set(false);
    }
  }
}
