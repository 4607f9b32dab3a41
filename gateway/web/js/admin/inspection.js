// How far the opening of comics is: it goes on in the background, after scans and after what people ask for.

import { get } from '../api.js';
import { h } from '../dom.js';
import { duration, number, plural } from '../format.js';
import { t } from '../i18n.js';
import { redraw } from '../redraw.js';
import { panel, poll, readout } from './parts.js';

/** @typedef {{total: number, done: number, failed: number, rate: number, eta: number | null}} Inspection */

const PAUSE = 3000;                      // ms

/** @param {AbortSignal} signal */
export async function inspectionPanel(signal) {
  const body = h('div', { class: 'inspection' });
  const status = h('span', { class: 'state' });
  const draw = (/** @type {Inspection} */ found) => {
    const { total, done, failed, rate, eta } = found;
    const left = total - done;
    status.className = left ? 'state state-info' : 'state state-ok';
    status.textContent = left ? t('inspect.working') : t('inspect.done');
    redraw(body, h('p', { class: 'quiet small' }, t('inspect.about')),
      h('progress', { class: 'meter meter-l', value: done, max: Math.max(1, total), 'aria-label': t('inspect.meter', { done, n: total }) }),
      readout([[t('inspect.looked'), t('inspect.of', { done, n: total })], [t('scan.rate'), left && rate ? t('scan.aSecond', { n: rate }) : null],
        [t('scan.left'), left ? (eta === null ? t('scan.leftUnknown') : t('scan.about', { time: duration(eta) })) : null]]),
      failed ? h('a', { class: 'link', href: '/problems' }, t('inspect.problems', { count: plural(failed, 'comic') })) : h('p', { class: 'quiet small' }, t('inspect.noProblem')));
    return number(done);
  };
  const ask = async () => draw(await get('/api/inspection', {}, { signal }));
  await ask();
  poll(PAUSE, signal, ask);
  return panel(t('inspect.title'), status, body);
}
