// The control with which one rates: five stars. What is said without the server waits on the device (offline/outbox.js).

import { style } from './style.js';
import { announce } from './announce.js';
import { get, passOverRefusal } from './api.js';
import { h, icon } from './dom.js';
import { t } from './i18n.js';
import { put, waitingOf } from './offline/outbox.js';
import { averageLabel, MOST } from './stars.js';
import * as state from './state.js';

style('care');

/** @typedef {import('./stars.js').Rating} Rating */

let made = 0;

/**
 * Five stars to choose from: by a press, the arrows or a digit; a press on the same star, Backspace or 0 take it back.
 * @param {(value: number | null) => void} choose
 */
function starField(choose) {
  made += 1;
  const name = `rating-${made}`;
  const inputs = Array.from({ length: MOST }, (_, at) => h('input', { type: 'radio', name, value: at + 1, 'aria-label': t('rating.stars', { n: at + 1 }) }));
  const labels = inputs.map((input) => h('label', { title: t('rating.stars', { n: Number(input.value) }) }, input, icon('star')));
  for (const input of inputs) {
    let was = false;
    input.addEventListener('pointerdown', () => { was = input.checked; });
    input.addEventListener('click', (event) => {
      if (was && event.detail > 0) choose(null);
      was = false;
    });
    input.addEventListener('change', () => choose(Number(input.value)));
  }
  return {
    element: h('span', { class: 'rate-stars' }, ...labels),
    focus: () => inputs[0]?.focus(),
    /** @param {number | null} value */
    show(value) {
      for (const [at, input] of inputs.entries()) {
        labels[at]?.classList.toggle('is-on', at < (value ?? 0));
        input.checked = at + 1 === value;
      }
    },
    /** @param {KeyboardEvent} event */
    onkeydown(event) {
      const digit = Number.parseInt(event.key, 10);
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (['Backspace', 'Delete', '0'].includes(event.key)) choose(null);
      else if (digit >= 1 && digit <= MOST) {
        choose(digit);
        inputs[digit - 1]?.focus();
      } else return;
      event.preventDefault();
    },
  };
}

/**
 * The control: five stars, what all think, and a button that takes one's own rating back.
 * @param {{kind: 'series' | 'comic', id: string, rating: Rating | null | undefined, onChange?: (rating: Rating) => void}} of
 *   without a `rating` it is as if nobody had rated
 */
export function ratingControl({ kind, id, rating, onChange }) {
  const waiting = () => waitingOf('rating', `${kind}/${id}`);
  const change = waiting();
  let now = { ...(rating ?? { mine: null, average: null, count: 0 }), ...(change && { mine: change.data.value }) };
  /** The server does not know it yet. */
  let waits = change !== null;
  let asking = false;
  const stars = starField((value) => void keep(value));
  const said = h('span', { class: 'rate-said small quiet num' });
  const clear = h('button', { class: 'btn btn-ghost btn-icon btn-tiny', type: 'button', 'aria-label': t('rating.clear'), title: t('rating.clear'),
    onclick: () => { void keep(null).then(stars.focus); } }, icon('x', 'i-s'));

  const draw = () => {
    stars.show(now.mine);
    clear.hidden = now.mine === null;
    said.textContent = waits && !state.get('online') ? t('offline.waits') : averageLabel(now) || t('rating.none');
  };

  /** What waited was sent: asks for the new average. */
  const refresh = async () => {
    try {
      now = await get(`/api/ratings/${kind}/${encodeURIComponent(id)}`);
      draw();
    } catch (error) {
      passOverRefusal(error);                                // the stars are right, and the average comes with the next visit
    }
  };

  /** @param {number | null} value */
  const keep = async (value) => {
    const before = now;
    now = { ...now, mine: value };
    const attempt = put('rating', `${kind}/${id}`, { kind, item: id, value });
    waits = asking = true;
    draw();
    const outcome = await attempt;
    asking = false;
    waits = waiting() !== null;
    if (outcome) now = 'error' in outcome ? before : outcome.answer;
    if (!outcome || 'answer' in outcome) {
      announce(value === null ? t('rating.cleared') : t('rating.yours', { n: value }));
      onChange?.(now);
    }
    draw();
  };

  const box = h('fieldset', { class: 'rate', onkeydown: stars.onkeydown }, h('legend', { class: 'sr' }, t('rating.legend')), stars.element, clear, said);
  state.follow(box, ['waiting', 'online'], () => {
    const before = waits;
    waits = waiting() !== null;
    draw();
    if (before && !waits && !asking) void refresh();
  });
  draw();
  return box;
}
