// A number and what it counts stay in one line: "24 pages", "Volume 4", "第1号".

const SPACE = '\u00a0';                   // that does not break
const JOINER = '\u2060';                  // breaks nothing, and takes no room
const COUNTED = /(\d) (?=\p{L})/gu;
const LABEL = /^(\p{L}{1,8}) (?=(?:\d|[.,]\d)+(?!\d|[.,]\d|\s\p{L}))/u;       // "Volume 4", not "Remove 4 comics"
const SHORT = /^(\p{L}{1,3}\.) (?=\d)/u;                       // "p. 4 of 24"
const COUNTER = /(\d)(?=[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}])/gu;
const ORDINAL = /([第全約計])(?=\d)/gu;

/** @param {string} text */
export function together(text) {
  if (!/\d/.test(text)) return text;
  return text.replace(COUNTED, `$1${SPACE}`).replace(LABEL, `$1${SPACE}`).replace(SHORT, `$1${SPACE}`).replace(COUNTER, `$1${JOINER}`).replace(ORDINAL, `$1${JOINER}`);
}

/** Without what holds it together: where there are no lines. @param {string} text */
export function apart(text) {
  return text.replaceAll(JOINER, '').replaceAll(SPACE, ' ');
}

/**
 * The same for a text that stands between two values, which may be elements.
 * @param {string} before the end of what stands before it
 * @param {string} text
 * @param {string} after the beginning of what stands after it
 */
export function between(before, text, after) {
  const [first, last] = [before.slice(-1), after.slice(0, 1)];
  const whole = together(`${first}${text}${last}`);
  return whole.slice(first.length, whole.length - last.length);
}
