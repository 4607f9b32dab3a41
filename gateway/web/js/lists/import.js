// A reading list from a CBL file, with the books of it that are not here.

import { ApiError, request } from '../api.js';
import { openDialog } from '../dialog.js';
import { h, icon } from '../dom.js';
import { t } from '../i18n.js';
import { navigate } from '../router.js';
import { toast } from '../toast.js';
import { listHref, loadLists } from './mine.js';

/**
 * @typedef {{position: number, series: string, number: string, volume: string, year: string}} Wanted
 * @typedef {{list: import('../types.js').List, found: number, not_found: Wanted[]}} Imported
 */

/** @param {Wanted} wanted */
function wantedName({ series, number, volume, year }) {
  const name = number ? t('name.seriesIssue', { series, label: t('name.issue', { no: number }) }) : series;
  const when = year || volume;
  return when ? t('lists.wantedOf', { name, year: when }) : name;
}

/** @param {Imported} imported */
async function report({ list, found, not_found: wanted }) {
  const total = found + wanted.length;
  const { closed } = openDialog(t('lists.imported', { name: list.name }), [
    h('p', { class: 'quiet' }, t('lists.foundOf', { n: found, total })),
    h('section', { class: 'block' }, h('h3', null, t('lists.notFound', { n: wanted.length })),
      h('ol', { class: 'wanted', tabindex: 0 }, ...wanted.map((one) => h('li', { value: one.position + 1 }, wantedName(one))))),
    h('form', { class: 'dialog-foot', method: 'dialog' }, h('button', { class: 'btn', value: '' }, t('lists.close')),
      h('button', { class: 'btn btn-spot', value: 'open' }, t('lists.open'))),
  ], 'dialog-wide');
  if (await closed === 'open') navigate(listHref(list));
}

/** @param {File} file */
async function take(file) {
  try {
    const answer = await request('/api/lists/import', { method: 'POST', body: file, headers: { 'Content-Type': 'application/xml', Accept: 'application/json' } });
    /** @type {Imported} */
    const imported = await answer.json();
    await loadLists();
    if (imported.not_found.length) return report(imported);
    navigate(listHref(imported.list));
    toast(t('lists.allFound', { n: imported.found }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.detail);
  }
}

/** The button that asks for a file. */
export function importButton() {
  const input = h('input', { type: 'file', accept: '.cbl,.xml', class: 'sr', tabindex: -1, 'aria-hidden': 'true', onchange: async () => {
    const file = input.files?.[0];
    input.value = '';
    if (file) await take(file);
  } });
  return h('span', null, input, h('button', { class: 'btn', type: 'button', onclick: () => input.click() }, icon('upload'), t('lists.import')));
}
