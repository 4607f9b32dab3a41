// Which sheet is open, and what it shows.

import { t } from '../i18n.js';
import { settingsContent } from './settings-sheet.js';
import { KeySheet } from './help-sheet.js';
import { gotoContent, notesContent } from './notes-sheet.js';

/** @typedef {import('./conductor.js').Reader} Reader */
/** @typedef {import('./sheets.js').Name} Name */

/** @type {Record<Name, string>} */
const TITLES = { settings: t('reader.title'), help: t('reader.keys'), goto: t('reader.goto'), notes: t('reader.bookmarks') };

/** @param {Reader} reader @param {() => void} shift the pairs */
export function panels(reader, shift) {
  const { sheets } = reader;
  const keys = new KeySheet(reader.settings, () => { again('help'); reader.applyLook(); }, () => { sheets.close(); reader.zones.show(true); });

  /** @param {Name} name @returns {import('../dom.js').Child[] | null} null when there is nothing to be shown */
  function content(name) {
    const { reading } = reader;
    if (name === 'help') return keys.content();
    if (!reading) return null;
    if (name === 'settings') return settingsContent(reader, { again: () => again('settings'), notes: () => open('notes'), keys: () => open('help'), shift });
    if (name === 'notes') reading.bookmarks.hush();
    if (name === 'notes') return notesContent(reading.bookmarks, { goTo: (page) => { sheets.close(); reader.show(page); }, remove: (page) => void reading.bookmarks.toggle(page) });
    return gotoContent(reading.index, reading.count, (index) => { sheets.close(); reader.show(index); });
  }

  /** @param {Name} name */
  function again(name) {
    const { activeElement: held } = document;
    if (sheets.name === name && held instanceof HTMLTextAreaElement) {   // keeps the field that is being typed in; the sheet is redrawn afterwards
      held.addEventListener('blur', () => setTimeout(() => again(name)), { once: true });
      return;
    }
    const made = sheets.name === name && content(name);
    if (made) sheets.update(name, made);
  }

  /** @param {Name} name @param {HTMLElement | null} [opener] */
  function open(name, opener = null) {
    keys.rest();
    if (sheets.name === name) {
      sheets.close();
      return;
    }
    const made = content(name);
    if (made) sheets.open(name, TITLES[name], made, opener);
  }

  return { open, again, keys };
}
