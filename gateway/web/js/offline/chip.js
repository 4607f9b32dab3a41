// The chip of the top bar: says that the server does not answer, has refused something, or that comics are being saved.

import { h, icon, replace, ring } from '../dom.js';
import { t } from '../i18n.js';
import * as state from '../state.js';

/** @param {{entry: import('./shelf.js').Saved, at: number, of: number}} saving */
function savingLink({ entry, at, of }) {
  const share = entry.pages ? Math.round((entry.done / entry.pages) * 100) : 0;
  return h('a', { class: 'scan-chip', href: '/offline', 'aria-label': t('offline.savingLabel', { at, of, share }) }, ring(share), h('span', null, t('offline.saving', { at, of })));
}

export function offlineChip() {
  const holder = h('div', { class: 'offline-slot', role: 'status' });
  let said = '';
  state.subscribe(['online', 'saving', 'refused'], ({ online, saving, refused }) => {
    const kind = !online ? 'offline' : refused ? `refused ${refused}` : saving ? `${saving.at}/${saving.of}` : '';
    const share = holder.querySelector('.ring circle + circle');
    if (kind === said && saving && online && !refused && share) {                       // only the ring changes, so that a screen reader does not repeat the words
      const { done, pages } = saving.entry;
      share.setAttribute('stroke-dasharray', `${pages ? Math.round((done / pages) * 100) : 0} 100`);
      return;
    }
    said = kind;
    if (!online) replace(holder, h('a', { class: 'scan-chip', href: '/offline' }, icon('wifi-off'), h('span', null, t('offline.now'))));
    else if (refused) replace(holder, h('a', { class: 'scan-chip', href: '/offline' }, icon('circle-alert'), h('span', null, t('changes.refused', { n: refused }))));
    else replace(holder, saving && savingLink(saving));
  });
  return holder;
}
