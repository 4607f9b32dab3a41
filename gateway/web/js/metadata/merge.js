// Series put together, and comics set apart as a series of their own; both can be undone.

import { ApiError, get, send } from '../api.js';
import { cover } from '../cover.js';
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { navigate, reload } from '../router.js';
import { style, styled } from '../style.js';
import { saved, saving } from './saving.js';
import { openSheet } from './sheet.js';

style('care');

/** @typedef {import('../types.js').Series} Series */

/**
 * @param {Series} series
 * @param {string} name of the choice
 * @param {boolean} chosen
 * @param {() => void} onchange
 */
function choice(series, name, chosen, onchange) {
  return h('label', { class: 'pick-row' }, h('input', { type: 'radio', name, value: series.id, checked: chosen, onchange }), cover(series),
    h('span', null, h('b', null, series.name), h('span', { class: 'small quiet' }, t('merge.row', { n: series.issue_count, shelf: series.subcategory ?? series.category }))));
}

/** @param {string} into @param {string[]} from @param {string} name @param {() => void} onChange */
async function merge(into, from, name, onChange) {
  const { undo, moved } = await send('POST', '/api/series/merge', { into, from });
  saved(t('merge.done', { n: moved, name }), [undo], onChange);
  onChange();
}

/**
 * Puts series together. Of several, one is chosen into which the others go; a single one goes into one that is looked for.
 * @param {string[]} ids of series
 * @param {{onChange?: () => void}} [options] as for openEditor
 * @returns {Promise<boolean>} whether they were put together
 */
export async function openMerge(ids, { onChange } = {}) {
  await styled();
  /** @type {Series[]} */
  let given;
  try {
    given = await Promise.all(ids.map((id) => get(`/api/series/${encodeURIComponent(id)}`)));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    sayTrouble(error);
    return false;
  }
  const [first] = given;
  if (!first) return false;
  let done = false;
  const largest = given.reduce((most, one) => (one.issue_count > most.issue_count ? one : most), first);
  /** @type {Series | null} */
  let into = given.length > 1 ? largest : null;
  const list = h('div', { class: 'picks', role: 'radiogroup', 'aria-label': t('merge.into') });
  const draw = (/** @type {Series[]} */ found) => replace(list, ...found.map((one) => choice(one, 'into', one.id === into?.id, () => { into = one; sheet?.complain(''); })));
  const save = async () => {
    if (!into) return sheet?.complain(t('merge.choose'));
    const target = into;
    const open = sheet;
    if (open) await saving(open, [], async () => {
      const from = given.filter(({ id }) => id !== target.id).map(({ id }) => id);
      await merge(target.id, from, target.name, onChange ?? (given.length > 1 ? reload : () => navigate(`/series/${target.id}`)));
      done = true;
      open.close();
    });
  };
  const single = given.length === 1;
  /** @type {import('./sheet.js').Sheet | null} */
  const sheet = openSheet({
    title: single ? t('merge.titleOne', { name: first.name }) : t('merge.title', { n: given.length }), about: t('merge.about'),
    body: [single && searchFor(first, draw), list], save: t('merge.save'), onSave: () => void save(), dirty: () => false, small: true,
  });
  if (!single) draw(given);
  await sheet.closed;
  return done;
}

/** @param {ApiError} error */
function sayTrouble(error) {
  saved(error.detail, [], () => {});
}

/**
 * A field that looks for series of the same library.
 * @param {Series} first the one that goes into another
 * @param {(found: Series[]) => void} draw
 */
function searchFor(first, draw) {
  let asked = 0;
  const said = h('p', { class: 'small quiet', role: 'status' });
  const look = async (/** @type {string} */ q) => {
    asked += 1;
    const mine = asked;
    try {
      const { items } = await get('/api/series', { q, library: first.library_id, limit: 30 });
      if (mine !== asked) return;
      const found = items.filter((/** @type {Series} */ one) => one.id !== first.id);
      draw(found);
      said.textContent = found.length ? '' : t('merge.none');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      said.textContent = error.detail;
    }
  };
  const words = first.name.split(/\s+/)[0] ?? '';
  const input = h('input', { class: 'input', type: 'search', id: 'merge-q', value: words, autocomplete: 'off', oninput: () => void look(input.value),
    onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Enter') event.preventDefault(); } });
  void look(words);
  return h('div', { class: 'field' }, h('label', { for: 'merge-q' }, t('merge.find')), input, said);
}

/**
 * Sets comics of a series apart as a new one.
 * @param {{id: string, name: string}} series
 * @param {string[]} comics
 * @param {{onChange?: (series: string) => void}} [options] `onChange` gets the series where they are now
 * @returns {Promise<boolean>} whether they were set apart
 */
export async function openSplit(series, comics, { onChange = (one) => navigate(`/series/${one}`) } = {}) {
  await styled();
  let done = false;
  const input = h('input', { class: 'input', type: 'text', id: 'split-name', maxlength: 200, autocomplete: 'off', value: `${series.name} 2` });
  const save = async () => {
    const name = input.value.trim();
    if (!name) {
      sheet.complain(t('split.nameless'));
      return input.focus();
    }
    await saving(sheet, [], async () => {
      const answer = await send('POST', `/api/series/${encodeURIComponent(series.id)}/split`, { comic_ids: comics, name });
      done = true;
      sheet.close();
      saved(t('split.done', { n: answer.moved, name }), [answer.undo], () => onChange(series.id));
      onChange(answer.series_id);
    });
  };
  const sheet = openSheet({
    title: t('split.title', { n: comics.length }), about: t('split.about', { name: series.name }),
    body: [h('div', { class: 'field' }, h('label', { for: 'split-name' }, t('split.name')), input)], save: t('split.save'), onSave: () => void save(), dirty: () => false, small: true,
  });
  input.select();
  await sheet.closed;
  return done;
}
