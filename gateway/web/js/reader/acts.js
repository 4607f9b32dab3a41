// What one can ask of the reader: an action for each entry of the table of keys (keys.js), and what hands share with them.

import { announce } from '../announce.js';
import { t } from '../i18n.js';
import { toast } from '../toast.js';
import { toggleFullscreen } from './device.js';
import { panels } from './panels.js';

/** @typedef {import('./conductor.js').Reader} Reader */
/** @typedef {import('./keys.js').Action} Action */
/** @typedef {import('./types.js').Look} Look */

const ZOOM_STEP = 1.25;                  // times, for each press

export class Acts {
  /** What each action does; `held`: its key is held down. @type {Record<Action, (held: boolean) => void>} */
  table = {
    left: (held) => { if (!this.#pans(-1)) this.reader.turn(this.side('left'), { held }); },
    right: (held) => { if (!this.#pans(1)) this.reader.turn(this.side('right'), { held }); },
    'screen-on': (held) => this.screen(1, held),
    'screen-back': (held) => this.screen(-1, held),
    first: () => this.reader.show(0),
    last: () => void this.#toLast(),
    'next-issue': (held) => { if (!held) this.#neighbour('next'); },
    'previous-issue': (held) => { if (!held) this.#neighbour('previous'); },
    goto: () => this.sheet.open('goto'),
    one: () => this.#look({ pages: 'one' }, t('reader.one')),
    two: () => this.#look({ pages: 'two' }, t('reader.two')),
    scroll: () => this.#look({ pages: 'scroll' }, t('reader.scroll')),
    shift: (held) => { if (!held) this.#shift(); },
    direction: () => this.#mirror(),
    width: () => this.#look({ fit: 'width' }, t('reader.fitWidth')),
    height: () => this.#look({ fit: 'height' }, t('reader.fitHeight')),
    both: () => this.#look({ fit: 'both' }, t('reader.fitBoth')),
    original: () => this.#look({ fit: 'original' }, t('reader.original')),
    'zoom-in': () => this.#zoomBy(ZOOM_STEP),
    'zoom-out': () => this.#zoomBy(1 / ZOOM_STEP),
    'zoom-off': () => this.reader.view.zoomTo(1),
    crop: (held) => { if (!held) this.#crop(); },
    bookmark: (held) => { if (!held) this.reader.reading?.bookmark(); },
    notes: () => this.sheet.open('notes'),
    auto: (held) => { if (!held) this.reader.toggleAuto(); this.sheet.again('settings'); },
    incognito: (held) => { if (!held) this.reader.habits.setIncognito(!this.reader.habits.incognito); },
    fullscreen: () => void toggleFullscreen(),
    settings: () => this.sheet.open('settings'),
    bars: () => this.reader.frame.chrome(this.reader.root.dataset.chrome === 'off'),
    help: () => this.sheet.open('help'),
    escape: () => this.#back(),
  };

  /** @param {Reader} reader */
  constructor(reader) {
    this.reader = reader;
    this.sheet = panels(reader, () => this.#shift());
  }

  /** Whether pages are turned from right to left. */
  get rtl() {
    return this.reader.settings.direction === 'rtl' && this.reader.view.mode !== 'scroll';
  }

  /** Which way a side of the screen leads: 1 on, -1 back. @param {'left' | 'right'} where */
  side(where) {
    return (where === 'right') === this.rtl ? -1 : 1;
  }

  /** On or back by a screen, or to the next page where there is no more of this one. @param {1 | -1} step @param {boolean} held */
  screen(step, held) {
    const { reader } = this;
    if (reader.atEnd || !reader.view.scrollOn(step)) reader.turn(step, { held, fromEnd: step < 0 });
  }

  /** @param {Partial<Look>} patch @param {string} says */
  #look(patch, says) {
    this.reader.settings.set(patch);
    this.#relook(says);
  }

  /** @param {string} says */
  #relook(says) {
    this.reader.applyLook();
    this.sheet.again('settings');
    announce(says);
  }

  #mirror() {
    const { settings } = this.reader;
    settings.setDirection(settings.direction === 'rtl' ? 'ltr' : 'rtl');
    this.#relook('');
    toast(settings.direction === 'rtl' ? t('reader.rtl') : t('reader.ltr'));
  }

  #crop() {
    const { crop } = this.reader.settings.look;
    this.#look({ crop: !crop }, crop ? t('reader.uncropped') : t('reader.cropped'));
  }

  #shift() {
    const { reader } = this;
    if (!reader.reading) return;
    if (reader.view.mode !== 'two') {
      toast(t('reader.shiftWhereTwo'));
      return;
    }
    reader.reading.shift();
    reader.show(reader.reading.index, { turned: false });
  }

  /** Asks first where nobody knows yet which page is the last. */
  async #toLast() {
    const { reader } = this;
    await reader.reading?.askCount();
    if (reader.reading && reader.reading.count !== null) reader.show(reader.reading.last);
  }

  /** @param {'next' | 'previous'} which */
  #neighbour(which) {
    const { reader } = this;
    const book = reader.reading?.issue[which];
    if (book) void reader.open(book.id, null);
    else if (reader.reading) toast(which === 'next' ? t('reader.lastIssue') : t('reader.firstIssue'));
  }

  /** @param {number} times */
  #zoomBy(times) {
    const { view } = this.reader;
    const from = view.zoom;
    view.zoomTo(from * times);
    if (view.zoom !== from) announce(t('reader.zoomed', { n: Math.round(view.zoom * 100) }));
  }

  /** Within a zoomed page the arrows pan, as far as it goes. @param {1 | -1} way @returns {boolean} */
  #pans(way) {
    const { view, atEnd } = this.reader;
    const { element, moves } = view.stage;
    const left = way > 0 ? element.scrollWidth - element.clientWidth - element.scrollLeft : element.scrollLeft;
    if (view.zoom === 1 || atEnd || left < 4) return false;
    element.scrollBy({ left: way * element.clientWidth * 0.4, behavior: moves ? 'smooth' : 'instant' });
    return true;
  }

  /** Esc ends one thing at a time: a sheet, the zoom, the reading. */
  #back() {
    const { sheets, view } = this.reader;
    if (sheets.name) sheets.close();
    else if (view.zoom > 1) view.zoomTo(1);
    else this.reader.leave();
  }
}
