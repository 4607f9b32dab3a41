// What keys, taps, swipes and pinches do to the reader.

import { announce } from '../announce.js';
import { t } from '../i18n.js';
import { toast } from '../toast.js';
import { toggleFullscreen } from './device.js';
import { gestures } from './gestures.js';
import { actionOf } from './keys.js';
import { panels } from './panels.js';
import { wheel } from './wheel.js';

/** @typedef {import('./conductor.js').Reader} Reader */
/** @typedef {import('./keys.js').Action} Action */
/** @typedef {import('./types.js').Look} Look */

const ZOOM_STEP = 1.25;
const DOUBLE_TAP = 2.5;

/**
 * @param {Reader} reader
 * @param {AbortSignal} signal
 */
export function controls(reader, signal) {
  const { root, view, settings, sheets, zones, frame } = reader;
  const { stage } = view;
  const sheet = panels(reader, shift);
  /** @type {Promise<void> | null} a swipe coming to rest */
  let gliding = null;
  let pinchedFrom = 1;
  let barsBefore = false;

  /** Nobody waits for a glide: it is cut short, and what was asked for comes right after. @param {() => void} act */
  function soon(act) {
    if (!gliding) act();
    else {
      stage.hurry();
      void gliding.then(act);
    }
  }

  const rtl = () => settings.direction === 'rtl' && view.mode !== 'scroll';
  const side = (/** @type {'left' | 'right'} */ where) => ((where === 'right') === rtl() ? -1 : 1);

  /** @param {Partial<Look>} patch @param {string} says */
  const look = (patch, says) => {
    settings.set(patch);
    relook(says);
  };
  /** @param {string} says */
  const relook = (says) => {
    reader.applyLook();
    sheet.again('settings');
    announce(says);
  };

  function shift() {
    if (!reader.reading) return;
    if (view.mode !== 'two') {
      toast(t('reader.shiftWhereTwo'));
      return;
    }
    reader.reading.shift();
    reader.show(reader.reading.index, { turned: false });
  }

  /** @param {1 | -1} step @param {boolean} held */
  function screen(step, held) {
    if (reader.atEnd || !view.scrollOn(step)) reader.turn(step, { held, fromEnd: step < 0 });
  }

  /** Asks first where nobody knows yet which page is the last. */
  async function toLast() {
    await reader.reading?.askCount();
    if (reader.reading && reader.reading.count !== null) reader.show(reader.reading.last);
  }

  /** @param {'next' | 'previous'} which */
  function neighbour(which) {
    const book = reader.reading?.issue[which];
    if (book) void reader.open(book.id, null);
    else if (reader.reading) toast(which === 'next' ? t('reader.lastIssue') : t('reader.firstIssue'));
  }

  /** @param {number} times @param {import('./gestures.js').Point} [at] */
  function zoomBy(times, at) {
    const from = view.zoom;
    view.zoomTo(from * times, at?.x, at?.y);
    if (view.zoom !== from) announce(t('reader.zoomed', { n: Math.round(view.zoom * 100) }));
  }

  /** Within a zoomed page the arrows pan, as far as it goes. @param {1 | -1} way @returns {boolean} */
  function pans(way) {
    const { element } = stage;
    const left = way > 0 ? element.scrollWidth - element.clientWidth - element.scrollLeft : element.scrollLeft;
    if (view.zoom === 1 || reader.atEnd || left < 4) return false;
    element.scrollBy({ left: way * element.clientWidth * 0.4, behavior: stage.moves ? 'smooth' : 'instant' });
    return true;
  }

  /** @type {Record<Action, (held: boolean) => void>} */
  const actions = {
    left: (held) => { if (!pans(-1)) reader.turn(side('left'), { held }); },
    right: (held) => { if (!pans(1)) reader.turn(side('right'), { held }); },
    'screen-on': (held) => screen(1, held),
    'screen-back': (held) => screen(-1, held),
    first: () => reader.show(0),
    last: () => void toLast(),
    'next-issue': (held) => { if (!held) neighbour('next'); },
    'previous-issue': (held) => { if (!held) neighbour('previous'); },
    goto: () => sheet.open('goto'),
    one: () => look({ pages: 'one' }, t('reader.one')),
    two: () => look({ pages: 'two' }, t('reader.two')),
    scroll: () => look({ pages: 'scroll' }, t('reader.scroll')),
    shift: (held) => { if (!held) shift(); },
    direction: () => { settings.setDirection(settings.direction === 'rtl' ? 'ltr' : 'rtl'); relook(''); toast(settings.direction === 'rtl' ? t('reader.rtl') : t('reader.ltr')); },
    width: () => look({ fit: 'width' }, t('reader.fitWidth')),
    height: () => look({ fit: 'height' }, t('reader.fitHeight')),
    both: () => look({ fit: 'both' }, t('reader.fitBoth')),
    original: () => look({ fit: 'original' }, t('reader.original')),
    'zoom-in': () => zoomBy(ZOOM_STEP),
    'zoom-out': () => zoomBy(1 / ZOOM_STEP),
    'zoom-off': () => view.zoomTo(1),
    crop: (held) => { if (!held) look({ crop: !settings.look.crop }, settings.look.crop ? t('reader.cropped') : t('reader.uncropped')); },
    bookmark: (held) => { if (!held) reader.reading?.bookmark(); },
    notes: () => sheet.open('notes'),
    auto: (held) => { if (!held) reader.toggleAuto(); sheet.again('settings'); },
    incognito: (held) => { if (!held) reader.habits.setIncognito(!reader.habits.incognito); },
    fullscreen: () => void toggleFullscreen(),
    settings: () => sheet.open('settings'),
    bars: () => frame.chrome(root.dataset.chrome === 'off'),
    help: () => sheet.open('help'),
    escape: () => {
      if (sheets.name) sheets.close();
      else if (view.zoom > 1) view.zoomTo(1);
      else reader.leave();
    },
  };

  document.addEventListener('keydown', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const elsewhere = target && target !== document.body && !root.contains(target); // the login, a toast
    if (event.defaultPrevented || elsewhere || root.closest('[inert]')) return;
    root.toggleAttribute('data-tab', event.key === 'Tab');
    const taken = sheets.name === 'help' && sheet.keys.take(event);
    const action = taken ? null : actionOf(event, settings.keys);
    if (!taken && !action) return;
    event.preventDefault();
    event.stopPropagation();
    if (!action || (zones.show(false) && action === 'escape')) return;
    reader.habits.stir();
    soon(() => actions[action](event.repeat));
  }, { signal, capture: true });

  /** @param {import('./gestures.js').Point} at @param {boolean} again */
  function tap(at, again) {
    stage.element.focus({ preventScroll: true });
    reader.habits.stir();
    if (zones.show(false)) return;
    if (sheets.name) return sheets.close();
    const does = view.zoom > 1 ? 'bars' : zones.at(at.x / root.clientWidth, at.y / root.clientHeight);
    if (does === 'bars' && again && !reader.atEnd) {
      frame.chrome(barsBefore);
      view.zoomTo(view.zoom > 1 ? 1 : DOUBLE_TAP, at.x, at.y);
    } else if (does === 'bars') {
      barsBefore = root.dataset.chrome !== 'off';
      frame.chrome(!barsBefore);
    } else if (view.mode === 'scroll' && !reader.atEnd) soon(() => screen(does === 'next' ? 1 : -1, false));
    else soon(() => reader.turn(does === 'next' ? 1 : -1));
  }

  gestures(root, '.stage, .end, .zones', {
    onTap: tap,
    canSwipe: () => reader.reading !== null && !gliding && !sheets.name && !zones.shown && view.zoom === 1
      && (reader.atEnd || view.mode !== 'scroll') && !stage.element.hasAttribute('data-pan'),
    onSwipe(dx) {
      if (!reader.reading || reader.atEnd || !stage.moves) return;
      const { reading } = reader;
      const beside = view.beside(side(dx < 0 ? 'right' : 'left'));
      const pages = beside?.pages.map((n) => reading.pages.get(n)).filter((page) => page !== undefined) ?? [];
      const atStart = !beside && reading.index === 0 && side(dx < 0 ? 'right' : 'left') < 0;
      stage.drag(atStart ? dx / 4 : dx, beside, pages); // nothing comes before the first page: it only gives a little
    },
    onRelease(dx, over) {
      const { reading } = reader;
      const step = side(dx < 0 ? 'right' : 'left');
      const turns = over && reading !== null && (reader.atEnd || step > 0 || view.beside(step) !== null);
      stage.element.focus({ preventScroll: true });
      reader.habits.stir();
      gliding = stage.settle(turns).then(() => {
        gliding = null;
        if (over) reader.turn(step);
      });
    },
    onPan(dx, dy) {
      stage.element.scrollBy({ left: -dx, top: -dy, behavior: 'instant' });
      reader.habits.stir();
    },
    onPinch() {
      pinchedFrom = view.zoom;
      reader.habits.stir();
    },
    onZoom(times, at) {
      if (!reader.atEnd && !zones.shown) view.zoomTo(pinchedFrom * times, at.x, at.y);
    },
  }, signal);

  wheel(root, {
    canTurn: () => reader.reading !== null && view.mode !== 'scroll' && view.zoom === 1 && !sheets.name && !zones.shown && !gliding,
    scrolls: (across, by) => !reader.atEnd && stage.hasMore(across, by),
    onTurn(step, across) {
      reader.habits.stir();
      const way = across && rtl() ? (step > 0 ? -1 : 1) : step;
      if (way < 0 || !reader.atEnd) reader.turn(way, { fromEnd: way < 0 });   // into the next issue only by more than a wheel
    },
  }, signal);

  return sheet;
}
