// The sheet of keys, opened by `?`.

import { openDialog } from './dialog.js';
import { h } from './dom.js';
import { t } from './i18n.js';

/** @type {{title: string, keys: [string[], string][]}[]} */
const GROUPS = [
  { title: t('help.everywhere'), keys: [
    [['/'], t('help.search')], [['?'], t('help.theseKeys')], [['g', 'h'], t('help.home')], [['g', 'b'], t('help.browse')], [['t'], t('help.theme')], [[t('key.escape')], t('help.close')]] },
  { title: t('help.covers'), keys: [
    [['←', '→', '↑', '↓'], t('help.move')], [[t('key.pageUp'), t('key.pageDown')], t('help.moveRows')], [[t('key.home'), t('key.end')], t('help.ends')], [[t('key.enter')], t('help.open')], [['m'], t('help.markRead')], [['l'], t('help.addToList')], [['i'], t('help.about')], [['x'], t('help.pick')],
    [[t('help.shift'), '← → ↑ ↓'], t('help.pickMore')], [['Alt', 'A'], t('help.letter')]] },
  { title: t('help.shelves'), keys: [[['↑', '↓'], t('help.move')], [['→'], t('help.open')], [['←'], t('help.fold')]] },
  { title: t('help.reader'), keys: [
    [['→', t('key.space')], t('help.on')], [['←'], t('help.back')], [['[', ']'], t('help.issues')], [[t('key.home'), t('key.end')], t('help.pageEnds')], [['1', '2', '3'], t('help.modes')], [['f'], t('help.fullscreen')], [['?'], t('help.all')], [[t('key.escape')], t('help.leave')]] },
];

export function showHelp() {
  if (document.querySelector('dialog[open]')) return;
  openDialog(t('reader.keys'), [
    h('div', { class: 'keymap' }, ...GROUPS.map(({ title, keys }) => h('section', null, h('h3', null, title),
      h('dl', null, ...keys.map(([names, what]) => h('div', null, h('dt', null, ...names.map((name) => h('kbd', { class: 'k' }, name))), h('dd', null, what))))))),
    h('form', { class: 'dialog-foot', method: 'dialog' }, h('button', { class: 'btn' }, t('reader.close'))),
  ], 'dialog-wide');
}
