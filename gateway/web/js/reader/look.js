// The look of the pages: worked out from the settings and the window, told to the style sheet by attributes and properties.

/** @typedef {import('./types.js').Look} Look */
/** @typedef {import('./types.js').Dress} Dress */

const TONES = /** @type {const} */ ([['brightness', 100], ['contrast', 100], ['saturation', 100], ['sepia', 0]]);

/**
 * How pages are laid out now: what nobody chose follows the window. A phone shows one page as wide as it is, a wide
 * window two whole ones.
 * @param {import('./settings.js').Settings} settings
 * @returns {Dress}
 */
export function dressOf({ look, direction }) {
  const phone = matchMedia('(max-width: 700px)').matches;
  const broad = matchMedia('(min-width: 900px) and (orientation: landscape)').matches;
  return {
    mode: look.pages ?? (broad ? 'two' : 'one'),
    fit: look.fit ?? (phone ? 'width' : 'both'),
    direction,
    crop: look.crop,
    turn: look.wide === 'turn' && window.innerHeight > window.innerWidth,
    padding: look.padding,
  };
}

/**
 * @param {HTMLElement} root
 * @param {Look} look
 */
export function paint(root, look) {
  root.dataset.back = look.back;
  const tones = TONES.filter(([name, plain]) => look[name] !== plain)
    .map(([name]) => `${name === 'saturation' ? 'saturate' : name}(${look[name]}%)`);
  if (look.invert) tones.unshift('invert(1) hue-rotate(180deg)');
  if (tones.length) root.style.setProperty('--tone', tones.join(' '));
  else root.style.removeProperty('--tone');
}
