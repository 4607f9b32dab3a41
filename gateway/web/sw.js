// The service worker: the app itself from the device, so that it always opens; saved comics where there is no network.
// Everything else goes to the server as if there were no worker: logins, ranges, downloads, all other answers.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const BUILD = '{{build}}';                                 // the gateway writes it here
const SHELLS = 'quarterbin-shell-';
const SHELL = SHELLS + BUILD;
const SAVED = 'quarterbin-saved-';                         // js/offline/shelf.js: `quarterbin-saved-USER-COMIC`
const SHELLS_KEPT = 2;                                     // a page of the build before may still be open and ask for a module
const AT_ONCE = 6;
const PATIENCE = 2000;                                     // ms for a server that says nothing, where the comic is here
const NOT_PAGES = /^\/(api|internal|assets|healthz|readyz|metrics)(\/|$)|\.[^/]*$/;
const UNNAMED = /^\/(img|css|js|fonts|locales)\/|^\/manifest\.webmanifest$/;
const COMIC = /^\/api\/(?:read|cover)\/([^/]+)(\/pages|\/page\/\d+)?$/;

/** Comic to the name of its cache; null until it is known. @type {Map<string, string> | null} */
let saved = null;
let learning = learn();

async function learn() {
  const names = (await caches.keys()).filter((name) => name.startsWith(SAVED));
  saved = new Map(names.map((name) => [name.slice(name.lastIndexOf('-') + 1), name]));
  return saved;
}

/** The page of an address, which differs from that of others in what it names ahead. Fails where the server has another build by now. @param {string} path */
async function pageAt(path) {
  const page = await fetch(path, { cache: 'no-store' });
  if (!(await page.clone().text()).includes(`/assets/${BUILD}/`)) throw new Error('The server has another build by now.');
  return page;
}

/** Puts the whole app of this build on the device. Fails, and is tried again later, where the server has another one by now. */
async function install() {
  const list = await (await fetch(`/assets/${BUILD}/list.json`)).json();
  if (list.build !== BUILD) throw new Error('The server has another build by now.');
  const [home, browse] = await Promise.all(['/', '/browse'].map(pageAt));
  const cache = await caches.open(SHELL);
  const paths = Object.keys(list.files).map((path) => `/assets/${BUILD}${path}`);
  const next = async () => {
    for (let path = paths.shift(); path; path = paths.shift()) await cache.add(path);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  if (browse) await cache.put('/browse', browse);
  if (home) await cache.put('/', home);                    // last: with it the shell is whole
}

async function activate() {
  const shells = (await caches.keys()).filter((name) => name.startsWith(SHELLS) && name !== SHELL);
  await Promise.all(shells.slice(0, -(SHELLS_KEPT - 1)).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {Request} request */
async function page(request) {
  const { pathname } = new URL(request.url);
  return (await caches.match(pathname, { cacheName: SHELL })) ?? (await caches.match('/', { cacheName: SHELL })) ?? fetch(request);
}

/** @param {Request} request @param {string} path under its build */
async function asset(request, path) {
  return (await caches.match(path, { ignoreVary: true })) ?? fetch(request);
}

/**
 * An answer about one comic. Pages name their content in the address, so the saved ones are as good as the server's, and a
 * cover without its version is asked for where only saved comics stand; for the rest the server goes first.
 * @param {Request} request @param {URL} url @param {string} id @param {string | undefined} part
 */
async function comic(request, url, id, part) {
  const name = (saved ?? await learning).get(id);
  if (!name) return fetch(request);
  const cache = await caches.open(name);
  const drawn = url.pathname.startsWith('/api/cover/') && request.cache === 'default';
  const kept = part || drawn ? await cache.match(request.url, { ignoreVary: true }) : undefined;
  if (kept) return kept;
  const near = await cache.match(request.url, { ignoreSearch: true, ignoreVary: true });
  const coming = fresh(request, name, url.pathname.startsWith('/api/read/') && !part ? url.pathname : '');
  if (!near) return coming;
  return Promise.race([coming.catch(() => near), new Promise((resolve) => setTimeout(() => resolve(near), PATIENCE))]);
}

/** The server's answer about a saved comic. @param {Request} request @param {string} name of its cache @param {string} document where it is to be kept, if it is */
async function fresh(request, name, document) {
  const answer = await fetch(request);
  if (document && answer.ok && await caches.has(name)) {
    const headers = { 'Content-Type': 'application/json', 'X-Saved': '1' };
    const kept = new Response(JSON.stringify({ ...await answer.clone().json(), saved: true }), { headers });
    await (await caches.open(name)).put(document, kept).catch(() => {});    // no room: the one of before stays
  }
  return answer;
}

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('message', (event) => {
  if (event.data === 'skip') void worker.skipWaiting();
  if (event.data === 'saved') {
    saved = null;
    learning = learn();
  }
});
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin || request.headers.has('range')) return;
  const { pathname } = url;
  if (request.mode === 'navigate') {
    if (!NOT_PAGES.test(pathname)) event.respondWith(page(request));
  } else if (pathname.startsWith('/assets/')) event.respondWith(asset(request, pathname));
  else if (UNNAMED.test(pathname)) event.respondWith(asset(request, `/assets/${BUILD}${pathname}`));
  else {
    const found = COMIC.exec(pathname);
    const id = found?.[1];
    if (id && (saved === null || saved.has(id))) event.respondWith(comic(request, url, id, found[2]));
  }
});
