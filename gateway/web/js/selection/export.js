// Comics as files to download. One file holds up to 200; more come as several files, each with its own link.

import { openDialog } from '../dialog.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { apart } from '../together.js';

const IN_ONE = 200;                      // comics, as the server has it

/** Hands an address to the browser's downloads. @param {string} href */
export function download(href) {
  const link = h('a', { href, download: '' });
  document.body.append(link);
  link.click();
  link.remove();
}

/** Where comics come as one CBZ. @param {string[]} ids @param {string} name */
function exportHref(ids, name) {
  const query = new URLSearchParams(ids.map((id) => ['comic', id]));
  query.set('name', name);
  return `/api/export?${query}`;
}

/**
 * @param {string[]} ids
 * @param {string} name of the file
 */
export function exportComics(ids, name) {
  if (ids.length <= IN_ONE) return download(exportHref(ids, name));
  const of = Math.ceil(ids.length / IN_ONE);
  const links = Array.from({ length: of }, (_, at) => {
    const part = ids.slice(at * IN_ONE, (at + 1) * IN_ONE);
    const sign = h('span', { class: 'menu-end' }, t('export.range', { from: at * IN_ONE + 1, to: at * IN_ONE + part.length }));
    return h('li', null, h('a', { class: 'menu-item', download: '', href: exportHref(part, apart(t('export.fileName', { name, at: at + 1, of }))), onclick: () => {
      replace(sign, icon('check', 'i-s'), t('export.begun'));
    } }, icon('download'), h('span', { class: 'menu-words' }, t('export.part', { at: at + 1, of })), sign));
  });
  openDialog(t('export.title', { n: ids.length }), [h('p', { class: 'quiet' }, t('export.about', { n: of, most: IN_ONE })), h('ol', { class: 'choices' }, ...links),
    h('form', { class: 'dialog-foot', method: 'dialog' }, h('button', { class: 'btn' }, t('lists.close')))]);
}
