// A list that is fetched page by page, as several pages for administrators need it.

import { ApiError, get, isAbort } from '../api.js';
import { h, icon, replace } from '../dom.js';
import { errorNotice } from '../errors.js';
import { t } from '../i18n.js';

const LIMIT = 60;

/**
 * @template T
 * @typedef {object} Listing
 * @property {HTMLElement} element
 * @property {(params?: Record<string, any>) => Promise<void>} load fetches it from the start, with other parameters
 * @property {() => T[]} items what is shown
 */

/**
 * Keeps a list of what the server tells in pages.
 * @template T
 * @param {object} of
 * @param {string} of.path
 * @param {AbortSignal} of.signal of the page
 * @param {(item: T) => HTMLElement} of.draw a `li`
 * @param {() => HTMLElement} of.empty
 * @param {(total: number) => void} of.onTotal
 * @param {string} [of.kind] class of the list
 * @returns {Listing<T>}
 */
export function listing({ path, signal, draw, empty, onTotal, kind = 'care-list' }) {
  const list = h('ul', { class: kind });
  const foot = h('div', { class: 'care-foot' });
  /** @type {T[]} */
  let items = [];
  /** @type {Record<string, any>} */
  let asked = {};
  let turn = 0;
  /** @param {string | null} cursor */
  const fetchPage = async (cursor) => {
    const mine = turn;
    try {
      const page = await get(path, { ...asked, limit: LIMIT, ...(cursor ? { cursor } : items.length ? { offset: items.length } : {}) }, { signal });
      if (mine !== turn || signal.aborted) return;
      const first = !items.length;
      const at = list.childElementCount;
      items = [...items, ...page.items];
      if (first) replace(list);
      list.append(...page.items.map(draw));
      onTotal(page.total);
      list.hidden = !items.length;
      const more = page.total > items.length && page.items.length > 0;
      const button = h('button', { class: 'btn', type: 'button', onclick: async () => {
        button.disabled = true;
        await fetchPage(page.next_cursor ?? null);
      } }, icon('chevron-down'), t('care.more', { n: page.total - items.length }));
      replace(foot, items.length ? more && button : empty());
      if (!first) /** @type {HTMLElement | null | undefined} */ (list.children[at]?.querySelector('a, button'))?.focus();
    } catch (error) {
      if (isAbort(error) || mine !== turn) return;
      if (!(error instanceof ApiError)) throw error;
      replace(foot, errorNotice(error.detail, () => void fetchPage(cursor)));
    }
  };
  return {
    element: h('div', { class: 'care-listing' }, list, foot), items: () => items,
    load: async (params = asked) => {
      turn += 1;
      asked = params;
      items = [];
      await fetchPage(null);
      if (!items.length) replace(list);
    },
  };
}

/**
 * The head of a room: its name, how much there is, what it is about, and what can be done.
 * @param {string} title
 * @param {string} about
 * @param {...import('../dom.js').Child} actions
 */
export function roomHead(title, about, ...actions) {
  const count = h('p', { class: 'quiet num', role: 'status' });
  const element = h('header', { class: 'page-head care-head' }, h('div', { class: 'page-head-row' }, h('h1', null, title), count, h('div', { class: 'care-actions' }, ...actions)), h('p', { class: 'quiet care-about' }, about));
  return { element, count };
}

/** @param {string} name of the icon @param {string} title @param {string} text @param {...import('../dom.js').Child} more */
export function nothing(name, title, text, ...more) {
  return h('section', { class: 'empty' }, icon(name, 'i-l'), h('h2', null, title), h('p', null, text), ...more);
}
