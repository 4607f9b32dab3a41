// An issue: what it is, where one is in it, what is known of it and from where, its file, its copies and its neighbours.

import { get, passOverRefusal } from '../api.js';
import { withBones } from '../bones.js';
import { h, replace } from '../dom.js';
import { bookName } from '../format.js';
import { t } from '../i18n.js';
import { hero } from '../issue/hero.js';
import { bookmarks, copies, filePanel, neighbours, pageList } from '../issue/parts.js';
import { librariesKnown } from '../libraries.js';
import { listsPanel } from '../lists/panel.js';
import { libraryNotices } from '../notices.js';
import { navigate, setTitle } from '../router.js';
import { aboutPanel, knownLines } from '../series/about.js';
import { crumbs, ground } from '../series/hero.js';
import * as state from '../state.js';
import { style } from '../style.js';

style('issue');
style('care');

/** @typedef {import('../types.js').Book} Book */
/** @typedef {import('../types.js').BookDetails} Details */
/** @typedef {import('../reader/types.js').Issue} Issue */

/** What the head and the panel of the file say already. */
const SAID = new Set(['title', 'summary', 'volume', 'chapter', 'number', 'series']);

/** `[` and `]` go to the issues beside this one, as in the reader. @param {Issue} issue @param {AbortSignal} signal */
function keys({ previous, next }, signal) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (event.target instanceof HTMLElement && event.target.matches('input:not([type="radio"]), textarea, select')) return;
    const to = event.key === '[' ? previous : event.key === ']' ? next : null;
    if (to) navigate(`/issue/${to.id}`);
  }, { signal });
}

/** @type {import('../router.js').Show} */
export async function show(main, { id = '' }, { signal }) {
  const one = encodeURIComponent(id);
  /** @type {Promise<Details | null>} */
  const details = get(`/api/books/${one}/details`, {}, { signal }).catch(passOverRefusal);
  /** @type {[Book, Issue, import('../metadata/fields.js').Metadata, void]} */
  const [book, issue, metadata] = await withBones(main, Promise.all([get(`/api/books/${one}`, {}, { signal }), get(`/api/read/${one}`, {}, { signal }),
    get(`/api/books/${one}/metadata`, {}, { signal }), librariesKnown()]), signal);
  setTitle(bookName(book));
  state.set({ shelf: { category: book.category, subcategory: book.subcategory } });
  const pages = h('div', null, pageList({ ...issue, pages: book.pages }, null));
  const same = h('div');
  const file = h('div', null, filePanel(book, null));
  const lists = h('div');
  void details.then((told) => {
    if (!told) return;
    if (told.page_sizes) replace(pages, pageList({ ...issue, pages: book.pages }, told.page_sizes));
    replace(same, copies(told));
    replace(file, filePanel(book, told));
    replace(lists, listsPanel(told.lists));
  });
  keys(issue, signal);
  const known = knownLines('comic', metadata, SAID);
  replace(main, ground(book.problem && !book.pages ? null : book.cover), crumbs(book, h('a', { href: `/series/${book.series_id}` }, book.series)), libraryNotices(signal, { library: book.library_id }),
    h('div', { class: 'series' }, hero(book, issue, metadata, details),
      h('div', { class: 'series-body' }, bookmarks(issue), pages, same, neighbours(issue, book.category)),
      h('aside', { class: 'aside', 'aria-label': t('about.issue') }, known.length > 0 && aboutPanel(t('about.issue'), known, metadata), file, lists)));
}
