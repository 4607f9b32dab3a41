// 'Want to read': everybody's own list, as a switch beside a series or a comic.

import { ApiError, send } from '../api.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { style } from '../style.js';
import { toast } from '../toast.js';
import { loadLists } from './mine.js';

await style('issue');

/**
 * @param {import('../types.js').ItemKind} kind
 * @param {string} id
 * @param {boolean} on whether it is wanted now
 * @returns {HTMLButtonElement}
 */
export function wantButton(kind, id, on) {
  let wanted = on;
  const draw = () => {
    button.setAttribute('aria-pressed', String(wanted));
    button.title = wanted ? t('want.off') : t('want.on');
    replace(button, icon('star', wanted ? 'i-fill' : ''), h('span', { class: 'hide-phone' }, t('want.name')));
    button.setAttribute('aria-label', t('want.name'));
  };
  /** @param {boolean} value */
  const put = async (value) => {
    if (value) await send('POST', '/api/lists/want/items', { ids: [id], kind });
    else await send('DELETE', `/api/lists/want/items/${encodeURIComponent(id)}`);
    wanted = value;
    draw();
    await loadLists();
  };
  const button = h('button', { class: 'btn btn-l btn-toggle', type: 'button', onclick: async () => {
    const before = wanted;
    try {
      await put(!before);
      toast(before ? t('want.removed') : t('want.added'), { onUndo: () => put(before) });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.detail);
    }
  } });
  draw();
  return button;
}
