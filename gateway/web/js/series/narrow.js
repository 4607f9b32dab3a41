// Finding one's way in a series of many issues: only the unread ones, the newest first, to the one that comes next, to a number.

import { announce } from '../announce.js';
import { h, icon, replace } from '../dom.js';
import { issueNumber, number } from '../format.js';
import { t } from '../i18n.js';
import { isRead } from '../progress.js';
import { toast } from '../toast.js';
import { shortName } from './row.js';

/** @typedef {import('./row.js').Row} Row */

/** From how many issues on there are ways through them, and from how many one may ask for a number. */
const MANY = 12;
const LONG = 30;

/**
 * @param {Record<string, any>} memory of the visit: what was chosen
 * @param {{rows: () => Row[], next: () => string | undefined, arrange: () => void, go: (row: Row) => void}} list all its rows in
 *   their order; the one to go on with; lays them out anew; shows one and gives it the focus
 */
export function narrowing(memory, list) {
  /** What is left out: settled when it is asked for, so that an issue that is read just now stays where it is. @type {Set<string>} */
  let hidden = new Set();
  const settle = () => {
    hidden = new Set(memory.unread ? list.rows().filter(({ book }) => isRead(book)).map(({ book }) => book.id) : []);
  };
  const chip = (/** @type {import('../dom.js').Child} */ words, /** @type {'unread' | 'newest'} */ name) => {
    const button = h('button', { class: 'chip', type: 'button', 'aria-pressed': String(Boolean(memory[name])), onclick: () => {
      memory[name] = !memory[name];
      settle();
      list.arrange();
      draw();
      announce(t('issues.shown', { n: list.rows().length - hidden.size }));
    } }, words);
    return button;
  };
  const count = h('span', { class: 'num' });
  const unread = chip([t('issues.unreadOnly'), ' ', count], 'unread');
  const newest = chip([icon('arrow-up-down', 'i-s'), t('issues.newest')], 'newest');
  const onward = h('button', { class: 'chip', type: 'button', onclick: () => {
    const row = list.rows().find(({ book }) => book.id === list.next());
    if (row) reveal(row);
  } });
  const field = h('input', { class: 'input', type: 'text', inputmode: 'decimal', enterkeyhint: 'go', autocomplete: 'off', placeholder: t('issues.toNumber'), 'aria-label': t('issues.toNumber') });
  const form = h('form', { class: 'issue-number', onsubmit: (/** @type {Event} */ event) => {
    event.preventDefault();
    const wanted = field.value.replace(/^\s*#?/, '').trim();
    if (!wanted) return;
    const row = list.rows().find(({ book }) => issueNumber(book) === wanted || String(book.chapter ?? book.volume) === wanted);
    if (row) reveal(row);
    else toast(t('issues.noNumber', { n: wanted }));
  } }, field);
  const element = h('div', { class: 'issue-ways', role: 'group', 'aria-label': t('issues.ways') });

  /** Shows a row even where it was left out. @param {Row} row */
  function reveal(row) {
    if (hidden.has(row.book.id)) {
      memory.unread = false;
      settle();
      list.arrange();
      draw();
    }
    list.go(row);
  }

  function draw() {
    const rows = list.rows();
    element.hidden = rows.length < MANY;
    if (element.hidden) return;
    count.textContent = number(rows.filter(({ book }) => !isRead(book)).length);
    unread.setAttribute('aria-pressed', String(Boolean(memory.unread)));
    newest.setAttribute('aria-pressed', String(Boolean(memory.newest)));
    const next = rows.find(({ book }) => book.id === list.next());
    onward.hidden = !next || next === rows[0];
    if (next) replace(onward, icon('book-open', 'i-s'), t('issues.toNext', { label: shortName(next.book) }));
    if (!element.firstChild) replace(element, unread, newest, onward, rows.length >= LONG && form);
  }

  return { element, draw, settle, stamp: () => `${memory.unread ? 'unread' : 'all'} ${memory.newest ? 'newest' : ''}`,
    /** The rows of a volume that are to be seen, in their order. @template {{book: {id: string}}} T @param {T[]} rows @returns {T[]} */
    of: (rows) => {
      const seen = rows.filter(({ book }) => !hidden.has(book.id));
      return memory.newest ? seen.reverse() : seen;
    } };
}
