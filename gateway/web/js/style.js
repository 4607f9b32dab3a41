// Style sheets that only some pages need: they come with the module that asks, before it shows anything.

/** @type {Map<string, Promise<void>>} */
const asked = new Map();

/**
 * Loads a style sheet once.
 * @param {string} name such as 'reader', of css/reader.css
 * @returns {Promise<void>} ends when it is there, or could not be had: a page without it can still be used
 */
export function style(name) {
  const known = asked.get(name);
  if (known) return known;
  const coming = new Promise((/** @type {(value: void) => void} */ done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL(`../css/${name}.css`, import.meta.url).href;
    link.onload = () => done();
    link.onerror = () => {
      asked.delete(name);
      done();
    };
    document.head.append(link);
  });
  asked.set(name, coming);
  return coming;
}
