// Which level of the settings a change is kept in, where each value comes from, and how one level is put back.

import { h, icon } from '../dom.js';
import { locale, t } from '../i18n.js';
import { toast } from '../toast.js';
import { choice } from './fields.js';
import { LEVELS } from './settings.js';

/** @typedef {import('./types.js').Scope} Scope */
/** @typedef {import('./types.js').Own} Own */
/** @typedef {import('./settings.js').Settings} Settings */

/** @type {Record<Scope, string>} */
const NAMES = { mine: t('reader.forAll'), series: t('reader.forSeries'), device: t('reader.forDevice') };
/** @type {Record<Scope, (series: string) => string>} */
const SAYS = {
  mine: () => t('reader.saysMine'),
  series: (series) => t('reader.saysSeries', { series }),
  device: () => t('reader.saysDevice'),
};
/** @type {Record<keyof Own, string>} */
const SETTINGS = {
  pages: t('reader.pages'), direction: t('reader.directionShort'), fit: t('reader.fit'), wide: t('reader.widePages'), padding: t('reader.padding'), crop: t('reader.crop'),
  cover: t('reader.coverAlone'), brightness: t('reader.brightness'), contrast: t('reader.contrast'), saturation: t('reader.saturation'), sepia: t('reader.sepia'),
  invert: t('reader.invert'), back: t('reader.background'), zones: t('reader.zones'), seconds: t('reader.every'),
};
const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });

/** Beside a setting: that its value is not mine, but of this series or device alone. @param {Settings} settings @param {keyof Own} name */
export function badge(settings, name) {
  const level = settings.levelOf(name);
  return level === 'series' || level === 'device' ? h('span', { class: 'level-mark' }, NAMES[level]) : null;
}

/**
 * @param {Settings} settings
 * @param {string} series
 * @param {() => void} again the sheet and the pages have to change
 */
export function levels(settings, series, again) {
  const back = (/** @type {Scope} */ level) => {
    const undo = settings.reset(level);
    again();
    toast(t('reader.levelReset', { level: NAMES[level] }), { onUndo: () => { undo(); again(); } });
  };
  const row = (/** @type {Scope} */ level) => {
    const names = Object.keys(settings.own(level)).map((name) => SETTINGS[/** @type {keyof Own} */ (name)]);
    return h('div', { class: 'level' }, h('dt', null, NAMES[level]), h('dd', { class: 'quiet small' }, names.length ? list.format(names) : t('reader.levelEmpty')),
      names.length > 0 && h('dd', { class: 'level-reset' }, h('button', { class: 'btn btn-ghost btn-icon', type: 'button', title: t('reader.levelDrop', { level: NAMES[level] }), 'aria-label': t('reader.levelDrop', { level: NAMES[level] }),
        onclick: () => back(level) }, icon('rotate-ccw', 'i-s'))));
  };
  return [
    choice(t('reader.changesFor'), /** @type {[Scope, string][]} */ ([['mine', NAMES.mine], ['series', NAMES.series], ['device', NAMES.device]]), settings.scope,
      (scope) => { settings.scope = scope; again(); }),
    h('p', { class: 'quiet small' }, SAYS[settings.scope](series)),
    h('dl', { class: 'levels', 'aria-label': t('reader.levels') }, LEVELS.map(row)),
  ];
}
