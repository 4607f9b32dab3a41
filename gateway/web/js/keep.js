// Small things that this device remembers. Where its storage is full or switched off, they last only as long as the page.

/**
 * @param {string} key
 * @param {string} text
 * @returns {boolean} whether there was room for it
 */
export function keep(key, text) {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return false;
  }
}
