// A list by day, the newest first, which goes on as one scrolls; an entry can be taken out, and put back.

import { ApiError, get, isAbort, passOverRefusal } from './api.js';
import { withBones } from './bones.js';
import { h, icon, replace } from './dom.js';
import { errorNotice } from './errors.js';
import { day } from './format.js';
import { t } from './i18n.js';
import { dressing, plain } from './offline/dressing.js';
import { redraw } from './redraw.js';

const WINDOW = 60;
const MOST = 200;                        // what the server answers at most

/**
 * @template Entry
 * @typedef {object} Kind
 * @property {string} path of the server's list
 * @property {string} title
 * @property {string} what a sentence about it
 * @property {(entry: Entry) => string} when the time that tells its day
 * @property {(entry: Entry) => string} id of the element of its row that takes the focus
 * @property {(entry: Entry) => HTMLElement} row
 * @property {(rows: HTMLElement[]) => HTMLElement} list
 * @property {(entry: Entry, dress: import('./offline/dressing.js').Dress) => Entry | null} [dressed] an entry with what waits on this device; null: it is none any more
 * @property {{icon: string, title: string, hint: string}} empty
 */

/**
 * Fills `main`, once the first of it is there.
 * @template Entry
 * @param {HTMLElement} main
 * @param {{signal: AbortSignal, memory: Record<string, any>, returning: boolean}} visit
 * @param {Kind<Entry>} kind
 * @returns {Promise<{draw: () => void, takeOut: (entry: Entry) => () => void, close: () => void}>} `takeOut` answers
 *   what puts the entry back.
 */
export async function byDay(main, { signal, memory, returning }, { path, title, what, when, id, row, list, empty, dressed = plain }) {
  /** @type {Entry[]} */
  let entries = [];
  let dress = plain;
  /** @type {string | null} */
  let cursor = '';
  let loading = false;
  const body = h('div', { class: 'list-groups' });
  const more = h('div', { class: 'items-more', role: 'status' });

  /** @param {Entry} [focus] */
  const draw = (focus) => {
    const shown = entries.flatMap((entry) => dressed(entry, dress) ?? []);
    if (!shown.length && (cursor === null || !entries.length)) {
      replace(body, h('section', { class: 'empty' }, icon(empty.icon, 'i-l'), h('h2', null, empty.title), h('p', null, empty.hint),
        h('a', { class: 'btn', href: '/browse' }, icon('library'), t('nav.all'))));
      return;
    }
    /** @type {Map<string, Entry[]>} */
    const days = new Map();
    for (const entry of shown) {
      const name = day(when(entry));
      days.set(name, [...days.get(name) ?? [], entry]);
    }
    redraw(body, ...[...days].map(([name, those], at) => h('section', { class: 'day', 'aria-labelledby': `day-${at}` },
      h('h2', { id: `day-${at}` }, name), list(those.map(row)))), more);
    if (focus) document.getElementById(id(focus))?.focus();
  };
  const load = async () => {
    if (loading || cursor === null) return;
    loading = true;
    try {
      const page = await get(path, { limit: WINDOW, cursor }, { signal });
      entries.push(...page.items);
      cursor = page.next_cursor;
      memory.entries = entries.length;
      draw();
      replace(more, cursor ? t('shell.loading') : null);
    } finally {
      loading = false;
    }
  };
  const wanted = returning ? memory.entries ?? 1 : 1;
  await withBones(main, (async () => {
    do await load();
    while (cursor && entries.length < wanted);
  })(), signal);
  signal.throwIfAborted();
  replace(main, h('header', { class: 'page-head' }, h('div', { class: 'page-head-row' }, h('h1', null, title), h('p', { class: 'quiet small' }, what))), body);
  /** What is here already, as the server has it now. */
  const renew = () => get(path, { limit: Math.min(MOST, Math.max(WINDOW, entries.length)) }, { signal }).then((page) => {
    [entries, cursor, dress] = [page.items, page.next_cursor, plain];
    draw();
  }).catch(passOverRefusal);                               // what is shown stays
  if (dressed !== plain) {
    await dressing(signal, (now, sent) => {
      dress = now;
      if (!sent) draw();
      else void renew();
    })();
  }
  const goOn = () => load().catch((error) => {
    if (isAbort(error)) return;
    if (!(error instanceof ApiError)) throw error;
    replace(more, errorNotice(error.detail, () => void goOn()));
  });
  const near = new IntersectionObserver(([seen]) => { if (seen?.isIntersecting) void goOn(); }, { rootMargin: '1200px' });
  near.observe(more);

  /** @param {Entry} entry */
  const takeOut = (entry) => {
    const at = entries.findIndex((one) => id(one) === id(entry));
    const [taken] = at < 0 ? [] : entries.splice(at, 1);
    draw(entries[at] ?? entries[at - 1]);
    return () => {
      if (taken && !entries.some((one) => id(one) === id(taken))) entries.splice(at, 0, taken);
      draw(entry);
    };
  };
  return { draw: () => draw(), takeOut, close: () => near.disconnect() };
}
