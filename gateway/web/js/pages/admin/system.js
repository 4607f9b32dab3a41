// How the server is: each service with its replicas, what waits, and what takes space.

import { adminPage } from '../../admin/frame.js';
import { panel, poll, readout, uptime } from '../../admin/parts.js';
import { get } from '../../api.js';
import { h, icon } from '../../dom.js';
import { listed, number, size } from '../../format.js';
import { locale, parts, t } from '../../i18n.js';
import { redraw } from '../../redraw.js';
import { told } from '../../told.js';

/** @typedef {{address: string, status: string, detail?: string, version?: string, uptime_s?: number, latency_ms?: number, memory_bytes?: number | null, requests?: number, failed?: number, depends_on: Record<string, {status: string, detail: string}>, facts: Record<string, any>}} Replica */
/** @typedef {{name: string, status: string, replicas: Replica[]}} Service */

const PAUSE = 5000;
const milliseconds = new Intl.NumberFormat(locale, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 1 });

/** @param {string} status */
function dot(status) {
  const kind = status === 'ok' ? 'dot-ok' : status === 'down' ? 'dot-bad' : 'dot-warn';
  const word = status === 'ok' ? t('system.well') : status === 'down' ? t('system.down') : t('system.degraded');
  return h('span', { class: `dot ${kind}`, role: 'img', 'aria-label': word });
}

/** What a service has to tell, in a few words. @param {string} name @param {Replica} replica */
function factsOf(name, { facts }) {
  if (name === 'auth' && facts.users !== undefined) return [t('system.users', { n: facts.users }), t('system.sessions', { n: facts.sessions })];
  if (name === 'library' && facts.comics !== undefined) return [t('count.comics', { n: facts.comics })];
  if (name === 'thumbs' && facts.waiting !== undefined) return [t('system.waiting', { n: facts.waiting }), t('system.children', { n: facts.children })];
  if (name === 'scanner' && facts.scanning !== undefined) return [facts.scanning ? t('system.scanning') : t('system.idle')];
  return [];
}

/** @param {Replica} replica */
function troubles({ depends_on: needs, detail }) {
  const bad = Object.entries(needs).filter(([, { status }]) => status !== 'ok').map(([label, { detail: why }]) => parts('name.labelled', { label, name: told(why) }));
  return [...(detail ? [[told(detail)]] : []), ...bad];
}

/** @param {Service} service */
function row({ name, status, replicas }) {
  const first = /** @type {Replica} */ (replicas[0]);
  const up = first.uptime_s === undefined ? [] : [t('system.up', { time: uptime(first.uptime_s) })];
  const counted = first.requests === undefined ? [] : [t('system.requests', { n: first.requests }), first.failed ? t('system.failed', { n: first.failed }) : ''];
  const words = replicas.length === 1 ? [...up, ...factsOf(name, first), ...counted].filter(Boolean) : [t('system.replicas', { ready: replicas.filter((one) => one.status === 'ok').length, n: replicas.length })];
  return h('li', { class: 'service' }, dot(status), h('b', null, name), h('span', { class: 'lat' }, first.latency_ms ? milliseconds.format(first.latency_ms) : ''),
    h('span', { class: 'small' }, listed(words)),
    ...replicas.flatMap(troubles).map((text) => h('span', { class: 'small state-bad' }, ...text)),
    replicas.length > 1 && h('div', { class: 'replicas' }, ...replicas.map((one) => h('span', { class: 'replica' },
      h('span', null, dot(one.status), h('strong', null, one.address)), listed([...factsOf(name, one), one.latency_ms && milliseconds.format(one.latency_ms)])))));
}

/** @param {Service[]} services @param {string} name @returns {Record<string, any>} */
function facts(services, name) {
  return services.find((one) => one.name === name)?.replicas.find((one) => Object.keys(one.facts).length)?.facts ?? {};
}

/** @param {Service[]} services */
function space(services) {
  const { database } = facts(services, 'auth');
  const { covers } = facts(services, 'thumbs');
  const kind = database?.kind === 'postgresql' ? 'PostgreSQL' : 'SQLite';
  return panel(t('system.space'), null, readout([[t('system.database', { kind }), database ? size(database.bytes) : t('system.unknown')],
    [t('system.covers'), covers ? t('system.coversOf', { used: size(covers.bytes), limit: size(covers.limit_bytes) }) : t('system.unknown')]]),
  covers && h('progress', { class: 'meter', value: covers.bytes, max: covers.limit_bytes, 'aria-label': t('system.coversMeter') }));
}

/** @param {Service[]} services */
function queues(services) {
  const thumbs = services.find((one) => one.name === 'thumbs')?.replicas ?? [];
  const waiting = thumbs.reduce((sum, one) => sum + (one.facts.waiting ?? 0), 0);
  const library = facts(services, 'library');
  return panel(t('system.queues'), null, readout([[t('system.coversWaiting'), number(waiting)], [t('system.toInspect'), library.to_inspect === undefined ? null : number(library.to_inspect)],
    [t('system.withProblem'), library.failed === undefined ? null : h('a', { class: 'link', href: '/problems' }, number(library.failed))]]));
}

/** @param {Service[]} services */
function memory(services) {
  const taken = services.map(({ name, replicas }) => ({ name, bytes: replicas.reduce((sum, one) => sum + (one.memory_bytes ?? 0), 0) }));
  const shown = (/** @type {number} */ bytes) => (bytes ? size(bytes) : null);
  return panel(t('system.memory'), null, readout([...taken.map(({ name, bytes }) => /** @type {[string, string | null]} */ ([name, shown(bytes)])),
    [t('system.memoryAll'), shown(taken.reduce((sum, { bytes }) => sum + bytes, 0))]]));
}

export const show = adminPage(t('admin.system'), async (body, { signal }) => {
  const draw = (/** @type {{version: string, status: string, services: Service[]}} */ { version, status, services }) => {
    const word = status === 'ok' ? h('span', { class: 'state state-ok' }, icon('circle-check', 'i-s'), t('system.allWell')) : h('span', { class: 'state state-warn' }, icon('triangle-alert', 'i-s'), t('system.notWell'));
    redraw(body, h('div', { class: 'admin' }, h('div', null, panel(t('system.health'), word, h('ul', { class: 'services services-l' }, ...services.map(row))), memory(services)),
      h('div', null, queues(services), space(services), panel(t('system.version'), null, h('p', null, t('system.versionIs', { version, host: location.host })),
        h('p', { class: 'quiet small' }, ...parts('system.metrics', { link: h('a', { class: 'link', href: '/metrics', target: '_blank', rel: 'noopener' }, '/metrics') }))))));
  };
  const ask = async () => draw(await get('/api/system', {}, { signal }));
  await ask();
  poll(PAUSE, signal, ask);
});
