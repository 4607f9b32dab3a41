// Style sheets that only some pages need: a module names those it needs where it begins, and whoever shows something of
// it waits for them. No module waits itself: WebKit loses modules that do (see CONTRIBUTING.md).

/** @type {Map<string, Promise<void>>} */
const asked = new Map();

/**
 * Loads a style sheet once.
 * @param {string} name such as 'reader', of css/reader.css
 */
export function style(name) {
  if (asked.has(name)) return;
  asked.set(name, new Promise((done) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL(`../css/${name}.css`, import.meta.url).href;
    link.onload = () => done();
    link.onerror = () => {
      asked.delete(name);
      done();
    };
    document.head.append(link);
  }));
}

/** Ends when all that were asked for are there, or could not be had: a page without one can still be used. */
export async function styled() {
  await Promise.all(asked.values());
}
