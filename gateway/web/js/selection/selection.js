// What is picked in a grid: by a press, `x`, Shift with arrows or a press, a long press, all of it. The cards become checkboxes.

import { announce } from '../announce.js';
import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { toast } from '../toast.js';
import { attempt } from './actions.js';

/**
 * @typedef {import('../grid.js').Grid} Grid
 * @typedef {import('../types.js').Book | import('../types.js').Series} Item
 */

export const MOST = 5000;                // picked at once
const LONG_PRESS = 500;                  // ms
const STEADY = 10;                       // px a finger may move while it presses

export class Selection {
  /**
   * @param {() => Grid | null} grid
   * @param {() => void} onChange
   */
  constructor(grid, onChange) {
    this.grid = grid;
    this.onChange = onChange;
    this.active = false;
    /** @type {Map<string, Item>} */
    this.picked = new Map();
    this.anchor = 0;
    this.pressed = false;                // a long press just picked: its click is not one
  }

  /** Begins, or ends and forgets. @param {boolean} on */
  set(on) {
    if (this.active === on) return;
    this.active = on;
    if (!on) this.picked.clear();
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
    if (pick) this.picked.set(item.id, item);
    else this.picked.delete(item.id);
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

  all() {
    const total = this.grid()?.total ?? 0;
    if (total > MOST) toast(t('select.most', { n: MOST }));
    return this.pick(0, Math.min(total, MOST) - 1);
  }

  none() {
    this.picked.clear();
    this.changed();
  }

  /** @param {number} from @param {number} to inclusive */
  async pick(from, to) {
    const grid = this.grid();
    if (!grid) return;
    await attempt(async () => {
      for (const item of await grid.options.cache.range(from, Math.min(to, from + MOST - 1), grid.abort.signal)) this.picked.set(item.id, item);
      this.changed();
    });
  }

  /** Dresses a card as a checkbox, or undresses it. @param {HTMLElement} card @param {Item} item */
  decorate(card, item) {
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
      return cell instanceof HTMLElement && cell.querySelector('a.card') ? Number(cell.dataset.index) : -1;
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
