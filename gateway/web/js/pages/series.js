// A series: masthead, what is known of it, its issues by volume, and its neighbours on the shelf.

import { get } from '../api.js';
import { withBones } from '../bones.js';
import { cover } from '../cover.js';
import { h, icon, replace } from '../dom.js';
import { day, issueLabel, number, plural, size } from '../format.js';
import { librariesKnown } from '../libraries.js';
import { libraryNotices } from '../notices.js';
import { setTitle } from '../router.js';
import { issueList } from '../series-issues.js';

/** @typedef {import('../types.js').SeriesDetail} SeriesDetail */

/** @param {string} category @param {string | null} [subcategory] */
function shelfHref(category, subcategory) {
  return `/browse?${new URLSearchParams(subcategory ? { category, subcategory } : { category })}`;
}

/** @param {SeriesDetail} series */
function crumbs({ category, subcategory, name }) {
  return h('nav', { class: 'crumbs', 'aria-label': 'Where you are' }, h('a', { href: '/browse' }, 'Library'), icon('chevron-right'),
    h('a', { href: shelfHref(category) }, category), icon('chevron-right'),
    subcategory && [h('a', { href: shelfHref(category, subcategory) }, subcategory), icon('chevron-right')],
    h('span', { 'aria-current': 'page' }, name));
}

/** @param {SeriesDetail} series */
function facts({ authors, publisher, year, status }) {
  const when = [year && String(year), status].filter(Boolean).join(', ');
  const shown = authors.slice(0, 6).map(({ name, role }) => h('span', null, h('b', null, name), role && ` ${role}`));
  if (!shown.length && !publisher && !when) return null;
  return h('p', { class: 'facts' }, ...shown, publisher && h('span', null, publisher), when && h('span', null, when));
}

/** The one spot button: where to go on. @param {SeriesDetail} series */
function goOn({ continue_with: next, category, issue_count: count }) {
  if (!next) return null;
  const label = issueLabel({ ...next, category });
  const single = count === 1;
  const words = {
    start: single || !label ? 'Read' : `Read ${label}`,
    continue: `Continue ${single ? '' : label}`.trim() + (next.page > 0 ? `, p. ${number(next.page + 1)}` : ''),
    again: 'Read again',
  };
  return h('a', { class: 'btn btn-spot btn-l', href: `/read/${next.comic_id}`, id: 'go-on' }, icon('book-open'), words[next.kind]);
}

/** @param {SeriesDetail} series */
function readFacts({ progress, issue_count: count }) {
  return h('p', { class: 'facts' }, h('span', null, h('b', { class: 'num' }, number(progress.read)), ' of ', h('b', { class: 'num' }, number(count)), ' read'),
    progress.in_progress > 0 && h('span', { class: 'num' }, `${number(progress.in_progress)} in progress`));
}

/**
 * @param {SeriesDetail} series
 * @param {HTMLElement} counts how much is read
 * @param {HTMLElement} actions
 */
function hero(series, counts, actions) {
  const picture = cover({ cover: series.cover }, { alt: `Cover of ${series.name}` });
  const words = [...new Set([...series.genres, ...series.tags])].slice(0, 24);
  const mast = series.name.length > 28 ? 'masthead masthead-long' : 'masthead';
  return h('header', { class: 'series-hero' }, h('div', { class: series.issue_count > 1 ? 'stack' : '' }, picture),
    h('div', { class: 'series-info' }, h('div', { class: 'series-top' }, h('h1', { class: mast }, series.name)),
      facts(series), counts, actions,
      series.summary && h('p', { class: 'synopsis' }, series.summary),
      words.length > 0 && h('div', { class: 'tags' }, ...words.map((word) => h('span', { class: 'tag' }, word)))));
}

/** @param {SeriesDetail} series */
function about(series) {
  const books = series.volumes.flatMap((volume) => volume.issues);
  const formats = [...new Set(books.map((book) => book.format.toUpperCase()))].join(', ');
  /** @type {[string, string | null][]} */
  const rows = [
    ['Also known as', series.titles.filter((title) => title !== series.name).join(', ') || null],
    ['Publisher', series.publisher], ['Year', series.year ? String(series.year) : null], ['Status', series.status && series.status.charAt(0).toLocaleUpperCase() + series.status.slice(1)],
    ['Files', `${formats}, ${size(books.reduce((sum, book) => sum + book.size_bytes, 0))}`],
    ['Added', day(series.added_at)],
    ['Last read', day(series.last_read_at) || null],
  ];
  return h('aside', { class: 'aside', 'aria-label': 'About this series' }, h('section', { class: 'panel' }, h('header', null, h('h2', null, 'About')),
    h('dl', { class: 'about' }, ...rows.flatMap(([name, value]) => (value ? [h('div', null, h('dt', null, name), h('dd', null, value))] : [])))));
}

/** @param {SeriesDetail} series */
function neighbours({ previous, next, category, subcategory }) {
  if (!previous && !next) return null;
  const shelf = subcategory ?? category;
  const arrow = (/** @type {string} */ name) => h('span', { class: 'nearby-arrow' }, icon(name));
  const words = (/** @type {string} */ label, /** @type {string} */ name) => h('span', null, h('span', { class: 'label' }, label), h('span', { class: 'card-title' }, name));
  return h('nav', { class: 'nearby', 'aria-label': 'Nearby on the shelf' },
    previous ? h('a', { class: 'nearby-link', href: `/series/${previous.id}` }, arrow('arrow-left'), words(`Previous in ${shelf}`, previous.name)) : h('span'),
    next && h('a', { class: 'nearby-link nearby-next', href: `/series/${next.id}` }, words(`Next in ${shelf}`, next.name), arrow('arrow-right')));
}

/** The halftone ground, of the cover's own colours. @param {SeriesDetail} series */
function ground({ cover: src }) {
  if (!src) return null;
  const picture = h('img', { src, alt: '', decoding: 'async', onerror: () => picture.remove() });
  return h('div', { class: 'ground', 'aria-hidden': 'true' }, picture);
}

/** @type {import('../router.js').Show} */
export async function show(main, { id = '' }, { signal, memory }) {
  const path = `/api/series/${encodeURIComponent(id)}`;
  /** @type {SeriesDetail} */
  const series = (await withBones(main, Promise.all([get(path, {}, { signal }), librariesKnown()]), signal))[0];
  setTitle(series.name);
  const actions = h('div', { class: 'actions' });
  const counts = h('div', { class: 'read-facts' });
  /** @param {SeriesDetail} now */
  const draw = (now) => {
    replace(actions, goOn(now));
    replace(counts, readFacts(now));
    return now;
  };
  const onChange = async () => draw(await get(path, {}, { signal }));
  draw(series);
  const known = series.pages_known > 0 && `, ${plural(series.pages_known, 'page')} known`;
  replace(main, ground(series), crumbs(series), libraryNotices(signal, { library: series.library_id }),
    h('div', { class: 'series' }, hero(series, counts, actions),
      h('div', { class: 'series-body' },
        h('section', { 'aria-labelledby': 'issues' }, h('div', { class: 'section-head' }, h('h2', { id: 'issues' }, 'Issues'),
          h('p', { class: 'quiet small num' }, plural(series.issue_count, 'issue'), known)), issueList(series, memory, onChange)),
        neighbours(series)),
      about(series)));
}
