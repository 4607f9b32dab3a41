// The service worker's other half: it is registered once the first page stands, and a new build of the app announces itself.
// The page is never reloaded without being asked, and nobody is interrupted in the middle of a comic.

import { t } from '../i18n.js';
import * as state from '../state.js';
import { toast } from '../toast.js';
import { allOf, canSave } from './shelf.js';

const LOOK_AGAIN = 3_600_000;                              // ms between looks for a new build
const AT_LEAST = 60_000;                                   // ms between two of them when somebody comes back to the page

/** Where Trusted Types are known, no text becomes the address of a script but this one. @type {string} */
const WORKER = /** @type {any} */ (window).trustedTypes?.createPolicy('quarterbin-worker', { createScriptURL: () => '/sw.js' }).createScriptURL('') ?? '/sw.js';

let looked = Date.now();
let announced = false;

/** @param {ServiceWorkerRegistration} registration whose next worker waits to take over */
function announceUpdate(registration) {
  if (announced) return;
  announced = true;
  const reload = () => {
    const { waiting } = registration;                      // not the one announced, where another build came meanwhile
    if (!waiting) return location.reload();
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    return waiting.postMessage('skip');
  };
  const say = () => {
    if (location.pathname.startsWith('/read/')) return false;
    toast(t('offline.update'), { label: t('offline.reload'), onUndo: reload, stays: true });
    return true;
  };
  if (say()) return;
  const end = state.subscribe(['path'], () => { if (say()) end(); });
}

/** Workers are switched off here, or there is no network; anything else is a mistake. @param {unknown} error */
function passOverMissing(error) {
  if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
}

/** @param {ServiceWorkerRegistration} registration */
function watchUpdates(registration) {
  const found = () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && navigator.serviceWorker.controller) announceUpdate(registration);
    });
  };
  if (registration.waiting && navigator.serviceWorker.controller) announceUpdate(registration);
  found();
  registration.addEventListener('updatefound', found);
  const look = () => {
    looked = Date.now();
    registration.update().catch(passOverMissing);          // the next look tells
  };
  setInterval(look, LOOK_AGAIN);
  document.addEventListener('visibilitychange', () => { if (!document.hidden && Date.now() - looked > AT_LEAST) look(); });
}

/** Goes on with what was still to be saved when the page was last closed. */
export async function resumeSaving() {
  const waiting = (await allOf(state.get('user')?.id ?? '')).filter(({ state: at }) => at !== 'saved' && at !== 'failed');
  if (!waiting.length) return;
  const { purge } = await import('./remove.js');
  await purge();
  const { resume } = await import('./save.js');
  await resume();
}

/** Registers the worker and looks after what it keeps. */
export async function startWorker() {
  if (!canSave) return;
  try {
    watchUpdates(await navigator.serviceWorker.register(WORKER, { updateViaCache: 'none' }));
  } catch (error) {
    passOverMissing(error);                                // the app works without
  }
  await resumeSaving();
}
