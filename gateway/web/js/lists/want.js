// 'Want to read': everybody's own list, as a switch beside a series or a comic.

import { ApiError, passOverRefusal } from '../api.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';
import { style } from '../style.js';
import { toast } from '../toast.js';
import { told } from '../progress.js';
import { changeOf, isOn, putOn, takeOff } from '../offline/lists.js';
import { loadLists } from './mine.js';

style('issue');

/**
 * @param {import('../types.js').ItemKind} kind
 * @param {import('../offline/lists.js').Item} item
 * @param {boolean} on whether it is wanted, as the server says
 * @param {string} name
 * @returns {HTMLButtonElement}
 */
export function wantButton(kind, item, on, name) {
  const { id } = item;
  const list = { id: 'want', name: t('lists.want') };
  let wanted = isOn(list.id, id, on);
  const draw = () => {
    button.setAttribute('aria-pressed', String(wanted));
    button.title = wanted ? t('want.off') : t('want.on');
    replace(button, icon('star', wanted ? 'i-fill' : ''), h('span', { class: 'hide-phone' }, t('want.name')));
    button.setAttribute('aria-label', t('want.name'));
  };
  /** @param {boolean} value @returns {Promise<boolean>} whether it waits here */
  const put = async (value) => {
    const show = (/** @type {boolean} */ now) => {
      wanted = now;
      draw();
    };
    show(value);
    const outcome = await (value ? putOn(list, kind, [id], name, { item }) : takeOff(list, kind, { id, name }));
    if (outcome && 'error' in outcome) {
      show(!value);
      throw outcome.error;
    }
    if (outcome) void loadLists().catch(passOverRefusal);           // only the numbers among the shelves
    return outcome === null && changeOf(list.id, id) !== null;
  };
  const button = h('button', { class: 'btn btn-l btn-toggle', type: 'button', onclick: async () => {
    const before = wanted;
    try {
      const waits = await put(!before);
      toast(told(before ? t('want.removed') : t('want.added'), waits), { onUndo: () => put(before) });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.detail);
    }
  } });
  draw();
  return button;
}
