// Paths of the browser to pages. Every entry of the history keeps its own scroll position and whatever the page
// puts into its `memory`, so that Back returns to where one was.

import { announce } from './announce.js';
import * as state from './state.js';
import { styled } from './style.js';
import { apart } from './together.js';

/**
 * @typedef {object} Visit
 * @property {AbortSignal} signal ends when another page is shown
 * @property {Record<string, any>} memory kept with this entry of the history; JSON only
 * @property {URLSearchParams} query
 * @property {boolean} returning whether one came here by Back or Forward
 *
 * @typedef {Record<string, string>} PathParams
 * @typedef {(main: HTMLElement, params: PathParams, visit: Visit) => Promise<(() => void) | void>} Show
 * @typedef {{pattern: RegExp, load: () => Promise<{show: Show}>}} Route
 */

/** @type {Route[]} */
let routes = [];
/** @type {HTMLElement} */
let main;
/** @type {(error: unknown, main: HTMLElement, retry: () => void) => void} */
let showError;
/** @type {(place: HTMLElement, isBare: () => boolean) => () => void} */
let whenSlow;
/** @type {AbortController | null} */
let current = null;
/** @type {Route | null} */
let shown = null;
/** @type {(() => void) | void} */
let cleanup;
/** @type {Record<string, any>} */
let memory = {};
let depth = 0;
let settled = false;

/** @param {string} title */
export function setTitle(title) {
  document.title = title ? `${apart(title)} · Quarterbin` : 'Quarterbin';
}

/** How many pages of the app lie behind this one in the history. */
export function canGoBack() {
  return depth > 0;
}

/** Keeps what the page remembers, and where it is scrolled to, with its entry of the history. */
function save() {
  if (settled) memory.scroll = [window.scrollX, window.scrollY];
  history.replaceState({ depth, memory }, '');
}

/**
 * Goes to a path of the app.
 * @param {string} path with its query
 * @param {{replace?: boolean}} [options] `replace` takes the place of this entry of the history
 */
export function navigate(path, { replace = path === location.pathname + location.search } = {}) {
  save();
  memory = {};
  if (!replace) depth += 1;
  history[replace ? 'replaceState' : 'pushState']({ depth, memory }, '', path);
  void visit(false);
}

/**
 * Changes the query of this page without showing it anew.
 * @param {URLSearchParams} query
 */
export function setQuery(query) {
  const text = query.toString();
  history.replaceState({ depth, memory }, '', text ? `${location.pathname}?${text}` : location.pathname);
}

/** Shows the page of the address anew, such as after another user has logged in. */
export function reload() {
  save();
  void visit(true);
}

/** @param {PathParams} params @returns {PathParams | null} null: these are no names, but signs gone wrong, such as "%E0%A4" */
function decoded(params) {
  try {
    return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, decodeURIComponent(value)]));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return null;
  }
}

/** @param {string} path */
function match(path) {
  for (const route of routes) {
    const found = route.pattern.exec(path);
    const params = found && decoded(found.groups ?? {});
    if (params) return { route, params };
  }
  throw new Error(`No route for ${path}: the last one has to match everything.`);
}

/** @param {boolean} returning */
async function visit(returning) {
  current?.abort();
  const mine = new AbortController();
  current = mine;
  settled = false;
  const leave = cleanup;
  cleanup = undefined;
  leave?.();
  const { route, params } = match(location.pathname);
  const first = state.get('path') === '';
  state.set({ path: location.pathname + location.search, shelf: null });
  const before = shown === route ? null : main.firstChild;   // the same page draws itself anew
  shown = route;
  const isBare = () => !mine.signal.aborted && (main.firstChild === before || main.querySelector(':scope > .bones') !== null);
  const come = whenSlow(main, isBare);
  try {
    const { show } = await route.load();
    await styled();
    if (mine.signal.aborted) return;
    const end = await show(main, params, { signal: mine.signal, memory, query: new URLSearchParams(location.search), returning });
    if (mine.signal.aborted) {
      end?.();
      return;
    }
    cleanup = end;
  } catch (error) {
    if (mine.signal.aborted) return;
    showError(error, main, reload);
  } finally {
    come();
  }
  const [x, y] = (returning && memory.scroll) || [0, 0];
  window.scrollTo(x, y);
  if (returning) keepInPlace(y);
  settled = true;
  if (!first) arrive(returning);
}

/** What one went away by is where it was, whatever has another height above it now. @param {number} y where it was scrolled to */
function keepInPlace(y) {
  const [scrolled, top] = memory.seen ?? [];
  const link = scrolled === y ? document.getElementById(memory.focus) : null;
  if (link && main.contains(link)) window.scrollBy(0, link.getBoundingClientRect().top - top);
}

/** @param {boolean} returning */
function arrive(returning) {
  announce(document.title.replace(' · Quarterbin', ''));
  const at = document.activeElement;
  if (at && (main.contains(at) || at.matches('input[type="search"]'))) return;            // the focus is in the page already
  const focus = returning && memory.focus ? document.getElementById(memory.focus) : null;
  const heading = focus ?? main.querySelector('h1');
  if (!(heading instanceof HTMLElement)) return;
  if (!focus) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** @param {MouseEvent} event */
function onClick(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname.startsWith('/api/')) return;
  event.preventDefault();
  if (link.hash && link.pathname === location.pathname) {
    document.getElementById(link.hash.slice(1))?.focus();
    return;
  }
  if (link.id && main.contains(link)) Object.assign(memory, { focus: link.id, seen: [window.scrollY, link.getBoundingClientRect().top] });
  navigate(link.pathname + link.search);
}

/**
 * Shows the page of the address, and from then on follows links and the history.
 * @param {HTMLElement} element where pages are shown
 * @param {Route[]} table the last one matches everything
 * @param {typeof showError} onError shows what went wrong, with a way on
 * @param {typeof whenSlow} onSlow watches over a page that does not come; what it gives back ends that
 */
export function start(element, table, onError, onSlow) {
  main = element;
  routes = table;
  showError = onError;
  whenSlow = onSlow;
  history.scrollRestoration = 'manual';
  if (history.state?.memory) ({ depth, memory } = history.state);
  document.addEventListener('click', onClick);
  window.addEventListener('popstate', (event) => {
    depth = event.state?.depth ?? 0;
    memory = event.state?.memory ?? {};
    void visit(true);
  });
  window.addEventListener('pagehide', save);
  let timer = 0;
  window.addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => { if (settled) save(); }, 150);
  }, { passive: true });
  void visit(Boolean(memory.scroll));
}
