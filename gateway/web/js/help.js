// The sheet of keys, opened by `?`.

import { openDialog } from './dialog.js';
import { h } from './dom.js';

/** @type {{title: string, keys: [string[], string][]}[]} */
const GROUPS = [
  { title: 'Everywhere', keys: [
    [['/'], 'Search'], [['?'], 'These keys'], [['g', 'h'], 'Home'], [['g', 'b'], 'Browse'], [['t'], 'Next theme'], [['Esc'], 'Close what is on top']] },
  { title: 'Covers', keys: [
    [['←', '→', '↑', '↓'], 'Move'], [['Page up', 'Page down'], 'Move by the rows seen'], [['Home', 'End'], 'First, last'], [['Enter'], 'Open'], [['m'], 'Mark a comic as read']] },
  { title: 'Shelves', keys: [[['↑', '↓'], 'Move'], [['→'], 'Open'], [['←'], 'Close']] },
  { title: 'Reader', keys: [
    [['→', 'Space'], 'On'], [['←'], 'Back'], [['[', ']'], 'Issue before, issue after'], [['Home', 'End'], 'First page, last page'], [['1', '2', '3'], 'One page, two, a strip'], [['f'], 'Full screen'], [['?'], 'All its keys, and how to change them'], [['Esc'], 'Leave']] },
];

export function showHelp() {
  if (document.querySelector('dialog[open]')) return;
  openDialog('Keys', [
    h('div', { class: 'keymap' }, ...GROUPS.map(({ title, keys }) => h('section', null, h('h3', null, title),
      h('dl', null, ...keys.map(([names, what]) => h('div', null, h('dt', null, ...names.map((name) => h('kbd', { class: 'k' }, name))), h('dd', null, what))))))),
    h('form', { class: 'dialog-foot', method: 'dialog' }, h('button', { class: 'btn' }, 'Close')),
  ], 'dialog-wide');
}
