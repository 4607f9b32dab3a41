// Another page as the cover of a comic: small pictures of its pages to choose from, and the way back to the usual one.

import { get, send } from '../api.js';
import { h } from '../dom.js';
import { pageLabel } from '../format.js';
import { t } from '../i18n.js';
import { saving } from '../metadata/saving.js';
import { openSheet } from '../metadata/sheet.js';
import { thumbUrl } from '../reader/issue.js';
import { reload } from '../router.js';
import { toast } from '../toast.js';

/**
 * @param {{id: string, title: string, cover_page: number | null}} book
 * @returns {Promise<void>} ends when the choice is made or given up
 */
export async function chooseCover({ id, title, cover_page: before }) {
  const [issue, { pages }] = await Promise.all([get(`/api/read/${encodeURIComponent(id)}`), get(`/api/read/${encodeURIComponent(id)}/pages`)]);
  let chosen = before;
  const path = `/api/cover/${encodeURIComponent(id)}`;
  const put = (/** @type {number | null} */ page) => (page === null ? send('DELETE', `${path}/choice`) : send('PUT', path, { page }));
  const choices = Array.from({ length: pages }, (_, page) => h('label', { class: 'cover-choice' },
    h('input', { type: 'radio', name: 'page', value: page, checked: page === before, 'aria-label': pageLabel(page, pages), onchange: () => { chosen = page; sheet.complain(''); } }),
    h('img', { src: thumbUrl(issue, page), alt: '', loading: 'lazy', decoding: 'async' }), h('span', { class: 'small num', 'aria-hidden': 'true' }, page + 1)));
  /** @param {number | null} page @param {string} text */
  const keep = async (page, text) => {
    await saving(sheet, [], async () => {
      await put(page);
      sheet.close();
      toast(text, { onUndo: async () => {
        await put(before);
        reload();
      } });
      reload();
    });
  };
  const usual = h('button', { class: 'btn btn-ghost', type: 'button', onclick: () => void keep(null, t('cover-pick.usualDone')) }, t('cover-pick.usual'));
  const sheet = openSheet({
    title: t('cover-pick.title', { title }), about: t('cover-pick.about'), save: t('cover-pick.save'), extra: usual, dirty: () => false,
    body: [h('div', { class: 'page-grid cover-choices', role: 'radiogroup', 'aria-label': t('cover-pick.pages') }, ...choices)],
    onSave: () => {
      if (chosen === null) return sheet.complain(t('cover-pick.choose'));
      void keep(chosen, t('cover-pick.done', { page: pageLabel(chosen, null) }));
    },
  });
  await sheet.closed;
}
