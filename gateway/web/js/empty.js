// What an empty page shows: a drawing or an icon, one sentence, one button.

import { isAdmin } from './auth.js';
import { emptyBox } from './brand.js';
import { h, icon } from './dom.js';
import { t } from './i18n.js';
import { scanButton } from './scan-status.js';
import * as state from './state.js';

/** A library without comics. @param {'h1' | 'h2' | 'h3'} [heading] */
export function emptyLibrary(heading = 'h2') {
  const libraries = state.get('libraries') ?? [];
  const admin = isAdmin();
  const reader = t('empty.reader');
  const text = libraries.length ? t('empty.scan')
    : t('empty.folder');
  return h('section', { class: 'empty' }, emptyBox(), h(heading, null, t('empty.title')), h('p', null, admin ? text : reader),
    admin && (libraries.length ? scanButton('btn btn-spot btn-l', t('empty.scanNow'))
      : h('a', { class: 'btn btn-spot btn-l', href: '/admin/libraries' }, icon('folder-plus'), t('empty.addFolder'))));
}
