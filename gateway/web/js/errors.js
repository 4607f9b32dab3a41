// What a page shows when it failed to load: the reason and a way on.

import { ApiError } from './api.js';
import { h, icon, replace } from './dom.js';
import { t } from './i18n.js';
import { setTitle } from './router.js';
import * as state from './state.js';

/** @param {string} title @param {string} text @param {Node} action @param {string} name of the icon */
function page(title, text, action, name) {
  setTitle(title);
  return h('section', { class: 'empty' }, icon(name, 'i-l'), h('h1', null, title), h('p', null, text), action);
}

/** @param {unknown} error */
export function reasonOf(error) {
  return error instanceof ApiError ? error.detail : t('error.page');
}

/**
 * @param {unknown} error
 * @param {HTMLElement} main
 * @param {() => void} retry
 */
export function showError(error, main, retry) {
  const start = error instanceof ApiError ? retry : () => location.reload();     // a module that failed to load is only fetched again by a new page
  const again = h('button', { class: 'btn', type: 'button', onclick: start }, icon('rotate-ccw'), t('error.again'));
  if (error instanceof ApiError && error.status === 404) {
    replace(main, page(t('error.notHere'), error.detail, h('a', { class: 'btn', href: '/browse' }, icon('library'), t('nav.all')), 'search-x'));
  } else if (error instanceof ApiError && error.code === 'offline') {
    const section = page(t('error.noAnswer'), error.detail, again, 'wifi-off');
    replace(main, section);
    void import('./offline/cards.js').then(({ withoutServer }) => withoutServer(section, retry));
  } else {
    if (!(error instanceof ApiError)) console.error(error);
    replace(main, page(t('error.notArrived'), reasonOf(error), again, 'circle-alert'));
  }
}

/**
 * A notice in the flow of a page.
 * @param {string} text
 * @param {() => void} retry
 */
export function errorNotice(text, retry) {
  const notice = h('div', { class: 'notice notice-bad', role: 'alert' }, icon('circle-alert'), h('div', null, text),
    h('button', { class: 'btn btn-ghost', type: 'button', onclick: retry }, t('error.again')));
  if (!state.get('online')) {
    const end = state.subscribe(['online'], () => {          // the server is back: nobody has to press
      end();
      if (notice.isConnected) retry();
    });
  }
  return notice;
}
