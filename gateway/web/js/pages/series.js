// A series: masthead, its issues by volume, what is known of it, others like it, and its neighbours on the shelf.

import { ApiError, get, passOverRefusal } from '../api.js';
import { withBones } from '../bones.js';
import { seriesCard } from '../cards.js';
import { h, replace } from '../dom.js';
import { day, listed, plural, size } from '../format.js';
import { t } from '../i18n.js';
import { librariesKnown } from '../libraries.js';
import { listsPanel } from '../lists/panel.js';
import { libraryNotices } from '../notices.js';
import { seriesWithMarks } from '../offline/marks.js';
import { setTitle } from '../router.js';
import { seriesAbout } from '../series/about.js';
import { crumbs, gapText, ground, hero } from '../series/hero.js';
import { nearby } from '../series/nearby.js';
import { issueList } from '../series-issues.js';
import * as state from '../state.js';
import { style } from '../style.js';
import { formatName, STATUSES } from '../terms.js';

style('issue');
style('care');

/** @typedef {import('../types.js').SeriesDetail} SeriesDetail */
/** @typedef {import('../types.js').SeriesMoreDetails} Details */
/** @typedef {import('../series/about.js').Line} Line */

/** @param {SeriesDetail} series */
function neighbours({ previous, next, category, subcategory }) {
  const shelf = subcategory ?? category;
  return nearby(t('series.nearby'), previous && { href: `/series/${previous.id}`, label: t('series.previousIn', { shelf }), name: previous.name },
    next && { href: `/series/${next.id}`, label: t('series.nextIn', { shelf }), name: next.name });
}

/** What is known without asking for the layers. @param {SeriesDetail} series @returns {Line[]} */
function ownLines({ publisher, year, status }) {
  return [...(publisher ? [/** @type {Line} */ ([t('field.publisher'), publisher])] : []), ...(status ? [/** @type {Line} */ ([t('field.status'), STATUSES.name(status)])] : []),
    ...(year ? [/** @type {Line} */ ([t('field.year'), String(year)])] : [])];
}

/** @param {SeriesDetail} series @param {HTMLElement} whole how much of it is here @returns {Line[]} */
function fileLines({ volumes, added_at: added, last_read_at: read }, whole) {
  const books = volumes.flatMap((volume) => volume.issues);
  const formats = listed([...new Set(books.map((book) => formatName(book.format)))]);
  return [[t('series.whole'), whole],
    [t('series.files'), t('series.filesAre', { formats, size: size(books.reduce((sum, book) => sum + book.size_bytes, 0)) })], [t('series.added'), day(added)],
    ...(read ? [/** @type {Line} */ ([t('series.lastRead'), day(read)])] : [])];
}

/** "3 of 5 volumes. Missing: 3 and 5." @param {SeriesDetail} series @param {Details} told */
function wholeText({ volumes, issue_count: count }, { gap, total_volumes: total }) {
  const have = new Set(volumes.map(({ volume }) => volume).filter((volume) => volume !== null)).size;
  const first = total ? t('series.volumesOf', { n: total, have }) : t('count.issues', { n: count });
  const missing = gapText(gap);
  return missing ? [h('span', null, first), h('span', { class: 'gap' }, missing)] : [h('span', null, first), h('span', { class: 'quiet' }, t('series.noGaps'))];
}

/**
 * Series that share something with this one, from what is recommended because it was read.
 * @param {HTMLElement} place
 * @param {string} id
 * @param {AbortSignal} signal
 */
async function like(place, id, signal) {
  const { items } = await get('/api/recommendations', { limit: 60 }, { signal });
  const found = items.filter((/** @type {any} */ one) => one.because.some((/** @type {any} */ reason) => reason.series_id === id)).slice(0, 12);
  if (!found.length) return;
  replace(place, h('section', { class: 'rail', 'aria-labelledby': 'like' }, h('div', { class: 'rail-head' }, h('h2', { id: 'like' }, t('series.like'))),
    h('div', { class: 'rail-row' }, ...found.map((/** @type {any} */ one) => {
      const shared = one.because.find((/** @type {any} */ reason) => reason.series_id === id)?.shared ?? [];
      return seriesCard(one, { meta: listed(shared.slice(0, 2)) });
    }))));
}

/** @type {import('../router.js').Show} */
export async function show(main, { id = '' }, { signal, memory }) {
  const path = `/api/series/${encodeURIComponent(id)}`;
  /** @type {Promise<Details | null>} */
  const details = get(`${path}/details`, {}, { signal }).catch(passOverRefusal);
  /** @type {SeriesDetail} */
  let latest = (await withBones(main, Promise.all([get(path, {}, { signal }), librariesKnown()]), signal))[0];
  const series = seriesWithMarks(latest);
  setTitle(series.name);
  state.set({ shelf: { category: series.category, subcategory: series.subcategory } });
  const head = hero(series, details, () => list.refresh());
  const ask = async () => {
    if (state.get('online')) {                             // else it stays what it was, with what was done here since
      latest = await get(path, {}, { signal }).catch((error) => {
        if (error instanceof ApiError && error.code === 'offline') return latest;
        throw error;
      });
    }
    return seriesWithMarks(latest);
  };
  const list = issueList(series, memory, { ask, draw: head.draw }, signal);
  signal.addEventListener('abort', state.subscribe(['online', 'waiting'], ({ online, waiting }) => {
    if (online && !waiting && list.element.querySelector('.waits')) void list.refresh();     // what waited has gone
  }));
  const whole = h('span', { class: 'whole' }, t('count.issues', { n: series.issue_count }));
  const lists = h('div');
  const others = h('div', { class: 'likes' });
  void details.then((told) => {
    if (!told) return;
    replace(whole, ...wholeText(series, told));
    replace(lists, listsPanel(told.lists));
  });
  if (series.last_read_at) void like(others, id, signal).catch(passOverRefusal);      // only what was read recommends others
  const known = series.pages_known > 0 ? t('series.issuesAndPages', { issues: plural(series.issue_count, 'issue'), pages: plural(series.pages_known, 'page') }) : plural(series.issue_count, 'issue');
  replace(main, ground(series.cover), crumbs(series, h('span', { 'aria-current': 'page' }, series.name)), libraryNotices(signal, { library: series.library_id }),
    h('div', { class: 'series' }, head.element,
      h('div', { class: 'series-body' },
        h('section', { 'aria-labelledby': 'issues' }, h('div', { class: 'section-head' }, h('h2', { id: 'issues' }, t('series.issues')),
          h('p', { class: 'quiet small num' }, known), ...list.tools), list.ways, list.element),
        others, neighbours(series)),
      h('aside', { class: 'aside', 'aria-label': t('about.series') }, seriesAbout(id, ownLines(series), fileLines(series, whole), signal), lists)));
  list.measure();                                          // before it is scrolled to where it was
  return list.end;
}
