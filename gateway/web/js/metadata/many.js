// The editor of many comics or series at once: only what is filled in is set, and words can be added or taken away for all.

import { ApiError, get, send } from '../api.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { inParts } from '../selection/in-parts.js';
import { GROUPS, same, valueText } from './fields.js';
import { controlFor } from './inputs.js';
import { saved, saving } from './saving.js';
import { openSheet } from './sheet.js';
import { suggestions } from './suggestions.js';
import { wordsInput } from './words.js';

/** @typedef {import('./fields.js').Kind} Kind */
/** @typedef {import('./fields.js').Field} Field */
/** @typedef {import('./fields.js').Metadata} Metadata */
/** @typedef {{set?: any, unset?: true, add?: any[], remove?: any[]}} Wanted */

/** More are not looked at to say what is the same in all. */
const LOOKED_AT = 40;
/** Edited by one request. */
const AT_ONCE = 1000;
/** What makes no sense for several at once. */
const ALONE = new Set(['name', 'title', 'number', 'chapter', 'gtin', 'page_types', 'ids', 'series', 'titles']);

/**
 * What they say now: the value that is the same in all, or that they differ.
 * @param {Field} field
 * @param {Metadata[]} told
 * @param {boolean} all whether these are all of them
 */
function nowOf(field, told, all) {
  const first = told[0]?.[field.key]?.value;
  if (!told.every((one) => same(one[field.key]?.value, first))) return t('many.different');
  if (!all) return '';
  return valueText(field, first) || t('many.nothing');
}

/**
 * @param {Field} field
 * @param {string} now
 * @param {boolean} anyLocked
 */
function manyRow(field, now, anyLocked) {
  const id = `many-${field.key}`;
  const words = field.shape === 'words';
  const grows = words || field.shape === 'people' || field.shape === 'arcs';
  const bad = h('p', { class: 'hint-bad', id: `${id}-bad`, hidden: true });
  let giveBack = false;
  const changed = () => {
    bad.hidden = true;
    draw();
  };
  const set = controlFor(id, field, changed);
  const gone = grows ? wordsInput(`${id}-gone`, t('many.removeLabel', { field: field.label }), changed, { terms: field.terms }) : null;
  const back = h('button', { class: 'btn btn-ghost btn-tiny-text', type: 'button', 'aria-pressed': 'false', onclick: () => {
    giveBack = !giveBack;
    draw();
  } }, icon('rotate-ccw', 'i-s'), t('many.reset'));
  const draw = () => {
    back.setAttribute('aria-pressed', String(giveBack));
    element.classList.toggle('is-changed', giveBack || set.read() !== null || Boolean(gone?.read()));
  };
  set.write(null);
  gone?.write(null);
  const element = h('div', { class: 'meta-row', dataset: { field: field.key } },
    h('div', { class: 'meta-label' }, h('label', { for: id }, grows ? t('many.addLabel', { field: field.label }) : field.label), now && h('span', { class: 'from' }, now), anyLocked && back),
    set.element, gone && h('label', { class: 'small quiet', for: `${id}-gone` }, t('many.removeLabel', { field: field.label })), gone?.element, field.hint && h('p', { class: 'hint' }, field.hint), bad);
  return { field, element,
    /** @returns {Wanted | null} */
    wanted: () => {
      if (giveBack) return { unset: true };
      const value = set.read();
      const names = gone?.read() ?? null;
      const less = names && !words ? names.map((name) => ({ name })) : names;
      if (!grows) return value === null ? null : { set: value };
      return value || less ? { ...(value && { add: value }), ...(less && { remove: less }) } : null;
    },
    /** @param {string} message */
    complain: (message) => {
      replace(bad, icon('circle-alert', 'i-s'), message);
      bad.hidden = false;
      document.getElementById(id)?.focus();
    } };
}

/** @param {Kind} kind @param {string[]} ids @returns {Promise<Metadata[]>} */
function metadataOf(kind, ids) {
  const place = kind === 'series' ? 'series' : 'books';
  return Promise.all(ids.slice(0, LOOKED_AT).map((id) => get(`/api/${place}/${encodeURIComponent(id)}/metadata`)));
}

/**
 * @param {Kind} kind
 * @param {string[]} ids
 * @param {() => void} onChange
 * @returns {Promise<boolean>} whether something was saved
 */
export async function editMany(kind, ids, onChange) {
  const told = await metadataOf(kind, ids);
  let done = false;
  /** @type {ReturnType<typeof manyRow>[]} */
  const rows = [];
  const groups = GROUPS[kind].map(({ title, fields }) => {
    const own = fields.filter(({ key }) => !ALONE.has(key)).map((field) => manyRow(field, nowOf(field, told, told.length === ids.length),
      told.length < ids.length || told.some((one) => one[field.key]?.locked)));
    rows.push(...own);
    return own.length > 0 && h('section', { class: 'meta-group' }, h('h3', null, title), ...own.map(({ element }) => element));
  });
  const bodyOf = () => {
    /** @type {{set: Record<string, any>, add: Record<string, any>, remove: Record<string, any>, unset: string[]}} */
    const body = { set: {}, add: {}, remove: {}, unset: [] };
    for (const { field: { key }, wanted } of rows) {
      const one = wanted();
      if (one?.unset) body.unset.push(key);
      if (one && 'set' in one) body.set[key] = one.set;
      if (one?.add) body.add[key] = one.add;
      if (one?.remove) body.remove[key] = one.remove;
    }
    const parts = Object.entries(body).filter(([, part]) => Object.keys(part).length);
    return parts.length ? Object.fromEntries(parts) : null;
  };
  const save = async () => {
    const body = bodyOf();
    if (!body) return sheet.close();
    await saving(sheet, rows, async () => {
      /** @type {{undo: string | null, changed: number}[]} */
      const answers = [];
      let rest = '';                                       // why not all of them were edited
      try {
        const whole = await inParts(ids, AT_ONCE, async (some) => {
          answers.push(await send('POST', '/api/metadata', { ...(kind === 'series' ? { series_ids: some } : { comic_ids: some }), ...body }));
        });
        if (!whole) rest = t('parts.stopped');
      } catch (error) {
        if (!(error instanceof ApiError) || !answers.length) throw error;
        rest = error.detail;
      }
      const changed = answers.reduce((sum, answer) => sum + answer.changed, 0);
      done = true;
      sheet.close();
      const said = kind === 'series' ? t('many.savedSeries', { n: changed }) : t('many.savedComics', { n: changed });
      saved(rest ? t('parts.sofar', { said, why: rest }) : said, answers.map(({ undo }) => undo), onChange);
      onChange();
    });
  };
  const sheet = openSheet({
    title: kind === 'series' ? t('many.titleSeries', { n: ids.length }) : t('many.titleComics', { n: ids.length }), about: t('many.about'), body: [...groups, suggestions()],
    save: t('editor.save'), onSave: () => void save(), dirty: () => !done && bodyOf() !== null,
  });
  await sheet.closed;
  return done;
}
