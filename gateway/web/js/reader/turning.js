// One turn: to what lies beside, down the strip, to the end page, and from there, when asked once more, on.

import { announce } from '../announce.js';
import { t } from '../i18n.js';

/** @typedef {import('./conductor.js').Reader} Reader */
/** @typedef {{held?: boolean, fromEnd?: boolean}} HowTurned held: the key is being held down */

/**
 * @param {Reader} reader
 * @param {import('./frame.js').Frame} frame
 * @param {1 | -1} step
 * @param {HowTurned} how
 */
export function turn(reader, frame, step, { held = false, fromEnd = false }) {
  const { reading, view } = reader;
  if (!reading) return;
  const strip = view.mode === 'scroll';
  if (reader.atEnd) {
    if (step < 0) {
      frame.chrome(false);
      reader.present(reading.spread, { fromEnd: strip });
    } else if (!held && frame.over.stoodLong) reader.onward();
    return;
  }
  if (strip && view.scrollOn(step)) {
    frame.hideBars();
    return;
  }
  const beside = strip ? null : view.beside(step);
  if (beside) {
    frame.hideBars();
    reader.present(beside, { fromEnd, back: step < 0 });
  } else if (step > 0) {
    frame.hideBars();
    reader.end();
  } else {
    frame.chrome(true);
    announce(t('reader.isFirst'));
  }
}
