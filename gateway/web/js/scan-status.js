// The scan: asked for every 3 s while one runs, once a minute otherwise, and not at all while the page is hidden.

import { ApiError, get, passOverRefusal, send } from './api.js';
import { isAdmin } from './auth.js';
import { ask } from './dialog.js';
import { h, icon, replace, ring } from './dom.js';
import { t } from './i18n.js';
import { loadShelves } from './libraries.js';
import { reload } from './router.js';
import * as state from './state.js';
import { toast } from './toast.js';
import { say } from './told.js';

/** @typedef {import('./types.js').Scan} Scan */
/** @typedef {{library?: string, category?: string, series?: string}} Scope what is scanned; nothing said: all */

const BUSY = 3000;
const IDLE = 60_000;
let timer = 0;
let asking = false;

/** @param {Scan | null} scan */
export function isRunning(scan) {
  return scan?.status === 'running';
}

/**
 * The share of a scan that is done.
 * @param {Scan} scan
 * @returns {number | null} 0 to 100; null while the total is not known
 */
export function percent({ processed_comics: done, total_comics: total }) {
  return total ? Math.min(100, Math.floor((done / total) * 100)) : null;
}

/** @param {Scan} scan */
function tellEnd(scan) {
  if (scan.status === 'completed') {
    const news = scan.new ? t('scan.doneNew', { n: scan.new }) : t('scan.doneNothing');
    toast(news, { label: t('scan.see'), onUndo: scan.new || scan.changed || scan.moved ? reload : undefined });
  } else if (scan.status === 'failed') void say(scan.reason ?? '').then((reason) => toast(t('scan.failed', { reason }).trim()));
  else if (scan.status === 'cancelled') toast(t('scan.cancelled'));
}

/** Asks now, and plans when to ask next. */
export async function poll() {
  clearTimeout(timer);
  if (document.hidden || asking) return;
  asking = true;
  try {
    const before = state.get('scan');
    /** @type {Scan} */
    const scan = await get('/api/scan/status');
    state.set({ scan });
    if (before && isRunning(before) && !isRunning(scan)) {
      tellEnd(scan);
      void loadShelves().catch(passOverRefusal);          // the numbers of the shelves only; the next scan or page brings them
    }
  } catch (error) {
    passOverRefusal(error);                             // the next poll may fare better
  } finally {
    asking = false;
    clearTimeout(timer);
    timer = window.setTimeout(poll, isRunning(state.get('scan')) ? BUSY : IDLE);
  }
}

export function watchScan() {
  document.addEventListener('visibilitychange', () => { if (!document.hidden) void poll(); });
  void poll();
}

/**
 * @param {'scan' | 'rescan'} kind
 * @param {Scope} [scope]
 */
export async function startScan(kind, scope = {}) {
  try {
    state.set({ scan: await send('POST', `/api/${kind}`, scope) });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.code === 'scan_running' ? t('scan.already') : error.detail);
  }
  void poll();
}

/**
 * @param {Scope} [scope]
 * @param {string} [name] of what is read anew
 */
export async function askRescan(scope = {}, name = '') {
  const yes = await ask({
    title: name ? t('scan.rescanOf', { name }) : t('scan.rescanAll'), text: t('scan.rescanText'),
    yes: t('scan.rescan'), no: t('scan.notNow'),
  });
  if (yes) await startScan('rescan', scope);
}

export async function cancelScan() {
  try {
    state.set({ scan: await send('POST', '/api/scan/cancel') });
    tellEnd({ .../** @type {Scan} */ (state.get('scan')) });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.code === 'no_scan_running' ? t('scan.none') : error.detail);
  }
  void poll();
}

/**
 * The button that scans; with Shift it asks whether to rescan everything.
 * @param {string} className
 * @param {string} [label] none: an icon alone
 * @param {() => Scope} [scope]
 */
export function scanButton(className, label, scope = () => ({})) {
  const name = label ? null : t('scan.forNew');
  const button = h('button', { class: className, type: 'button', 'aria-label': name, title: name,
    onclick: (/** @type {MouseEvent} */ event) => {
      if (button.getAttribute('aria-disabled') === 'true') return;
      if (event.shiftKey) void askRescan(scope());
      else void startScan('scan', scope());
    } }, icon('scan-line', label ? '' : 'i-s'), label);
  const mark = () => button.setAttribute('aria-disabled', String(isRunning(state.get('scan'))));
  state.follow(button, ['scan'], mark);
  mark();
  return button;
}

/** The chip of the top bar, there only while a scan runs. */
export function scanChip() {
  const holder = h('div', { class: 'scan-slot' });
  state.subscribe(['scan', 'user'], ({ scan }) => {
    if (!scan || !isRunning(scan)) return replace(holder);
    const share = percent(scan);
    const words = share === null ? t('scan.chipCount', { n: scan.processed_comics }) : t('scan.chipShare', { share });
    const inner = [ring(share ?? 0), h('span', null, words)];
    const name = share === null ? words : t('scan.chipName', { share });
    return replace(holder, isAdmin() ? h('a', { class: 'scan-chip', href: '/admin/scan', 'aria-label': name }, ...inner)
      : h('span', { class: 'scan-chip' }, ...inner));
  });
  return holder;
}

/** The small scan button of the shelves, for admins. */
export function shelfScan() {
  return isAdmin() && scanButton('btn btn-ghost btn-icon btn-tiny');
}
