// What the services say: their newest lines together, filtered, and those that come while one looks.

import { adminPage } from '../../admin/frame.js';
import { LogList } from '../../admin/log-list.js';
import { button, choice, poll } from '../../admin/parts.js';
import { ApiError, get, isAbort, passOverRefusal } from '../../api.js';
import { h, replace } from '../../dom.js';
import { language, t } from '../../i18n.js';
import { setQuery } from '../../router.js';

const PAUSE = 2000;
const MOST = 500;                        // lines in the page
const MEANT = 20;                        // sentences that a typed text may stand for
const TYPED = 250;                       // ms after a key until the lines are asked for
const OVERLAP = 5000;                    // ms that are asked for once more, as services' lines come a moment apart
const SERVICES = ['gateway', 'auth', 'library', 'thumbs', 'scanner'];

/** What is typed, and the sentences of the server that it may stand for. @param {string} typed */
async function meantBy(typed) {
  const found = typed && language !== 'en' ? await import('../../sayings.js').then(({ sayings }) => sayings).then((one) => one.meant(typed), () => []) : [];
  return [typed, ...found.slice(0, MEANT)].join('\n');
}

/** The fields of the filter. @param {URLSearchParams} query */
function filterOf(query) {
  const service = choice('service', [['', t('logs.all')], ...SERVICES.map((name) => /** @type {[string, string]} */ ([name, name]))], query.get('service') ?? '', { 'aria-label': t('logs.service') });
  const level = choice('level', [['debug', t('logs.everything')], ['info', t('logs.fromInfo')], ['warning', t('logs.fromWarning')], ['error', t('logs.onlyErrors')]], query.get('level') ?? 'info', { 'aria-label': t('logs.level') });
  const text = h('input', { class: 'input', type: 'search', value: query.get('q') ?? '', maxlength: 200, placeholder: t('logs.find'), 'aria-label': t('logs.find') });
  /** The address that brings back what is set. */
  const address = () => {
    const kept = new URLSearchParams();
    for (const [name, value] of Object.entries({ service: service.value, level: level.value === 'info' ? '' : level.value, q: text.value.trim() })) if (value) kept.set(name, value);
    return kept;
  };
  return { fields: [service, level, text], address, typed: () => text.value.trim(), chosen: () => ({ service: service.value, level: level.value }) };
}

export const show = adminPage(t('admin.logs'), async (body, { signal, query }) => {
  const filter = filterOf(query);
  const list = new LogList(MOST);
  const count = h('p', { class: 'quiet small push', role: 'status' });
  let [paused, asked, wanted, timer] = [false, 0, '', 0];
  const tell = () => { count.textContent = paused ? t('logs.pausedAt', { n: list.size }) : t('logs.shown', { n: list.size }); };

  /** @param {{since?: string}} [more] */
  const ask = (more) => get('/api/system/logs', { ...filter.chosen(), q: wanted, limit: MOST, ...more }, { signal });
  const anew = async () => {
    const mine = ++asked;
    wanted = await meantBy(filter.typed());
    const found = await ask();
    if (mine !== asked) return;
    list.take(found, true);
    tell();
  };
  const more = async () => {
    if (paused) return;
    const mine = asked;
    const found = await ask(list.lastTime ? { since: new Date(Date.parse(list.lastTime) - OVERLAP).toISOString() } : {});
    if (mine !== asked || paused) return;
    list.take(found, false);
    tell();
  };
  const pause = button(t('logs.pause'), 'square', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    tell();
    if (!paused) more().catch(passOverRefusal);   // the next poll fares better, or says why
  }, { 'aria-pressed': 'false' });
  const refresh = () => {
    setQuery(filter.address());
    anew().catch((error) => {
      if (isAbort(error)) return;
      if (!(error instanceof ApiError)) throw error;
      list.say([error.detail], 'bad');
    });
  };
  const changed = () => {
    clearTimeout(timer);
    timer = window.setTimeout(refresh, TYPED);
  };
  await anew();
  replace(body, h('form', { class: 'log-tools', role: 'search', oninput: changed, onsubmit: (/** @type {Event} */ event) => event.preventDefault() }, ...filter.fields, pause, count), list.notices, list.element, list.none,
    h('p', { class: 'quiet small' }, t('logs.about')));
  requestAnimationFrame(() => list.toEnd());
  poll(PAUSE, signal, more);
});
