// What this device remembers of single issues: how their pairs are shifted, how long they were read. The latest 300.

/**
 * @typedef {object} Remembered
 * @property {number[]} shifted
 * @property {number} seconds
 * @property {boolean} strip whether its pages are one long strip, by their shape
 * @property {import('./types.js').Progress | null} place the last one here, for when only this device can be asked
 */

const KEY = 'quarterbin.reader.issues';
const KEPT = 300;

/** @returns {[string, any][]} the one used last at the end */
function all() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => Array.isArray(one) && typeof one[0] === 'string') : [];
  } catch {
    return []; // storage switched off, or not ours any more
  }
}

/** @param {string} id of the issue @returns {Remembered} */
export function recall(id) {
  const kept = all().find(([one]) => one === id)?.[1];
  return {
    shifted: Array.isArray(kept?.shifted) ? kept.shifted.filter(Number.isSafeInteger) : [],
    seconds: Number.isFinite(kept?.seconds) ? Math.max(0, kept.seconds) : 0,
    strip: kept?.strip === true,
    place: Number.isSafeInteger(kept?.place?.current_page) ? kept.place : null,
  };
}

/** @param {string} id of the issue @param {Partial<Remembered>} patch */
export function remember(id, patch) {
  const others = all().filter(([one]) => one !== id);
  try {
    localStorage.setItem(KEY, JSON.stringify([...others, [id, { ...recall(id), ...patch }]].slice(-KEPT)));
  } catch {
    // storage full or switched off: it is only forgotten
  }
}
