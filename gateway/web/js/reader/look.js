// The look of the pages, as attributes and properties that the style sheet reads.

/** @typedef {import('./types.js').Fit} Fit */
/** @typedef {import('./types.js').Look} Look */

/**
 * The fit in force: on a phone the width counts, elsewhere the whole page.
 * @param {Look} look
 * @returns {Fit}
 */
export function fitOf(look) {
  return look.fit ?? (matchMedia('(max-width: 700px)').matches ? 'width' : 'both');
}

/**
 * @param {HTMLElement} root
 * @param {import('./stage.js').Stage} stage
 * @param {import('./settings.js').Settings} settings
 */
export function applyLook(root, stage, { look, direction }) {
  const { dataset } = stage.element;
  const fit = fitOf(look);
  const moved = dataset.fit !== fit || dataset.dir !== direction;
  dataset.fit = fit;
  dataset.dir = direction;
  root.dataset.back = look.back;
  if (look.brightness === 100 && look.contrast === 100) root.style.removeProperty('--tone');
  else root.style.setProperty('--tone', `brightness(${look.brightness}%) contrast(${look.contrast}%)`);
  if (moved) stage.toStart();
  else stage.measure();
}
