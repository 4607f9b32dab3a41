// The sheet of settings: only what has an effect on how one reads now.

import { h, icon } from '../dom.js';
import { duration, number, plural } from '../format.js';
import { t } from '../i18n.js';
import { choice, slider, swatches, toggle } from './fields.js';
import { badge, levels } from './levels.js';
import { RANGES } from './options.js';
import { ZONE_NAMES } from './zones.js';

/** @typedef {import('./types.js').Look} Look */
/** @typedef {import('./conductor.js').Reader} Reader */

/** @type {[import('./types.js').Wide, string][]} */
const WIDE = [['whole', t('reader.whole')], ['split', t('reader.halves')], ['turn', t('reader.turned')]];
const TONES = /** @type {const} */ ([[t('reader.brightness'), 'brightness'], [t('reader.contrast'), 'contrast'], [t('reader.saturation'), 'saturation'], [t('reader.sepia'), 'sepia']]);

/**
 * @param {Reader} reader
 * @param {{again: () => void, notes: () => void, keys: () => void, shift: () => void}} on again: the sheet itself has to change
 * @returns {import('../dom.js').Child[]}
 */
export function settingsContent(reader, on) {
  const { settings, reading, habits } = reader;
  const { look } = settings;
  const { mode, fit } = reader.view.stage.dress;
  const series = reading?.issue.series ?? '';
  const change = (/** @type {Partial<Look>} */ patch, shape = false) => {
    settings.set(patch);
    reader.applyLook();
    if (shape) on.again();
  };
  const strip = mode === 'scroll';
  const from = (/** @type {keyof import('./types.js').Own} */ name) => badge(settings, name);
  return [
    choice(t('reader.pages'), [['one', t('reader.oneShort'), 'file'], ['two', t('reader.twoShort'), 'book-open'], ['scroll', t('reader.scroll'), 'scroll']], mode, (pages) => change({ pages }, true), { from: from('pages') }),
    !strip && choice(t('reader.directionShort'), [['ltr', t('reader.ltr')], ['rtl', t('reader.rtl')]], settings.direction,
      (direction) => { settings.setDirection(direction); reader.applyLook(); on.again(); }, { hint: t('reader.keptFor', { series }) }),
    !strip && choice(t('reader.fit'), [['width', t('reader.width')], ['height', t('reader.height')], ['both', t('reader.both')], ['original', t('reader.originalShort')]], fit, (value) => change({ fit: value }, true), { from: from('fit') }),
    !strip && choice(t('reader.widePages'), WIDE.filter(([wide]) => wide !== 'split' || mode === 'one'), look.wide === 'split' && mode === 'two' ? 'whole' : look.wide,
      (wide) => change({ wide }, true), { hint: t('reader.turnedHint'), from: from('wide') }),
    strip && h('div', { class: 'tones', onchange: on.again }, slider(t('reader.padding'), { value: look.padding ?? 0, range: [0, 40], step: 1 }, (padding) => change({ padding }), from('padding'))),
    toggle(t('reader.crop'), look.crop, (crop) => change({ crop }, true), { from: from('crop') }),
    mode === 'two' && toggle(t('reader.coverAlone'), look.cover, (cover) => change({ cover }, true), { from: from('cover') }),
    mode === 'two' && h('button', { class: 'btn', type: 'button', onclick: on.shift }, t('reader.shift')),
    h('hr'),
    h('div', { class: 'tones', onchange: on.again }, TONES.map(([label, name]) => slider(label, { value: look[name], range: RANGES[name] }, (value) => change({ [name]: value }), from(name)))),
    toggle(t('reader.invert'), look.invert, (invert) => change({ invert }, true), { from: from('invert') }),
    swatches(/** @type {const} */ ([['black', t('reader.black')], ['grey', t('reader.grey')], ['paper', t('reader.paper')], ['white', t('reader.white')]]), look.back, (back) => change({ back }, true), from('back')),
    h('hr'),
    choice(t('reader.zones'), ZONE_NAMES, look.zones, (zones) => { change({ zones }, true); reader.zones.show(true); }, { from: from('zones') }),
    toggle(t('reader.auto'), habits.auto.on, () => { reader.toggleAuto(); on.again(); }),
    h('div', { class: 'tones', onchange: on.again }, slider(t('reader.every'), { value: look.seconds, range: [5, 120], text: (n) => `${number(n)}${t('reader.secondsUnit')}` }, (seconds) => change({ seconds }), from('seconds'))),
    toggle(t('reader.incognito'), habits.incognito, (value) => habits.setIncognito(value), { hint: t('reader.incognitoHint') }),
    h('div', { class: 'actions' },
      h('button', { class: 'btn', type: 'button', onclick: on.notes }, bookmarksLabel(reading?.bookmarks.list.length ?? 0)),
      h('button', { class: 'btn', type: 'button', onclick: on.keys }, t('reader.keys')),
      reading && h('button', { class: 'btn', type: 'button', onclick: () => void save(reading.issue.id) }, icon('download', 'i-s'), t('offline.save'))),
    h('hr'),
    levels(settings, series, () => { reader.applyLook(); on.again(); }),
    habits.seconds >= 60 && h('p', { class: 'quiet small num' }, t('issue.readFor', { time: duration(habits.seconds) })),
  ];
}

/** @param {string} id of the issue */
async function save(id) {
  const { saveOffline } = await import('../offline/save.js');
  await saveOffline({ comic_ids: [id] });
}

/** @param {number} count */
const bookmarksLabel = (count) => (count ? plural(count, 'bookmark') : t('reader.bookmarks'));
