// The words of the app, fetched before all else of it: whatever says something finds them here. They are waited for in
// js/start.js, for no module waits itself: WebKit loses modules that do (see CONTRIBUTING.md).

/** @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Message one text, or one a plural form of `n` */
/** @typedef {Record<string, Message>} Catalogue */

export const LANGUAGES = /** @type {const} */ ({ en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español', ja: '日本語' });
export const KEPT = 'quarterbin.language';
export const LACKS = 'quarterbin.lacks';        // in the session: the language whose catalogue lacks a sentence
const PATIENCE = 30_000;                 // ms for a catalogue

/** The first of the wanted languages that there is a catalogue for, as it is written where the reader lives. @param {readonly string[]} wanted */
export function choose(wanted) {
  for (const tag of wanted) {
    const language = tag.split('-')[0]?.toLowerCase() ?? '';
    if (Object.hasOwn(LANGUAGES, language)) return { language, locale: wanted.find((one) => one.toLowerCase().startsWith(`${language}-`)) ?? tag };
  }
  return { language: 'en', locale: 'en' };
}

/** @param {unknown} one @returns {one is Message} */
function isMessage(one) {
  if (typeof one === 'string') return true;
  return typeof one === 'object' && one !== null && 'other' in one && Object.values(one).every((text) => typeof text === 'string');
}

/**
 * A file of sentences. Fails where it does not come, or is something else, as what answers in the place of the server may be.
 * @param {string} name under locales/
 * @returns {Promise<Catalogue>}
 */
export async function catalogue(name) {
  const answer = await fetch(new URL(`../locales/${name}.json`, import.meta.url), { signal: AbortSignal.timeout(PATIENCE) });
  const told = answer.ok ? Object.entries(await answer.json()).filter(([, one]) => isMessage(one)) : [];
  if (!told.length) throw new Error(`The words of the app (${name}) did not come.`);
  return Object.fromEntries(told);
}

export const kept = localStorage.getItem(KEPT);
export const wanted = choose([...(kept ? [kept] : []), ...navigator.languages]);
const lacking = sessionStorage.getItem(LACKS) === wanted.language;
/** `own` is null where the words wanted did not come. @type {{own: Catalogue | null, english: Catalogue}} */
export let words = { own: null, english: {} };

/** English where those wanted do not come, and beneath those that are not whole. */
async function fetchWords() {
  try {
    const [own, english] = await Promise.all([catalogue(wanted.language), lacking ? catalogue('en') : {}]);
    words = { own, english };
  } catch (error) {
    if (wanted.language === 'en') throw error;
    words = { own: null, english: await catalogue('en') };
  }
}

/** Ends once they are there; fails where none come: then js/stuck.js has the say. */
export const coming = fetchWords();
