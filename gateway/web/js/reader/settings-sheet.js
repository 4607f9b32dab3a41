// The sheet of settings: only what has an effect on how one reads now.

import { h } from '../dom.js';
import { duration, plural } from '../format.js';
import { choice, slider, swatches, toggle } from './fields.js';
import { RANGES } from './options.js';
import { ZONE_NAMES } from './zones.js';

/** @typedef {import('./types.js').Look} Look */
/** @typedef {import('./types.js').Scope} Scope */
/** @typedef {import('./conductor.js').Reader} Reader */

/** @type {[import('./types.js').Wide, string][]} */
const WIDE = [['whole', 'Whole'], ['split', 'Halves'], ['turn', 'Turned']];
const TONES = /** @type {const} */ ([['Brightness', 'brightness'], ['Contrast', 'contrast'], ['Saturation', 'saturation'], ['Sepia', 'sepia']]);

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
  return [
    choice('Pages', [['one', 'One', 'file'], ['two', 'Two', 'book-open'], ['scroll', 'Scroll', 'scroll']], mode, (pages) => change({ pages }, true)),
    !strip && choice('Direction', [['ltr', 'Left to right'], ['rtl', 'Right to left']], settings.direction,
      (direction) => { settings.setDirection(direction); reader.applyLook(); }, `kept for ${series}`),
    !strip && choice('Fit', [['width', 'Width'], ['height', 'Height'], ['both', 'Both'], ['original', 'Original']], fit, (value) => change({ fit: value })),
    !strip && choice('Wide pages', WIDE.filter(([wide]) => wide !== 'split' || mode === 'one'), look.wide === 'split' && mode === 'two' ? 'whole' : look.wide,
      (wide) => change({ wide }), 'turned on a tall screen'),
    strip && h('div', { class: 'tones' }, slider('Side padding', { value: look.padding ?? 0, range: [0, 40], step: 1 }, (padding) => change({ padding }))),
    toggle('Crop borders', look.crop, (crop) => change({ crop })),
    mode === 'two' && toggle('Cover stands alone', look.cover, (cover) => change({ cover })),
    mode === 'two' && h('button', { class: 'btn', type: 'button', onclick: on.shift }, 'Shift the pairs by one'),
    h('hr'),
    h('div', { class: 'tones' }, TONES.map(([label, name]) => slider(label, { value: look[name], range: RANGES[name] }, (value) => change({ [name]: value })))),
    toggle('Invert', look.invert, (invert) => change({ invert })),
    swatches(/** @type {const} */ (['black', 'grey', 'paper', 'white']), look.back, (back) => change({ back })),
    h('hr'),
    choice('Where to press', ZONE_NAMES, look.zones, (zones) => { change({ zones }); reader.zones.show(true); }),
    toggle('Turn by itself', habits.auto.on, () => { reader.toggleAuto(); on.again(); }),
    h('div', { class: 'tones' }, slider('Every', { value: look.seconds, range: [5, 120], unit: ' s' }, (seconds) => change({ seconds }))),
    toggle('Incognito', habits.incognito, (value) => habits.setIncognito(value), 'Your place is not kept, here or on the server.'),
    h('div', { class: 'actions' },
      h('button', { class: 'btn', type: 'button', onclick: on.notes }, bookmarksLabel(reading?.bookmarks.list.length ?? 0)),
      h('button', { class: 'btn', type: 'button', onclick: on.keys }, 'Keys')),
    h('hr'),
    choice('Changes are for', /** @type {[Scope, string][]} */ ([['mine', 'All I read'], ['series', 'This series'], ['device', 'This device']]), settings.scope,
      (scope) => { settings.scope = scope; on.again(); }),
    h('p', { class: 'quiet small' }, SAYS[settings.scope](series)),
    settings.differs && h('button', { class: 'btn', type: 'button', onclick: () => { settings.useMine(); reader.applyLook(); on.again(); } }, 'Use mine'),
    habits.seconds >= 60 && h('p', { class: 'quiet small num' }, `Read for ${duration(habits.seconds)}, as this device knows.`),
  ];
}

/** @param {number} count */
const bookmarksLabel = (count) => (count ? plural(count, 'bookmark') : 'Bookmarks');

/** @type {Record<Scope, (series: string) => string>} */
const SAYS = {
  mine: () => 'What you change holds wherever you are logged in.',
  series: (series) => `What you change holds for ${series}, wherever you are logged in.`,
  device: () => 'What you change holds on this device, whatever you read.',
};
