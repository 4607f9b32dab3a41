// A list of words as tags: Enter or a comma adds one, Backspace in the empty field takes the last one away.

import { announce } from '../announce.js';
import { h, icon, replace } from '../dom.js';
import { t } from '../i18n.js';

/**
 * @param {string} id of the field that is typed in
 * @param {string} label what the words are
 * @param {() => void} onChange
 * @param {{list?: string, terms?: import('../terms.js').Terms}} [options] `list` the id of a datalist with words to choose from; `terms` what is shown for values
 * @returns {{element: HTMLElement, read: () => string[] | null, write: (value: string[] | null) => void}}
 */
export function wordsInput(id, label, onChange, { list, terms } = {}) {
  const shown = (/** @type {string} */ word) => terms?.name(word) ?? word;
  const meant = (/** @type {string} */ text) => terms?.value(text.trim()) ?? text.trim();
  /** @type {string[]} */
  let words = [];
  const box = h('span', { class: 'words-list', role: 'list' });
  const input = h('input', { id, type: 'text', list, autocomplete: 'off', placeholder: t('words.add'), enterkeyhint: 'done' });
  const element = h('div', { class: 'words input', onclick: (/** @type {MouseEvent} */ event) => { if (event.target === element || event.target === box) input.focus(); } }, box, input);

  /** @param {string} word */
  const remove = (word) => {
    words = words.filter((one) => one !== word);
    draw();
    input.focus();
    announce(t('words.removed', { word: shown(word) }));
    onChange();
  };
  const draw = () => replace(box, ...words.map((word) => h('span', { class: 'tag word', role: 'listitem' }, h('span', null, shown(word)),
    h('button', { type: 'button', 'aria-label': t('words.remove', { word: shown(word), label }), onclick: () => remove(word) }, icon('x', 'i-s')))));
  /** @param {string[]} more */
  const add = (more) => {
    const fresh = more.map(meant).filter((word) => word && !words.includes(word));
    input.value = '';
    if (!fresh.length) return;
    words = [...words, ...new Set(fresh)];
    draw();
    onChange();
  };
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' || event.key === ',') {
      if (!input.value.trim() && event.key === 'Enter') return;
      event.preventDefault();
      add([input.value]);
    } else if (event.key === 'Backspace' && !input.value && words.length) remove(words[words.length - 1] ?? '');
  });
  input.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text') ?? '';
    if (!/[,;\n]/.test(text)) return;
    event.preventDefault();
    add(text.split(/[,;\n]/));
  });
  input.addEventListener('change', () => add([input.value]));
  input.addEventListener('input', onChange);
  return {
    element,
    read: () => {
      const typed = meant(input.value);
      const all = typed && !words.includes(typed) ? [...words, typed] : words;
      return all.length ? all : null;
    },
    write: (value) => {
      words = [...(value ?? [])];
      input.value = '';
      draw();
    },
  };
}
