// What keys, taps, swipes and sheets do to the reader.

import { toast } from '../toast.js';
import { toggleFullscreen } from './device.js';
import { gestures } from './gestures.js';
import { actionOf } from './keys.js';
import { fitOf } from './look.js';
import { gotoContent, helpContent, settingsContent } from './sheets.js';

/** @typedef {import('./reader.js').Reader} Reader */
/** @typedef {import('./keys.js').Action} Action */

/**
 * @param {Reader} reader
 * @param {AbortSignal} signal
 * @returns {{openSheet: (name: 'settings' | 'help' | 'goto', opener?: HTMLElement | null) => void}}
 */
export function controls(reader, signal) {
  const { root, stage, settings, sheets } = reader;
  /** @type {Promise<void> | null} a swipe coming to rest */
  let gliding = null;

  /** Nobody waits for a glide: it is cut short, and what was asked for comes right after. @param {() => void} act */
  function soon(act) {
    if (!gliding) act();
    else {
      stage.hurry();
      void gliding.then(act);
    }
  }

  const rtl = () => settings.direction === 'rtl';
  const side = (/** @type {'left' | 'right'} */ where) => ((where === 'right') === rtl() ? -1 : 1);

  /** @param {'settings' | 'help' | 'goto'} name @param {HTMLElement | null} [opener] */
  function openSheet(name, opener = null) {
    if (sheets.name === name) {
      sheets.close();
      return;
    }
    const { reading } = reader;
    if (name === 'help') {
      sheets.open(name, 'Keys', helpContent(() => { sheets.close(); reader.zones.show(true); }), opener);
    } else if (reading && name === 'settings') {
      sheets.open(name, 'Reader', settingsContent(settings, fitOf(settings.look), reading.issue.series, () => reader.applyLook()), opener);
    } else if (reading && name === 'goto') {
      sheets.open(name, 'Go to page', gotoContent(reading.index, reading.count, (index) => { sheets.close(); reader.show(index); }), opener);
    }
  }

  /** @param {Partial<import('./types.js').Look>} patch */
  const look = (patch) => {
    settings.set(patch);
    relook();
  };
  const relook = () => {
    reader.applyLook();
    const series = reader.reading?.issue.series;
    if (series) sheets.update('settings', settingsContent(settings, fitOf(settings.look), series, () => reader.applyLook()));
  };

  /** @param {1 | -1} step @param {boolean} held */
  function screen(step, held) {
    if (reader.atEnd || !stage.scrollOn(step)) reader.turn(step, { held, fromEnd: step < 0 });
  }

  /** @param {'next' | 'previous'} which */
  function neighbour(which) {
    const book = reader.reading?.issue[which];
    if (book) void reader.open(book.id, null);
    else if (reader.reading) toast(which === 'next' ? 'This is the last issue.' : 'This is the first issue.');
  }

  /** @type {Record<Action, (held: boolean) => void>} */
  const actions = {
    left: (held) => reader.turn(side('left'), { held }),
    right: (held) => reader.turn(side('right'), { held }),
    'screen-on': (held) => screen(1, held),
    'screen-back': (held) => screen(-1, held),
    first: () => reader.show(0),
    last: () => { if (reader.reading) reader.show(reader.reading.count === null ? reader.reading.index : reader.reading.last); },
    'next-issue': (held) => { if (!held) neighbour('next'); },
    'previous-issue': (held) => { if (!held) neighbour('previous'); },
    goto: () => openSheet('goto'),
    direction: () => { settings.setDirection(rtl() ? 'ltr' : 'rtl'); relook(); toast(rtl() ? 'Right to left' : 'Left to right'); },
    width: () => look({ fit: 'width' }),
    height: () => look({ fit: 'height' }),
    original: () => look({ fit: 'original' }),
    bookmark: (held) => { if (!held) reader.bookmark(); },
    fullscreen: () => void toggleFullscreen(),
    settings: () => openSheet('settings'),
    bars: () => reader.chrome(root.dataset.chrome === 'off'),
    help: () => openSheet('help'),
    escape: () => { if (sheets.name) sheets.close(); else reader.leave(); },
  };

  document.addEventListener('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const elsewhere = target && target !== document.body && !root.contains(target); // the login, a toast
    if (event.defaultPrevented || elsewhere || root.closest('[inert]')) return;
    root.toggleAttribute('data-tab', event.key === 'Tab');
    const action = actionOf(event);
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    if (reader.zones.show(false) && action === 'escape') return;
    soon(() => actions[action](event.repeat));
  }, { signal, capture: true });

  gestures(root, '.stage, .end, .zones', {
    onTap(zone) {
      stage.element.focus({ preventScroll: true });
      if (reader.zones.show(false)) return;
      if (sheets.name) sheets.close();
      else if (zone === 'middle') reader.chrome(root.dataset.chrome === 'off');
      else soon(() => reader.turn(side(zone)));
    },
    canSwipe: () => reader.reading !== null && !gliding && !sheets.name && !reader.zones.shown
      && !stage.element.hasAttribute('data-pan') && (window.visualViewport?.scale ?? 1) < 1.05,
    onSwipe(dx) {
      const { reading } = reader;
      if (!reading || reader.atEnd || !stage.moves) return;
      const step = side(dx < 0 ? 'right' : 'left');
      const to = reading.index + step;
      stage.drag(to < 0 ? dx / 4 : dx, reading.pages.get(to)); // nothing comes before the first page: it only gives a little
    },
    onRelease(dx, over) {
      const { reading } = reader;
      const step = side(dx < 0 ? 'right' : 'left');
      const turns = over && reading !== null && (reader.atEnd || reading.index + step >= 0);
      stage.element.focus({ preventScroll: true });
      gliding = stage.settle(turns).then(() => {
        gliding = null;
        if (over) reader.turn(step);
      });
    },
  }, signal);

  return { openSheet };
}
