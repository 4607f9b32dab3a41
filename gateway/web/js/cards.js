// Cards: one markup for grid, list and detailed; the CSS of the view decides what is seen. A card can be made to show
// one item after another, as the windowed grid does: its nodes stay, and only what differs is written.

import { CoverBox, watch } from './cover.js';
import { h, named } from './dom.js';
import { bookName, dayWithin, issueLabel, listed, number, ownTitle, pageLabel, pagesLabel, size } from './format.js';
import { t } from './i18n.js';
import { Stars } from './stars.js';
import { formatName, STATUSES } from './terms.js';
import { say } from './told.js';

/**
 * @typedef {import('./types.js').Book} Book
 * @typedef {import('./types.js').Series} Series
 * @typedef {'grid' | 'list' | 'detailed'} View
 * @typedef {{element: HTMLElement, text: Text}} Line
 */

/** @param {string} className @returns {Line} */
function made(className) {
  const text = document.createTextNode('');
  return { element: h('span', { class: className }, text), text };
}

/** @param {Line | undefined} line @param {string} text */
function write(line, text) {
  if (line && line.text.data !== text) line.text.data = text;
}

/** @param {string} category @param {string | null} subcategory */
function shelf(category, subcategory) {
  return subcategory ? t('card.shelf', { category, subcategory }) : category;
}

/** @param {(string | null | undefined | false)[]} parts */
function line(...parts) {
  return listed(parts);
}

const EXTRAS = { grid: [], list: ['extra', 'extra'], detailed: ['extra', 'extra', 'extra', 'extra extra-text'] };

class Card {
  /**
   * @param {View} view
   * @param {boolean} lean of few nodes, as there are many: what can be an attribute that the CSS shows is one
   */
  constructor(view, lean) {
    this.lean = lean;
    this.box = new CoverBox();
    this.title = made('card-title');
    this.meta = lean && view === 'grid' ? null : made('card-meta');
    this.extras = EXTRAS[view].map(made);
    this.element = h('a', { class: 'card' }, this.box.element, this.title.element, this.meta?.element, ...this.extras.map(({ element }) => element));
  }

  /**
   * @param {string} href
   * @param {string} id
   * @param {string} title
   * @param {string} meta
   */
  write(href, id, title, meta) {
    this.element.setAttribute('href', href);
    this.element.id = id;
    write(this.title, title);
    this.writeMeta(meta);
  }

  /** @param {string} meta */
  writeMeta(meta) {
    if (this.meta) write(this.meta, meta);
    else if (this.element.dataset.meta !== meta) this.element.dataset.meta = meta;
  }

  /** Shows nothing, until it is known what. */
  clear() {
    this.element.removeAttribute('href');
    this.element.removeAttribute('id');
    this.box.show(null);
  }
}

/** A series: a fanned stack where it has several issues, and how many of them are unread in the lower right corner. */
export class SeriesCard extends Card {
  /** @param {View} [view] @param {boolean} [lean] */
  constructor(view = 'grid', lean = false) {
    super(view, lean);
    this.bug = lean ? null : made('');
    this.stack = lean ? null : h('span', { class: 'stack' }, this.box.element, this.bug?.element);
    if (this.bug) this.bug.element.setAttribute('role', 'img');
    if (this.stack) this.element.prepend(this.stack);
    this.unread = -1;
    /** @type {Stars | null} */
    this.stars = null;
    if (view === 'detailed') {
      this.stars = new Stars();
      this.extras[2]?.element.append(this.stars.element);
    }
  }

  /** @param {Series} series @param {{meta?: string, fresh?: boolean}} [options] `fresh` shows the bug in the spot colour */
  show(series, { meta, fresh = false } = {}) {
    this.write(`/series/${series.id}`, `series-${series.id}`, series.name, meta ?? t('count.issues', { n: series.issue_count }));
    this.box.show(series);
    if (this.stack) this.stack.classList.toggle('is-one', series.issue_count <= 1);
    else this.element.classList.toggle('card-stack', series.issue_count > 1);
    this.showUnread(series.unread_count, fresh);
    if (!this.extras.length) return;
    write(this.extras[0], shelf(series.category, series.subcategory));
    write(this.extras[1], line(series.year ? String(series.year) : null, series.status && STATUSES.name(series.status)));
    if (!this.stars) return;
    const started = series.in_progress ? t('card.inProgress') : series.unread_count === 0 && t('card.allRead');
    write(this.extras[2], line(series.unread_count > 0 && t('card.unread', { n: series.unread_count }), started));
    write(this.extras[3], series.summary || t('card.added', { day: dayWithin(series.added_at) }));
    this.stars.show(series.rating);
  }

