// Lines of the logs: one row each, which opens to what more there is.

import { h, icon } from '../dom.js';
import { language, locale, t } from '../i18n.js';
import { told } from '../told.js';

/** @typedef {{id: string, time: string, level: string, service: string, replica: string, event: string, request_id: string | null, trace: string | null, details: Record<string, unknown>}} Line */

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });
const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });

/** @param {string} level */
function levelWord(level) {
  if (level === 'error' || level === 'critical') return t('logs.error');
  if (level === 'warning') return t('logs.warning');
  return level === 'debug' ? t('logs.debug') : t('logs.info');
}

/** @param {Record<string, unknown>} details */
function brief(details) {
  return Object.entries(details).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join('  ');
}

/** @param {Line} line */
export function logLine(line) {
  const at = line.time ? new Date(line.time) : null;
  const more = brief(line.details);
  const summary = [h('time', { datetime: line.time || null, title: at && date.format(at) }, at ? clock.format(at) : ''), h('span', { class: 'log-service' }, line.service),
    h('span', { class: `log-level log-${line.level}` }, levelWord(line.level)), h('span', { class: 'log-event' }, h('b', null, told(line.event)), more && ' ', h('span', { class: 'quiet' }, more))];
  const inner = [language !== 'en' && [t('logs.event'), line.event], line.replica && [t('logs.replica'), line.replica], line.request_id && [t('logs.request'), line.request_id]].filter(Boolean);
  return h('li', { class: 'log-line', dataset: { id: line.id, level: line.level } }, h('details', null, h('summary', null, icon('chevron-right', 'i-s'), ...summary),
    h('div', { class: 'log-more' }, h('dl', null, ...[...Object.entries(line.details), ...(/** @type {[string, unknown][]} */ (inner))].map(([name, value]) =>
      h('div', null, h('dt', null, String(name)), h('dd', null, typeof value !== 'string' ? JSON.stringify(value) : name === 'reason' ? told(value) : value)))),
    line.trace && h('pre', { tabindex: 0 }, line.trace))));
}
