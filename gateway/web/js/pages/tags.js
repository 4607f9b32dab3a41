// Tags and genres: what there is of each, and for administrators the ways to put together, rename and hide them.

import { get } from '../api.js';
import { isAdmin } from '../auth.js';
import { withBones } from '../bones.js';
import { nothing, roomHead } from '../care/listing.js';
import { drawRules, shownAgain, tagActions } from '../care/tag-rules.js';
import { h, icon, replace } from '../dom.js';
import { number } from '../format.js';
import { locale, t } from '../i18n.js';
import { setQuery, setTitle } from '../router.js';
import { browseHref } from '../series/hero.js';
import { style } from '../style.js';

style('care');
style('issue');

/** @typedef {import('../care/tag-rules.js').TagKind} TagKind */
/** @typedef {import('../care/tag-rules.js').Rule} Rule */
/** @typedef {{value: string, count: number}} Tag */

const MOST = 1000;

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal, query }) {
  setTitle(t('tags.title'));
  /** @type {TagKind} */
  let kind = query.get('kind') === 'genre' ? 'genre' : 'tag';
  let sought = query.get('q') ?? '';
  /** @type {{tag: Tag[], genre: Tag[], rules: Rule[]}} */
  let known = { tag: [], genre: [], rules: [] };
  /** @type {Set<string>} */
  const chosen = new Set();
  const fetchAll = async () => {
    const [{ fields }, { items }] = await Promise.all([get('/api/series/filters', { limit: MOST }, { signal }), get('/api/tags', {}, { signal })]);
    known = { tag: fields.tag ?? [], genre: fields.genre ?? [], rules: items };
  };
  await withBones(main, fetchAll(), signal);

  const list = h('ul', { class: 'tag-list' });
  const rules = h('div');
  const foot = h('div');
  const bar = h('div', { class: 'tag-bar', hidden: true });
  const { element, count } = roomHead(t('tags.title'), isAdmin() ? t('tags.about') : t('tags.aboutReader'));

  const refresh = async () => {
    chosen.clear();
    await fetchAll();
    draw();
  };
  const drawBar = () => {
    bar.hidden = !chosen.size;
    replace(bar, h('strong', { role: 'status' }, t('pick.count', { n: chosen.size })), ...tagActions(kind, [...chosen], known.rules, refresh),
      h('button', { class: 'btn btn-ghost btn-icon', type: 'button', 'aria-label': t('pick.stop'), onclick: () => { chosen.clear(); draw(); } }, icon('x')));
  };
  /** @param {Tag} tag */
  const row = ({ value, count: n }) => {
    /** @type {HTMLInputElement | null} */
    const box = !isAdmin() ? null : h('input', { class: 'check', type: 'checkbox', 'aria-label': value, checked: chosen.has(value), onchange: () => {
      if (box?.checked) chosen.add(value);
      else chosen.delete(value);
      drawBar();
    } });
    return h('li', null, box, h('a', { class: 'link-row', href: browseHref({ [kind]: value }) }, value), h('span', { class: 'num small faint' }, number(n)));
  };
  const draw = () => {
    const plain = sought.trim().toLocaleLowerCase(locale);
    const shown = known[kind].filter(({ value }) => !plain || value.toLocaleLowerCase(locale).includes(plain));
    replace(list, ...[...shown].sort((a, b) => a.value.localeCompare(b.value, locale)).map(row));
    list.hidden = !shown.length;
    count.textContent = kind === 'tag' ? t('tags.count', { n: known.tag.length }) : t('tags.countGenres', { n: known.genre.length });
    replace(foot, !shown.length && (plain ? nothing('search-x', t('tags.noMatch'), t('tags.noMatchHint')) : nothing('tag', t('tags.none'), t('tags.noneHint'))),
      shown.length > 0 && known[kind].length >= MOST && h('p', { class: 'quiet small' }, t('tags.mostShown', { n: MOST })));
    replace(rules, isAdmin() && drawRules(kind, known.rules, (rule) => shownAgain(rule, refresh)));
    drawBar();
  };
  const address = () => {
    const next = new URLSearchParams();
    if (kind === 'genre') next.set('kind', kind);
    if (sought) next.set('q', sought);
    setQuery(next);
  };
  /** @param {TagKind} value @param {string} label */
  const radio = (value, label) => h('label', null, h('input', { type: 'radio', name: 'kind', value, checked: kind === value, onchange: () => { kind = value; chosen.clear(); address(); draw(); } }), label);
  const field = h('input', { class: 'input', type: 'search', placeholder: t('tags.find'), 'aria-label': t('tags.find'), value: sought, oninput: () => { sought = field.value; address(); draw(); } });
  draw();
  replace(main, element, h('div', { class: 'care-tools' }, h('div', { class: 'seg', role: 'radiogroup', 'aria-label': t('tags.kind') }, radio('tag', t('field.tags')), radio('genre', t('field.genres'))), field), bar, list, foot, rules);
}