  /** @param {number} unread @param {boolean} fresh */
  showUnread(unread, fresh) {
    if (unread === this.unread) return;
    this.unread = unread;
    const { element } = this.bug ?? this.title;
    const said = t('card.unreadMark', { n: unread });
    if (this.bug) {
      element.hidden = unread === 0;
      element.className = unread === 0 ? '' : fresh ? 'bug bug-new' : 'bug';
      named(element, said);
      write(this.bug, number(unread));
    } else if (unread) Object.assign(element.dataset, { unread: number(unread), said });
    else delete element.dataset.unread;
  }
}

/** Shows where somebody is in a comic. @param {HTMLProgressElement} element @param {Pick<Book, 'progress' | 'pages'>} of @returns {boolean} whether there is something to show */
function showMeter(element, { progress, pages }) {
  if (!progress || progress.completed || !pages) return false;
  element.max = pages;
  element.value = progress.current_page + 1;
  named(element, pageLabel(progress.current_page, pages));
  return true;
}

/** Where somebody is in a comic, as the meter on its cover. @param {Pick<Book, 'progress' | 'pages'>} of */
export function meter(of) {
  const element = h('progress', { class: 'meter' });
  return showMeter(element, of) ? element : null;
}

/** Where somebody is in it, or how long it is; a problem is said later. @param {Pick<Book, 'progress' | 'pages' | 'problem'>} book */
export function stateOf({ progress, pages, problem }) {
  if (problem && !pages) return '';
  if (progress?.completed) return t('card.pagesRead', { pages: pagesLabel(pages) });
  return progress ? pageLabel(progress.current_page, pages) : pagesLabel(pages);
}

/** A comic. It leads into the reader. */
export class BookCard extends Card {
  /** @param {View} [view] @param {boolean} [lean] */
  constructor(view = 'grid', lean = false) {
    super(view, lean);
    /** @type {HTMLProgressElement | null} */
    this.meter = null;
    /** @type {Book | null} */
    this.book = null;
  }

  /** @param {Book} book @param {{meta?: string}} [options] */
  show(book, { meta } = {}) {
    this.write(`/read/${book.id}`, `book-${book.id}`, bookName(book), meta ?? stateOf(book));
    this.book = book;
    if (meta === undefined && book.problem && !book.pages) void this.sayProblem(book, book.problem);
    this.box.show(book);
    this.showProgress(book);
    if (!this.extras.length) return;
    write(this.extras[0], ownTitle(book) || (this.extras[2] ? '' : shelf(book.category, book.subcategory)));      // else it is said below
    write(this.extras[1], line(formatName(book.format), size(book.size_bytes)));
    write(this.extras[2], line(issueLabel(book), shelf(book.category, book.subcategory)));
    write(this.extras[3], t('card.added', { day: dayWithin(book.added_at) }));
  }

  /** @param {Book} book @param {string} problem */
  async sayProblem(book, problem) {
    const said = await say(problem);
    if (this.book === book) this.writeMeta(said);
  }

  /** @param {Book} book */
  showProgress(book) {
    if (!this.meter && !book.progress) return;
    if (!this.meter) {
      this.meter = h('progress', { class: 'meter' });
      this.box.element.append(this.meter);
    }
    const hidden = !showMeter(this.meter, book);
    if (this.meter.hidden !== hidden) this.meter.hidden = hidden;
  }
}

/**
 * A card of its own, outside a windowed grid: its cover comes when it is in view.
 * @param {Series} series
 * @param {{view?: View, meta?: string, fresh?: boolean}} [options]
 */
export function seriesCard(series, { view = 'grid', ...options } = {}) {
  const card = new SeriesCard(view);
  card.show(series, options);
  watch(card.box);
  return card.element;
}

/**
 * The same of a comic.
 * @param {Book} book
 * @param {{view?: View, meta?: string}} [options]
 */
export function bookCard(book, { view = 'grid', ...options } = {}) {
  const card = new BookCard(view);
  card.show(book, options);
  watch(card.box);
  return card.element;
}

/** The shape of a card that has not come yet. */
export function bones() {
  return h('div', { class: 'card bones', 'aria-hidden': 'true' }, h('span', { class: 'cover cover-blank' }),
    h('span', { class: 'bone bone-line w-80' }), h('span', { class: 'bone bone-line w-40' }));
}

/** The tallest card there can be, to measure rows with. @param {View} view */
export function probeCard(view) {
  const wide = 'A title '.repeat(20);
  const extras = EXTRAS[view].map((name) => h('span', { class: name }, name === 'extra' ? '-' : wide));
  return h('div', { class: 'card' }, h('span', { class: 'cover' }), h('span', { class: 'card-title' }, wide), h('span', { class: 'card-meta' }, '-'), ...extras);
}
