// The server's sentences in another language. A key is the English sentence, `{}` where something is put in; its
// translation has these as {1}, {2}... What is put in may be a sentence itself.

import { catalogue, language, locale } from './i18n.js';

const numbers = new Intl.NumberFormat(locale);
const GROUPED = /^\d{1,3}(,\d{3})+$/;    // as the server writes 10,000
const HEAD = /[:.：。](?:\s|$)|[：。]/;
const ANY = '…';                         // stands for the numbers in which kinds of problems differ
const DEEP = 4;

/** Those of the reader's language, once they are there. */
export const sayings = catalogue(`server/${language}`).then((found) => new Sayings(/** @type {Record<string, string>} */ (found)));

/** @param {string} text */
function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What stands before the first full stop or colon. @param {string} text */
function head(text) {
  return text.split(HEAD)[0] ?? text;
}

class Sayings {
  /** @param {Record<string, string>} sentences */
  constructor(sentences) {
    this.sentences = sentences;
    const all = Object.entries(sentences);
    /** Those with something put in, the most telling first. */
    this.patterns = all.filter(([key]) => key.includes('{}')).sort(([a], [b]) => b.length - a.length)
      .map(([key, said]) => ({ pattern: new RegExp(`^${key.split('{}').map(literal).join('([^]*?)')}$`), said }));
    /** Kinds of problems are the heads of sentences, their numbers left open. */
    this.kinds = new Map(all.map(([key, said]) => [head(key).replaceAll('{}', ANY), head(said).replace(/\{\d\}/g, ANY)]));
  }

  /**
   * @param {string} text
   * @param {number} [depth]
   * @returns {string}
   */
  translate(text, depth = 0) {
    const whole = this.sentences[text];
    if (whole !== undefined) return whole;
    if (GROUPED.test(text)) return numbers.format(Number(text.replaceAll(',', '')));
    if (depth === DEEP) return text;
    for (const { pattern, said } of this.patterns) {
      const found = pattern.exec(text);
      if (found) return said.replace(/\{(\d)\}/g, (_, at) => this.translate(found[Number(at)] ?? '', depth + 1));
    }
    return depth === 0 ? this.kinds.get(text) ?? text : text;
  }

  /**
   * The sentences of the server that hold a text in the reader's language: what to look for where they are kept in English.
   * @param {string} text
   */
  meant(text) {
    const wanted = text.toLocaleLowerCase(locale);
    return Object.entries(this.sentences).filter(([key, said]) => !key.includes('{}') && said.toLocaleLowerCase(locale).includes(wanted)).map(([key]) => key);
  }
}
