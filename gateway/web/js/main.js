// Builds the frame, asks for a login where there is none, and shows the page of the address.

import { passOverRefusal } from './api.js';
import { begin } from './auth.js';
import { whenIdle } from './dom.js';
import { showError } from './errors.js';
import { missed, t } from './i18n.js';
import { listen } from './keys.js';
import { loadShelves } from './libraries.js';
import { loadLists } from './lists/mine.js';
import { watchConnection } from './offline/connection.js';
import { start } from './router.js';
import { watchScan } from './scan-status.js';
import { buildShell } from './shell.js';
import { whenSlow } from './slow.js';
import * as state from './state.js';
import { adopt } from './theme-menu.js';
import { toast } from './toast.js';

/** @type {import('./router.js').Route[]} */
const ROUTES = [
  { pattern: /^\/$/, load: () => import('./pages/home.js') },
  { pattern: /^\/browse$/, load: () => import('./pages/browse.js') },
  { pattern: /^\/series\/(?<id>[^/]+)$/, load: () => import('./pages/series.js') },
  { pattern: /^\/issue\/(?<id>[^/]+)$/, load: () => import('./pages/issue.js') },
  { pattern: /^\/statistics$/, load: () => import('./pages/statistics.js') },
  { pattern: /^\/problems$/, load: () => import('./pages/problems.js') },
  { pattern: /^\/folders$/, load: () => import('./pages/folders.js') },
  { pattern: /^\/tags$/, load: () => import('./pages/tags.js') },
  { pattern: /^\/missing$/, load: () => import('./pages/missing.js') },
  { pattern: /^\/gaps$/, load: () => import('./pages/gaps.js') },
  { pattern: /^\/duplicates$/, load: () => import('./pages/duplicates.js') },
  { pattern: /^\/read\/(?<id>[^/]+)$/, load: () => import('./pages/read.js') },
  { pattern: /^\/search$/, load: () => import('./pages/search.js') },
  { pattern: /^\/(?:scan|libraries|admin)$/, load: () => import('./pages/moved.js') },
  { pattern: /^\/account$/, load: () => import('./pages/account.js') },
  { pattern: /^\/invite$/, load: () => import('./pages/invite.js') },
  { pattern: /^\/admin\/scan$/, load: () => import('./pages/admin/scan.js') },
  { pattern: /^\/admin\/libraries$/, load: () => import('./pages/admin/libraries.js') },
  { pattern: /^\/admin\/users$/, load: () => import('./pages/admin/users.js') },
  { pattern: /^\/admin\/system$/, load: () => import('./pages/admin/system.js') },
  { pattern: /^\/admin\/logs$/, load: () => import('./pages/admin/logs.js') },
  { pattern: /^\/admin\/backups$/, load: () => import('./pages/admin/backups.js') },
  { pattern: /^\/admin\/settings$/, load: () => import('./pages/admin/settings.js') },
  { pattern: /^\/lists$/, load: () => import('./pages/lists.js') },
  { pattern: /^\/lists\/(?<id>[^/]+)$/, load: () => import('./pages/list.js') },
  { pattern: /^\/smart\/(?<id>[^/]+)$/, load: () => import('./pages/smart.js') },
  { pattern: /^\/bookmarks$/, load: () => import('./pages/bookmarks.js') },
  { pattern: /^\/recent$/, load: () => import('./pages/recent.js') },
  { pattern: /^\/offline$/, load: () => import('./pages/offline.js') },
  { pattern: /^/, load: () => import('./pages/not-found.js') },
];

/** What the frame around the page shows. Where no answer comes it stays as it is; the page itself says why. */
const loadFrame = () => Promise.all([loadShelves(), loadLists(), adopt()].map((one) => one.catch(passOverRefusal)));

/** @param {HTMLElement} app */
async function run(app) {
  const main = buildShell(app);
  listen();
  const page = ROUTES.find(({ pattern }) => pattern.test(location.pathname));
  page?.load().catch(() => {});                            // fetched meanwhile; a failure shows when the page is opened
  if (!navigator.onLine) state.set({ online: false });
  const known = whenSlow(main, () => !main.firstChild);
  await begin().finally(known);
  const waits = ['quarterbin.waiting', 'quarterbin.progress', 'quarterbin.refused'].some((key) => (localStorage.getItem(key) ?? '[]') !== '[]');
  if (waits) await import('./offline/outbox.js');          // what waits on this device goes, and is shown until it has
  const frame = loadFrame();
  start(main, ROUTES, showError, whenSlow);
  if (missed) toast(t('i18n.missed', { language: missed }), { label: t('error.again'), onUndo: () => location.reload(), stays: true });
  watchScan();
  watchConnection(() => {
    void loadFrame();
    void import('./offline/worker.js').then(({ resumeSaving }) => resumeSaving());
  });
  await frame.finally(() => whenIdle(() => void import('./offline/worker.js').then(({ startWorker }) => startWorker())));
}

const app = document.getElementById('app');
document.getElementById('stuck')?.remove();                // it came after all
if (app) void run(app);
