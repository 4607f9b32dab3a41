// The choice of theme: kept on the device for the first paint, and with the account for the next device.

import { passOverRefusal } from './api.js';
import { h } from './dom.js';
import { t } from './i18n.js';
import { keep } from './keep.js';
import * as preferences from './preferences.js';
import * as state from './state.js';

/** @typedef {'ink' | 'paper' | 'eink'} Theme */

/** @type {{value: Theme, label: string}[]} */
const THEMES = [{ value: 'ink', label: t('theme.ink') }, { value: 'paper', label: t('theme.paper') }, { value: 'eink', label: t('theme.eink') }];

/** @param {unknown} value @returns {value is Theme} */
function isTheme(value) {
  return THEMES.some((theme) => theme.value === value);
}

/** @param {Theme} theme */
function show(theme) {
  document.documentElement.dataset.theme = theme;
  keep('quarterbin.theme', theme);
  const ground = getComputedStyle(document.documentElement).getPropertyValue('--bg').trim();
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', ground);
  state.set({ theme });
}

/** Takes over the account's theme after a login. */
export async function adopt() {
  const here = document.documentElement.dataset.theme;
  if (isTheme(here)) show(here);
  const { theme } = await preferences.load();
  if (isTheme(theme) && theme !== here) show(theme);
}

/** @param {Theme} theme */
function choose(theme) {
  show(theme);
  preferences.patch({ theme }).catch(passOverRefusal);   // the device has it; the account gets it with the next change
}

/** The next of the three, for the key `t`. */
export function nextTheme() {
  const at = THEMES.findIndex((theme) => theme.value === state.get('theme'));
  const next = THEMES[(at + 1) % THEMES.length];
  if (next) choose(next.value);
}

/** The switch of the user menu. */
export function themeSwitch() {
  const seg = h('div', { class: 'seg seg-wide', role: 'radiogroup', 'aria-label': t('theme.theme') }, ...THEMES.map(({ value, label }) =>
    h('label', null, h('input', { type: 'radio', name: 'theme', value, onchange: () => choose(value) }), label)));
  const mark = () => {
    for (const input of seg.querySelectorAll('input')) input.checked = input.value === state.get('theme');
  };
  state.follow(seg, ['theme'], mark);
  mark();
  return seg;
}
