// Where one is logged in: device, address, last use, and ending what is no longer wanted.

import { get, send } from '../api.js';
import { block, button, table } from '../admin/parts.js';
import { ask } from '../dialog.js';
import { h, replace } from '../dom.js';
import { dayAndTime, listed } from '../format.js';
import { t } from '../i18n.js';
import { attempt, toast } from '../toast.js';

/** @typedef {{id: string, created_at: string, last_used_at: string, expires_at: string, address: string, user_agent: string, current: boolean}} Session */

/** @type {[RegExp, string][]} */
const BROWSERS = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/(?:Chromium|HeadlessChrome)\//, 'Chromium'], [/Chrome\//, 'Chrome'], [/Safari\//, 'Safari']];
/** @type {[RegExp, string][]} */
const SYSTEMS = [[/iPad/, 'iPad'], [/iPhone/, 'iPhone'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Macintosh|Mac OS/, 'macOS'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']];

/** "Firefox, Linux". @param {string} agent */
function deviceOf(agent) {
  const found = [BROWSERS, SYSTEMS].map((list) => list.find(([pattern]) => pattern.test(agent))?.[1]).filter(Boolean);
  return found.length ? listed(found) : agent.slice(0, 60) || t('account.unknownDevice');
}

/** @param {AbortSignal} signal */
export async function sessionsBlock(signal) {
  const holder = h('div');
  const others = button(t('account.endOthers'), 'log-out', () => endOthers(), { class: 'btn btn-ghost btn-danger push' });
  const load = async () => {
    /** @type {{items: Session[]}} */
    const { items } = await get('/api/auth/sessions', {}, { signal });
    others.hidden = items.length < 2;
    const row = (/** @type {Session} */ one) => {
      const device = deviceOf(one.user_agent);
      const end = async () => {
        const yes = await ask({ title: t('account.endTitle', { device }), text: t('account.endText'), yes: t('account.end'), danger: true });
        if (yes && await attempt(() => send('DELETE', `/api/auth/sessions/${one.id}`))) {
          toast(t('account.ended', { device }));
          await attempt(load);
        }
      };
      return h('tr', null, h('td', { title: one.user_agent }, device, one.current && h('span', { class: 'tag' }, t('account.thisOne'))), h('td', { class: 'quiet' }, one.address),
        h('td', { class: 'quiet' }, dayAndTime(one.created_at)), h('td', null, one.current ? t('account.now') : dayAndTime(one.last_used_at)),
        h('td', { class: 'r' }, !one.current && button(t('account.end'), '', end, { class: 'btn btn-ghost', 'aria-label': t('account.endOf', { device, address: one.address }) })));
    };
    replace(holder, table(t('account.sessions'), [[t('account.device')], [t('account.address')], [t('account.since')], [t('account.lastUsed')], ['', 'r']], items.map(row)));
  };
  const endOthers = async () => {
    const yes = await ask({ title: t('account.endOthersTitle'), text: t('account.endOthersText'), yes: t('account.endOthers'), danger: true });
    if (yes && await attempt(() => send('DELETE', '/api/auth/sessions'))) {
      toast(t('account.othersEnded'));
      await attempt(load);
    }
  };
  await load();
  return { element: block(t('account.sessions'), others, holder), load };
}
