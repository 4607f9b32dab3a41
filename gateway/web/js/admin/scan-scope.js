// What is scanned: everything, a library, a category, or one series.

import { get, isAbort, passOverRefusal } from '../api.js';
import { h, replace } from '../dom.js';
import { listed } from '../format.js';
import { t } from '../i18n.js';
import * as state from '../state.js';
import { choice } from './parts.js';

const WAIT = 250;                        // ms after a key until series are looked for

export function scanScope() {
  const libraries = choice('library', [], '', { 'aria-label': t('scan.library') });
  const categories = choice('category', [], '', { 'aria-label': t('scan.category') });
  const names = h('datalist', { id: 'scan-series' });
  const series = h('input', { class: 'input', type: 'search', list: 'scan-series', placeholder: t('scan.oneSeries'), 'aria-label': t('scan.oneSeries'), autocomplete: 'off' });
  /** @type {Map<string, string>} */
  let known = new Map();
  let timer = 0;
  /** @type {AbortController | null} */
  let asking = null;
  const look = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const found = await get('/api/search', { q: series.value, limit: 20 }, { signal: asking.signal });
      known = new Map(found.series.map((/** @type {{id: string, name: string}} */ one) => [one.name, one.id]));
      replace(names, ...[...known.keys()].map((name) => h('option', { value: name })));
    } catch (error) {
      if (isAbort(error)) return;
      passOverRefusal(error);
      known = new Map();                                    // without suggestions the name finds nothing, and that is said
    }
  };
  const mark = () => {
    libraries.disabled = Boolean(series.value.trim());
    categories.disabled = libraries.disabled;
  };
  series.addEventListener('input', () => {
    mark();
    series.setCustomValidity('');
    clearTimeout(timer);
    if (series.value.trim() && !known.has(series.value)) timer = window.setTimeout(look, WAIT);
  });
  const draw = () => {
    const chosen = libraries.value;
    replace(libraries, h('option', { value: '' }, t('scan.allLibraries')), ...(state.get('libraries') ?? []).map(({ id, name }) => h('option', { value: id, selected: id === chosen }, name)));
    const shelf = categories.value;
    replace(categories, h('option', { value: '' }, t('scan.allCategories')), ...(state.get('tree')?.items ?? []).map(({ name }) => h('option', { value: name, selected: name === shelf }, name)));
  };
  draw();
  const element = h('div', { class: 'scan-scope', role: 'group', 'aria-label': t('scan.scope') }, libraries, categories, series, names);
  /** @returns {{scope: import('../scan-status.js').Scope, name: string} | null} null: the series is not known, which the field says */
  const chosen = () => {
    const name = series.value.trim();
    if (name) {
      const id = known.get(series.value) ?? known.get(name);
      if (id) return { scope: { series: id }, name };
      series.setCustomValidity(t('scan.unknownSeries'));
      series.reportValidity();
      return null;
    }
    /** @type {import('../scan-status.js').Scope} */
    const scope = {};
    if (libraries.value) scope.library = libraries.value;
    if (categories.value) scope.category = categories.value;
    return { scope, name: listed([libraries.value && libraries.selectedOptions[0]?.text, categories.value]) };
  };
  return { element, chosen, draw };
}
