// What can be set about reading, with what each choice starts as; and the border at which anything kept is checked.

/** @typedef {import('./types.js').Look} Look */
/** @typedef {import('./types.js').Own} Own */

/** @type {Look} */
export const PLAIN = {
  pages: null, fit: null, cover: true, wide: 'whole', crop: false, padding: null, zones: 'sides', back: 'black',
  brightness: 100, contrast: 100, saturation: 100, sepia: 0, invert: false, seconds: 20,
};

/** @type {Record<string, readonly string[]>} */
const CHOICES = {
  pages: ['one', 'two', 'scroll'], fit: ['width', 'height', 'both', 'original'], wide: ['whole', 'split', 'turn'],
  zones: ['sides', 'corner', 'low', 'thumb', 'off'], back: ['black', 'grey', 'paper', 'white'], direction: ['ltr', 'rtl'],
};
/** @type {Record<string, readonly [number, number]>} least and most; percent, `seconds` in seconds */
export const RANGES = { brightness: [50, 150], contrast: [50, 150], saturation: [0, 200], sepia: [0, 100], padding: [0, 40], seconds: [5, 120] };
const SWITCHES = ['cover', 'crop', 'invert'];

/**
 * Only what is right; storage may hold anything.
 * @param {any} kept
 * @returns {Own}
 */
export function checked(kept) {
  /** @type {Record<string, unknown>} */
  const own = {};
  for (const [name, choices] of Object.entries(CHOICES)) if (choices.includes(kept?.[name])) own[name] = kept[name];
  for (const [name, [least, most]] of Object.entries(RANGES)) {
    if (Number.isInteger(kept?.[name]) && kept[name] >= least && kept[name] <= most) own[name] = kept[name];
  }
  for (const name of SWITCHES) if (typeof kept?.[name] === 'boolean') own[name] = kept[name];
  return own;
}
