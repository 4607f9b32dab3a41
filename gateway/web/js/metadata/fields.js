// The fields of metadata: what each is called, which kind of value it has, and where the values come from.

import { listed } from '../format.js';
import { t } from '../i18n.js';
import { DEMOGRAPHICS, STATUSES } from '../terms.js';
import { ISSUE_FORMATS, ROLES } from './terms.js';

/**
 * @typedef {'series' | 'comic'} Kind
 * @typedef {'line' | 'text' | 'words' | 'people' | 'arcs' | 'ids' | 'number' | 'whole' | 'choice' | 'date' | 'shown'} Shape
 *   `shown` is not edited here
 * @typedef {{key: string, label: string, shape: Shape, choices?: [string, string][], terms?: import('../terms.js').Terms, hint?: string}} Field
 *   `terms` has the words shown for values of a vocabulary
 * @typedef {{value: any, source: string | null, locked: boolean, layers: Record<string, any>}} FieldValue
 * @typedef {Record<string, FieldValue>} Metadata
 * @typedef {{title: string, fields: Field[]}} Group
 */

/** @type {[string, string][]} */
const DIRECTIONS = [['ltr', t('field.ltr')], ['rtl', t('field.rtl')], ['vertical', t('field.vertical')]];
/** @type {[string, string][]} */
const YES_NO = [['yes', t('field.yes')], ['no', t('field.no')]];

/** @param {string} key @param {string} label @param {Shape} shape @param {Partial<Field>} [more] @returns {Field} */
const field = (key, label, shape, more = {}) => ({ key, label, shape, ...more });

const WHAT = [field('summary', t('field.summary'), 'text')];
const WHO = [field('authors', t('field.authors'), 'people'), field('publisher', t('field.publisher'), 'line'), field('imprint', t('field.imprint'), 'line')];
const SORTED = [field('genres', t('field.genres'), 'words'), field('tags', t('field.tags'), 'words')];
const READ = [field('age_rating', t('field.ageRating'), 'whole', { hint: t('field.ageHint') }), field('direction', t('field.direction'), 'choice', { choices: DIRECTIONS }),
  field('language', t('field.language'), 'line', { hint: t('field.languageHint') })];
const ELSEWHERE = [field('web', t('field.web'), 'words'), field('ids', t('field.ids'), 'ids')];

/** @type {Record<Kind, Group[]>} */
export const GROUPS = {
  series: [
    { title: t('field.groupMain'), fields: [field('name', t('field.name'), 'line'), field('titles', t('field.titles'), 'words'), ...WHAT] },
    { title: t('field.groupPeople'), fields: WHO },
    { title: t('field.groupSort'), fields: [...SORTED, field('demographics', t('field.demographics'), 'words', { terms: DEMOGRAPHICS }), field('status', t('field.status'), 'line', { terms: STATUSES, hint: t('field.statusHint') }),
      field('year', t('field.year'), 'whole'), field('total_volumes', t('field.totalVolumes'), 'whole'), field('total_chapters', t('field.totalChapters'), 'whole')] },
    { title: t('field.groupRead'), fields: READ },
    { title: t('field.groupElse'), fields: ELSEWHERE },
  ],
  comic: [
    { title: t('field.groupMain'), fields: [field('title', t('field.title'), 'line'), field('volume', t('field.volume'), 'number'), field('chapter', t('field.chapter'), 'number'),
      field('number', t('field.number'), 'line'), field('series', t('field.series'), 'line', { hint: t('field.seriesHint') }), ...WHAT, field('release_date', t('field.releaseDate'), 'date', { hint: t('field.dateHint') })] },
    { title: t('field.groupPeople'), fields: WHO },
    { title: t('field.groupSort'), fields: [...SORTED, field('characters', t('field.characters'), 'words'), field('main_character', t('field.mainCharacter'), 'line'),
      field('teams', t('field.teams'), 'words'), field('locations', t('field.locations'), 'words'), field('story_arcs', t('field.storyArcs'), 'arcs'),
      field('series_groups', t('field.seriesGroups'), 'words'), field('alternate_series', t('field.alternateSeries'), 'line')] },
    { title: t('field.groupRead'), fields: [...READ, field('black_and_white', t('field.blackAndWhite'), 'choice', { choices: YES_NO }),
      field('issue_format', t('field.issueFormat'), 'line', { terms: ISSUE_FORMATS }), field('issue_count', t('field.issueCount'), 'whole'), field('community_rating', t('field.communityRating'), 'number')] },
    { title: t('field.groupElse'), fields: [...ELSEWHERE, field('gtin', t('field.gtin'), 'line'), field('notes', t('field.notes'), 'text'), field('review', t('field.review'), 'text'),
      field('scan_information', t('field.scanInformation'), 'line'), field('page_types', t('field.pageTypes'), 'shown')] },
  ],
};

/** @type {Record<string, string>} */
const SOURCES = {
  edited: t('source.edited'), series: t('source.series'), comicinfo: t('source.comicinfo'), metroninfo: t('source.metroninfo'),
  'series.json': t('source.seriesJson'), comics: t('source.comics'), imported: t('source.imported'), folder: t('source.folder'), file: t('source.file'),
};

/** Where a value comes from, in words: "from ComicInfo". @param {string | null} source */
export function sourceLabel(source) {
  return source ? SOURCES[source] ?? source : t('source.none');
}

/** What counts where people have edited nothing: the upper layers first. @type {Record<Kind, string[]>} */
const BELOW = { series: ['series.json', 'imported', 'comics', 'folder'], comic: ['series', 'comicinfo', 'metroninfo', 'series.json', 'file'] };

/**
 * The value that comes back when an edit is taken away, and whose it is.
 * @param {Kind} kind
 * @param {FieldValue} field
 * @returns {{value: any, source: string | null}}
 */
export function underneath(kind, { layers }) {
  const source = BELOW[kind].find((layer) => layers[layer] !== undefined && layers[layer] !== null) ?? null;
  return { value: source ? layers[source] : null, source };
}

/** @param {any} one @param {import('../terms.js').Terms} [terms] */
function wordOf(one, terms) {
  if (one === null || typeof one !== 'object') return terms?.name(String(one)) ?? String(one);
  const more = one.role ? ROLES.name(one.role) : one.number;
  return more ? t('filter.doubled', { name: one.name, value: more }) : String(one.name ?? '');
}

/**
 * A value in words, for a line that only shows it.
 * @param {Field} field
 * @param {any} value
 */
export function valueText({ choices, key, terms }, value) {
  if (value === null || value === undefined || value === '') return '';
  if (key === 'page_types') return t('field.pagesMarked', { n: value.length });
  if (Array.isArray(value)) return listed(value.map((one) => wordOf(one, terms)));
  if (typeof value === 'object') return listed(Object.entries(value).map(([label, name]) => t('name.labelled', { label, name: String(name) })));
  return choices?.find(([one]) => one === value)?.[1] ?? wordOf(value, terms);
}

/** Whether two values say the same. @param {any} a @param {any} b */
export function same(a, b) {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
