// What the services say: their newest lines together, filtered, and those that come while one looks.

import { adminPage } from '../../admin/frame.js';
import { logLine } from '../../admin/log-lines.js';
import { button, choice, notice, poll } from '../../admin/parts.js';
import { get, passOverRefusal } from '../../api.js';
import { h, replace } from '../../dom.js';
import { language, t } from '../../i18n.js';
import { setQuery } from '../../router.js';

/** @typedef {import('../../admin/log-lines.js').Line} Line */

const PAUSE = 2000;
const MOST = 500;                        // lines in the page
const MEANT = 20;                        // sentences that a typed text may stand for
const SERVICES = ['gateway', 'auth', 'library', 'thumbs', 'scanner'];

export const show = adminPage(t('admin.logs'), async (body, { signal, query }) => {
  const service = choice('service', [['', t('logs.all')], ...SERVICES.map((name) => /** @type {[string, string]} */ ([name, name]))], query.get('service') ?? '', { 'aria-label': t('logs.service') });
  const level = choice('level', [['debug', t('logs.everything')], ['info', t('logs.fromInfo')], ['warning', t('logs.fromWarning')], ['error', t('logs.onlyErrors')]], query.get('level') ?? 'info', { 'aria-label': t('logs.level') });
  const text = h('input', { class: 'input', type: 'search', value: query.get('q') ?? '', maxlength: 200, placeholder: t('logs.find'), 'aria-label': t('logs.find') });
  const list = h('ol', { class: 'log', tabindex: 0, 'aria-label': t('admin.logs') });
  const silent = h('div', { class: 'notices' });
  const none = h('p', { class: 'quiet log-none' });
  const count = h('p', { class: 'quiet small push', role: 'status' });
  let paused = false;
  /** @type {Map<string, Line>} */
  let lines = new Map();
  let asked = 0;
  /** What is typed, and what the server says for it in its own words. */
  let wanted = '';
  const mean = async () => {
    const typed = text.value.trim();
    const found = typed && language !== 'en' ? await import('../../sayings.js').then(({ meant }) => meant(typed), () => []) : [];
    wanted = [typed, ...found.slice(0, MEANT)].join('\n');
  };
  const params = () => ({ service: service.value, level: level.value, q: wanted, limit: MOST });
  const atEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 40;

  /** @param {{items: Line[], silent: {detail: string}[]}} found @param {boolean} anew */
  const take = (found, anew) => {
    const follow = anew || atEnd();
    if (anew) {
      lines = new Map();
      replace(list);
    }
    for (const line of found.items) {
      if (lines.has(line.id)) continue;
      lines.set(line.id, line);
      list.append(logLine(line));
    }
    for (const [id] of [...lines].slice(0, Math.max(0, lines.size - MOST))) {
      lines.delete(id);
      list.firstElementChild?.remove();
    }
    none.hidden = lines.size > 0;
    none.textContent = t('logs.none');
    count.textContent = paused ? t('logs.pausedAt', { n: lines.size }) : t('logs.shown', { n: lines.size });
    replace(silent, ...found.silent.map(({ detail }) => notice(detail, 'warn')));
    silent.hidden = !found.silent.length;
    if (follow) list.scrollTop = list.scrollHeight;
  };
  const anew = async () => {
    const mine = ++asked;
    await mean();
    const found = await get('/api/system/logs', params(), { signal });
    if (mine === asked) take(found, true);
  };
  const more = async () => {
    if (paused) return;
    const mine = asked;
    const last = [...lines.values()].at(-1)?.time;
    // Services' lines come a moment apart: some seconds are asked for once more, and what is known is left out.
    const since = last ? new Date(Date.parse(last) - 5000).toISOString() : undefined;
    const found = await get('/api/system/logs', { ...params(), since }, { signal });
    if (mine === asked && !paused) take(found, false);
  };
  const pause = button(t('logs.pause'), 'square', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    count.textContent = paused ? t('logs.pausedAt', { n: lines.size }) : t('logs.shown', { n: lines.size });
    if (!paused) more().catch(passOverRefusal);   // the next poll fares better, or says why
  }, { 'aria-pressed': 'false' });
  let timer = 0;
  const changed = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const kept = new URLSearchParams();
      for (const [name, value] of [['service', service.value], ['level', level.value === 'info' ? '' : level.value], ['q', text.value.trim()]]) if (value) kept.set(String(name), String(value));
      setQuery(kept);
      anew().catch((error) => replace(silent, notice(error.detail ?? t('error.page'), 'bad')));
    }, 250);
  };
  await anew();
  replace(body, h('form', { class: 'log-tools', role: 'search', oninput: changed, onsubmit: (/** @type {Event} */ event) => event.preventDefault() }, service, level, text, pause, count), silent, list, none,
    h('p', { class: 'quiet small' }, t('logs.about')));
  requestAnimationFrame(() => { list.scrollTop = list.scrollHeight; });
  poll(PAUSE, signal, more);
});
