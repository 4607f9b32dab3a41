// The items of a list in their order: fetched as far as one scrolls, moved, and removed with a way back.

import { ApiError, get, isAbort, passOverRefusal, send } from '../api.js';
import { cover } from '../cover.js';
import { h, icon, replace } from '../dom.js';
import { errorNotice } from '../errors.js';
import { bookName, listed, ownTitle, pageLabel, pagesLabel } from '../format.js';
import { t } from '../i18n.js';
import { meter } from '../cards.js';
import { changeOf, isOn, moveTo, putOn, takeOff } from '../offline/lists.js';
import { dresser } from '../offline/marks.js';
import { withdraw } from '../offline/outbox.js';
import { told } from '../progress.js';
import * as state from '../state.js';
import { attempt, toast } from '../toast.js';
import { listName, loadLists } from './mine.js';
import { reorder } from './reorder.js';

/** @typedef {import('../types.js').List} List */
/** @typedef {import('../types.js').ListItem} ListItem */

const WINDOW = 100;

/** @param {ListItem} item */
function nameOf({ series, book }) {
  return book ? bookName(book) : series?.name ?? '';
}

/** Where one is in it. @param {ListItem} item */
function stateOf({ series, book }) {
  if (series) return series.unread_count ? t('card.unread', { n: series.unread_count }) : t('lists.read');
  if (!book?.progress) return t('lists.unread');
  return book.progress.completed ? t('lists.read') : pageLabel(book.progress.current_page, book.pages);
}

/** @param {ListItem} item */
export function isRead({ series, book }) {
  return series ? series.unread_count === 0 : Boolean(book?.progress?.completed);
}

export class Items {
  /** @param {List} list @param {AbortSignal} signal @param {() => void} onChange told when items have come or gone */
  constructor(list, signal, onChange) {
    this.list = list;
    this.signal = signal;
    this.onChange = onChange;
    /** @type {Map<string, ListItem>} */
    this.items = new Map();
    this.total = 0;
    this.fetched = 0;                    // how many rows of the server's order are here
    this.element = h('ol', { class: 'items' });
    this.more = h('div', { class: 'items-more', role: 'status' });
    this.loading = false;
    if (list.mine) reorder(this.element, (row) => void attempt(() => this.move(row)));
    const near = new IntersectionObserver(([seen]) => { if (seen?.isIntersecting) void this.goOn(); }, { rootMargin: '1200px' });
    near.observe(this.more);
    signal.addEventListener('abort', () => near.disconnect());
  }

  get complete() {
    return this.fetched >= this.total;
  }

  /** Fetches the next items; where they do not come, it says so in their place. @returns {Promise<void>} */
  async goOn() {
    try {
      await this.load();
    } catch (error) {
      if (isAbort(error)) return;
      if (!(error instanceof ApiError)) throw error;
      replace(this.more, errorNotice(error.detail, () => void this.goOn()));
    }
  }

  /** Fetches the next items, if there are any. */
  async load() {
    if (this.loading || this.list.waits || (this.fetched && this.complete)) return;   // nobody else knows a list that waits here
    this.loading = true;
    try {
      const page = await get(`/api/lists/${this.list.id}/items`, { offset: this.fetched, limit: WINDOW }, { signal: this.signal });
      this.total = page.total;
      this.fetched += page.items.length;
      if (!page.items.length) this.total = this.fetched;
      const { dress } = dresser();
      for (const { book, series, ...item } of page.items) {
        if (isOn(this.list.id, item.id, true)) this.element.append(this.row({ ...item, book: book && dress(book), series: series && dress(series) }));
      }
      replace(this.more, this.complete ? null : t('shell.loading'));
      this.onChange();
    } finally {
      this.loading = false;
    }
  }

  /** @param {ListItem} item */
  row(item) {
    this.items.set(item.id, item);
    const { series, book } = item;
    const name = nameOf(item);
    const about = series ? t('count.issues', { n: series.issue_count }) : book ? listed([ownTitle(book), pagesLabel(book.pages)]) : '';
    return h('li', { class: isRead(item) ? 'item is-read' : 'item', dataset: { id: item.id } },
      this.list.mine && h('button', { class: 'handle', type: 'button', 'aria-label': t('lists.move', { name }), title: t('lists.moveHint') }, icon('grip-vertical')),
      cover(book ?? series ?? { cover: null }, { marks: [book && meter(book)] }),
      h('span', { class: 'item-text' }, h('a', { href: book ? `/read/${book.id}` : `/series/${item.id}`, id: `item-${item.id}` }, h('b', null, name)),
        h('span', { class: 'small quiet' }, about)),
      h('span', { class: 'item-state small quiet num' }, isRead(item) && icon('check', 'i-s'), stateOf(item)),
      this.list.mine && h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('lists.takeOut', { name }), title: t('lists.takeOutHint'),
        onclick: () => void attempt(() => this.remove(item)) }, icon('x')));
  }

  /** @param {string} id @returns {HTMLElement | null} */
  rowOf(id) {
    for (const row of this.element.children) if (row instanceof HTMLElement && row.dataset.id === id) return row;
    return null;
  }

  /** Tells the server where a row was put. @param {HTMLElement} row */
  async move(row) {
    if (!row.nextElementSibling && !this.complete) await this.load();
    const next = row.nextElementSibling;
    const item = this.items.get(row.dataset.id ?? '');
    if (!item) return;
    const outcome = await moveTo(this.named, { id: item.id, name: nameOf(item) }, next instanceof HTMLElement ? next.dataset.id ?? null : null);
    if (outcome && 'error' in outcome) throw outcome.error;
    if (!outcome && !state.get('online')) toast(t('offline.kept', { said: t('lists.moved', { name: nameOf(item) }) }));
  }

  /** The list, as what waits on this device names it. */
  get named() {
    return { id: this.list.id, name: listName(this.list) };
  }

  /** @param {ListItem} item */
  async remove(item) {
    const row = this.rowOf(item.id);
    const after = row?.nextElementSibling ?? null;
    const next = after ?? row?.previousElementSibling;
    const put = (/** @type {boolean} */ here) => {
      if (!here) row?.remove();
      else if (row) this.element.insertBefore(row, after?.isConnected ? after : null);
      if (here) this.items.set(item.id, item);
      else this.items.delete(item.id);
      this.fetched += here ? 1 : -1;
      this.total += here ? 1 : -1;
      this.changed();
    };
    const named = { id: item.id, name: nameOf(item) };
    const outgoing = takeOff(this.named, item.kind, named);
    put(false);
    const focus = next?.querySelector('a') ?? document.querySelector('main h1');
    if (focus instanceof HTMLElement) focus.focus();
    const outcome = await outgoing;
    if (outcome && 'error' in outcome) {
      put(true);
      throw outcome.error;
    }
    const change = changeOf(this.list.id, item.id);
    toast(told(t('lists.takenOut', { name: named.name }), outcome === null && change !== null), { onUndo: async () => {
      const token = outcome?.answer?.undo;
      if (token) await send('POST', `/api/undo/${token}`);
      else if (!change || !withdraw(change)) await putOn(this.named, item.kind, [item.id], named.name, { item: item.book ?? item.series ?? undefined });
      put(true);
    } });
  }

  changed() {
    this.onChange();
    void loadLists().catch(passOverRefusal);    // only the numbers among the shelves, which the next change brings
  }

  /** The items that are here, in order. @returns {ListItem[]} */
  inOrder() {
    return [...this.element.children].flatMap((row) => (row instanceof HTMLElement ? this.items.get(row.dataset.id ?? '') ?? [] : []));
  }
}
