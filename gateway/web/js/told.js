// What the server says, in the language of whoever reads it. Its sentences are English; those of another language come
// from locales/server, which is only fetched once there is something to say.

import { language } from './i18n.js';

/** @type {((text: string) => string) | null} */
let known = language === 'en' ? (text) => text : null;

/**
 * The sentence in the reader's language; as it is where nobody has put it into that language, or the words do not come.
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function say(text) {
  if (!known) {
    try {
      const sayings = await (await import('./sayings.js')).sayings;
      known = (one) => sayings.translate(one);
    } catch {
      return text;
    }
  }
  return known(text);
}

/**
 * The same as a text for `h(...)` to take: it is there at once, or in a moment.
 * @param {string} text
 * @returns {Text}
 */
export function told(text) {
  const node = document.createTextNode(known ? known(text) : '');
  if (!known) void say(text).then((said) => { node.data = said; });
  return node;
}
