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
 * The control: five stars, set by a press, the arrows or a digit; taken back by a press on the same star, Backspace or 0.
 * @param {{kind: 'series' | 'comic', id: string, rating: Rating | null | undefined, onChange?: (rating: Rating) => void}} of
 *   without a `rating` it is as if nobody had rated
 */
export function ratingControl({ kind, id, rating, onChange }) {
  const change = waitingOf('rating', `${kind}/${id}`);
  let now = { ...(rating ?? { mine: null, average: null, count: 0 }), ...(change && { mine: change.data.value }) };
  /** The server has still to hear of it. */
  let waits = change !== null;
  let asking = false;
  made += 1;
  const name = `rating-${made}`;
  const said = h('span', { class: 'rate-said small quiet num' });
  const clear = h('button', { class: 'btn btn-ghost btn-icon btn-tiny', type: 'button', 'aria-label': t('rating.clear'), title: t('rating.clear'),
    onclick: () => { void keep(null).then(() => inputs[0]?.focus()); } }, icon('x', 'i-s'));
  const inputs = Array.from({ length: MOST }, (_, at) => h('input', { type: 'radio', name, value: at + 1, 'aria-label': t('rating.stars', { n: at + 1 }) }));
  const labels = inputs.map((input) => h('label', { title: t('rating.stars', { n: Number(input.value) }) }, input, icon('star')));

  const draw = () => {
    for (const [at, label] of labels.entries()) {
      label.classList.toggle('is-on', at < (now.mine ?? 0));
      const input = inputs[at];
      if (input) input.checked = at + 1 === now.mine;
    }
    clear.hidden = now.mine === null;
    const all = averageLabel(now);
    said.textContent = waits && !state.get('online') ? t('offline.waits') : all || t('rating.none');
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
    waits = waitingOf('rating', `${kind}/${id}`) !== null;
    if (outcome) now = 'error' in outcome ? before : outcome.answer;
    if (!outcome || 'answer' in outcome) {
      announce(value === null ? t('rating.cleared') : t('rating.yours', { n: value }));
      onChange?.(now);
    }
    draw();
  };

  for (const input of inputs) {
    let was = false;
    input.addEventListener('pointerdown', () => { was = input.checked; });
    input.addEventListener('click', (event) => {
      if (was && event.detail > 0) void keep(null);
      was = false;
    });
    input.addEventListener('change', () => void keep(Number(input.value)));
  }
  const box = h('fieldset', { class: 'rate', onkeydown: (/** @type {KeyboardEvent} */ event) => {
    const digit = Number.parseInt(event.key, 10);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Backspace' || event.key === 'Delete' || event.key === '0') void keep(null);
    else if (digit >= 1 && digit <= MOST) {
      void keep(digit);
      inputs[digit - 1]?.focus();
    } else return;
    event.preventDefault();
  } }, h('legend', { class: 'sr' }, t('rating.legend')), h('span', { class: 'rate-stars' }, ...labels), clear, said);
  state.follow(box, ['waiting', 'online'], () => {
    const before = waits;
    waits = waitingOf('rating', `${kind}/${id}`) !== null;
    draw();
    if (before && !waits && !asking) void refresh();
  });
  draw();
  return box;
}
