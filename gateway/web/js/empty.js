// What stands where nothing is: a drawing or an icon, one sentence, one button.

import { isAdmin } from './auth.js';
import { emptyBox } from './brand.js';
import { h, icon } from './dom.js';
import { scanButton } from './scan-status.js';
import * as state from './state.js';

/** A library without comics. @param {'h1' | 'h2'} [heading] */
export function emptyLibrary(heading = 'h2') {
  const libraries = state.get('libraries') ?? [];
  const admin = isAdmin();
  const reader = 'Nobody has put comics into it yet, or none that you may read.';
  const text = libraries.length ? 'Its folders have no comics that are known yet. A scan looks for them.'
    : 'Name the folder where your comics are. Quarterbin reads it, and never writes to it.';
  return h('section', { class: 'empty' }, emptyBox(), h(heading, null, 'The bin is empty'), h('p', null, admin ? text : reader),
    admin && (libraries.length ? scanButton('btn btn-spot btn-l', 'Scan')
      : h('a', { class: 'btn btn-spot btn-l', href: '/libraries' }, icon('folder-plus'), 'Add a folder')));
}
