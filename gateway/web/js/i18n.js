// What the app says, in the language of whoever reads it. Every sentence lives in locales/LANGUAGE.json; numbers, dates
// and plurals follow the language by Intl. The catalogue is there before this module runs: js/start.js sees to it.

import { between, together } from './together.js';
import { catalogue, KEPT, kept, LACKS, LANGUAGES, wanted, words } from './words.js';

/** @typedef {Record<string, string | number>} Values */

export { catalogue, LANGUAGES };

const { own, english } = words;
const messages = { ...english, ...own };

/** `language` has a catalogue; `locale` may say more ("de-CH") and is what Intl gets. */
export const { language, locale } = own ? wanted : { language: 'en', locale: 'en' };
/** The language that was wanted and did not come, as it calls itself; else null. */
export const missed = own ? null : LANGUAGES[/** @type {keyof typeof LANGUAGES} */ (wanted.language)];
document.documentElement.lang = language;
// The app as it is installed, in that language too; the page itself names the English one.
if (language !== 'en') document.querySelector('link[rel=manifest]')?.setAttribute('href', `/locales/${language}.webmanifest`);

const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale);

/**
 * Keeps another language on this device and shows the app anew in it; '' follows the browser.
 * @param {string} tag
 */
export function setLanguage(tag) {
  if (tag) localStorage.setItem(KEPT, tag);
  else localStorage.removeItem(KEPT);
  location.reload();
}

/** The language that was chosen here, or '' for the browser's own. */
export function chosenLanguage() {
  return kept ?? '';
}

/** A catalogue of another build may lack a sentence: the app begins anew, once, in its newest build and with English beneath. */
function beginAnew() {
  if (sessionStorage.getItem(LACKS) === language) return;
  sessionStorage.setItem(LACKS, language);
  catalogue('en').then(() => location.reload(), () => {});  // no network: another time
}

/** @param {string} key @param {Record<string, unknown>} values */
function textOf(key, values) {
  const message = messages[key];
  if (message === undefined) {
    beginAnew();
    return key;
  }
  if (typeof message === 'string') return message;
  return message[plurals.select(Number(values.n))] ?? message.other ?? key;
}

/**
 * A sentence: `t('list.count', { n: 3 })`. Values stand in braces, `{n}`; numbers are written as the language does.
 * @param {string} key
 * @param {Values} [values]
 */
export function t(key, values = {}) {
  return together(textOf(key, values).replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? numbers.format(value) : value;
  }));
}

/**
 * The same around elements: `parts('login.as', { name: h('b', null, name) })`, for `h(...)` to take.
 * @param {string} key
 * @param {Record<string, string | number | Node>} values
 * @returns {(string | Node)[]}
 */
export function parts(key, values) {
  const pieces = textOf(key, values).split(/\{(\w+)\}/).map((piece, at) => {
    const value = at % 2 === 0 ? piece : values[piece] ?? `{${piece}}`;
    return typeof value === 'number' ? numbers.format(value) : value;
  });
  const said = (/** @type {number} */ at) => {
    const piece = pieces[at] ?? '';
    return piece instanceof Node ? piece.textContent ?? '' : piece;
  };
  return pieces.map((piece, at) => (at % 2 === 0 ? between(said(at - 1), said(at), said(at + 1)) : piece));
}
