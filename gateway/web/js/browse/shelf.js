// A windowed grid with all that belongs to one: letters beside it, selection with its bar, the keys `m`, `l` and `i`.

import { BookCard, SeriesCard } from '../cards.js';
import { h, replace, whenIdle } from '../dom.js';
import { errorNotice, reasonOf } from '../errors.js';
import { dressing, plain } from '../offline/dressing.js';
import { Grid } from '../grid.js';
import { t } from '../i18n.js';
import { Letters } from '../letters.js';
import { navigate } from '../router.js';
import { markAll } from '../selection/actions.js';
import { Selection } from '../selection/selection.js';
import * as state from '../state.js';
import { attempt } from '../toast.js';

/**
 * @typedef {import('../cards.js').View} View
 * @typedef {import('../letters.js').Letter} Letter
 *
 * @typedef {object} Source what is shown
 * @property {'series' | 'books'} kind
 * @property {import('../window-cache.js').WindowCache<any>} cache
 * @property {(signal: AbortSignal) => Promise<{ids: string[], comics: number}>} everything the ids of all of it
 * @property {((signal: AbortSignal) => Promise<Letter[]>) | null} letters null where the order is another
 *
 * @typedef {object} ShelfOptions
 * @property {View} view
 * @property {() => number} topEdge where the bars end that lie over the list
 * @property {(total: number) => void} onTotal
 * @property {() => HTMLElement} empty what stands where nothing is
 * @property {HTMLElement} problems where errors are shown
 * @property {() => void} [onSelect] told when selecting begins, ends or changes
 */

export class Shelf {
  /** @param {ShelfOptions} options */
  constructor(options) {
    this.options = options;
    this.view = options.view;
    /** @type {Grid | null} */
    this.grid = null;
    /** @type {Source | null} */
    this.source = null;
    this.abort = new AbortController();
    this.letters = new Letters((offset) => this.grid?.scrollToItem(offset));
    this.list = h('div', { class: 'shelf-list' });
    this.element = h('div', { class: 'shelf' }, this.list, this.letters.element);
    this.selection = new Selection(() => this.grid, async (signal) => this.source?.everything(signal) ?? { ids: [], comics: 0 }, () => {
      void this.drawBar();
      options.onSelect?.();
    });
    /** @type {{element: HTMLElement, draw: () => void} | null} what can be done with the selection; comes with the first one */
    this.bar = null;
    this.foot = h('div', { hidden: true });                // until then, in the bar's place
    const { signal } = this.abort;
    document.addEventListener('keydown', (event) => this.onKey(event), { signal });
    /** Shows what was marked here and the server has still to hear of. */
    this.dress = dressing(signal, (dress, sent) => {
      const cache = this.source?.cache;
      if (!cache) return;
      cache.dress = dress === plain ? null : dress;
      if (sent) cache.markStale();                         // the server knows it now
      this.grid?.retry();
    });
    signal.addEventListener('abort', state.subscribe(['online'], ({ online }) => {
      if (!online) return;
      replace(options.problems);
      this.refresh();
    }));
  }

  /** @returns {import('../types.js').ItemKind} */
  get kind() {
    return this.source?.kind === 'books' ? 'comic' : 'series';
  }

  async drawBar() {
    if (!this.bar && !this.selection.active) return;
    const { selectionBar } = await import('../selection/bar.js');
    if (!this.bar) {
      this.bar = selectionBar(this.selection, { kind: () => this.kind, refresh: () => this.refresh() });
      this.foot.replaceWith(this.bar.element);
    }
    this.bar.draw();
  }

  /** Shows a list; `total` where it is known already. @param {Source} source @param {number | null} [total] */
  show(source, total = source.cache.total) {
    if (this.source && this.source.kind !== source.kind) this.selection.set(false);
    this.grid?.destroy();
    this.source = source;
    const comics = source.kind === 'books';
    const grid = new Grid(this.view, {
      cache: source.cache,
      card: (view) => (comics ? new BookCard(view, true) : new SeriesCard(view, true)),
      decorate: (card, item) => this.selection.decorate(card, item),
      label: (n) => (comics ? t('count.comics', { n }) : t('count.series', { n })),
      topEdge: this.options.topEdge,
      onView: (first, last) => this.letters.mark(first, last),
      onTotal: (n) => {
        this.options.onTotal(n);
        if (n === 0) replace(this.list, this.options.empty());
        else if (!grid.element.isConnected) replace(this.list, grid.element);
        this.element.classList.toggle('is-empty', n === 0);
      },
      onError: (error) => {
        if (!state.get('online') && this.isWhole(grid)) {
          source.cache.settle();                           // it is asked for again when the server is back
          grid.failed = false;
          return;
        }
        replace(this.options.problems, errorNotice(reasonOf(error), () => {
          replace(this.options.problems);
          grid.retry();
        }));
      },
    });
    this.grid = grid;
    this.selection.attach(grid);
    this.element.classList.toggle('has-letters', source.letters !== null);
    replace(this.list, grid.element);
    if (total !== null) grid.setTotal(total);
    if (source.letters) whenIdle(() => void this.fetchLetters(source));
    void this.dress();
  }

  /** Whether all that is shown has come. @param {Grid} grid */
  isWhole({ drawn: { first, last } }) {
    for (let index = first; index <= last; index++) if (this.source?.cache.at(index) === undefined) return false;
    return last >= first;
  }

  /** @param {Source} source */
  async fetchLetters(source) {
    await attempt(async () => {
      if (this.source !== source) return;
      const found = await source.letters?.(this.abort.signal) ?? [];
      if (this.source !== source) return;
      this.letters.set(found);
      if (this.grid) this.letters.mark(...this.grid.inView());
    });
  }

  /** @param {View} view */
  setView(view) {
    this.view = view;
    this.grid?.setView(view);
  }

  /** Fetches anew what is shown; it stays until the new is here. */
  refresh() {
    if (state.get('online')) this.source?.cache.markStale();
    void this.dress();
    this.grid?.retry();
  }

  /** What a key is about: what is picked, or the card that has the focus. @returns {string[]} */
  meant() {
    if (this.selection.active) return [...this.selection.picked.keys()];
    const at = document.activeElement?.closest('.cell');
    const item = at instanceof HTMLElement && this.list.contains(at) ? this.source?.cache.at(Number(at.dataset.index)) : null;
    return item ? [item.id] : [];
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]')) return;
    const target = event.target;
    if (target instanceof HTMLElement && target.matches('input:not([type="radio"], [type="checkbox"], [type="range"]), textarea, select')) return;
    if (event.altKey) {
      if (/^Key[A-Z]$/.test(event.code) && this.letters.type(event.code.slice(3))) event.preventDefault();
    } else if (event.key === 'Escape' && this.selection.active && !document.querySelector('details.drop[open]')) {
      this.selection.set(false);
    } else if (event.key === 'i' && this.kind === 'comic') {
      const [id] = this.meant();
      if (id) navigate(`/issue/${id}`);
    } else if (event.key === 'm' || event.key === 'l') {
      const ids = this.meant();
      if (!ids.length) return;
      event.preventDefault();
      void attempt(async () => {
        if (event.key === 'l') await (await import('../lists/add.js')).addToList({ kind: this.kind, ids });
        else await markAll(this.kind, ids, true, () => this.refresh());
      });
    }
  }

  destroy() {
    this.selection.set(false);
    this.grid?.destroy();
    this.abort.abort();
  }
}
