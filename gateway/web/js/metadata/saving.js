// How an editor saves: it waits, says what was refused beside the fields, and offers the way back once it is done.

import { ApiError, send } from '../api.js';
import { locale, t } from '../i18n.js';
import { inParts } from '../selection/in-parts.js';
import { toast } from '../toast.js';

/** @typedef {{field: {key: string}, complain: (message: string) => void}[]} Rows */

/**
 * Saves what a sheet asks for; where the server refuses, the sheet stays and says why.
 * @param {import('./sheet.js').Sheet} sheet
 * @param {Rows} rows
 * @param {() => Promise<void>} work
 */
export async function saving(sheet, rows, work) {
  sheet.wait(true);
  sheet.complain('');
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    complain(error, rows, sheet);
  } finally {
    sheet.wait(false);
  }
}

/**
 * Says what was saved, with the way back.
 * @param {string} text
 * @param {(string | null)[]} undos the tokens of the changes, in the order in which they were made
 * @param {() => void} onChange
 */
export function saved(text, undos, onChange) {
  const tokens = undos.filter((one) => one !== null).reverse();
  toast(text, tokens.length ? { onUndo: async () => {
    await inParts(tokens, 1, ([token]) => send('POST', `/api/undo/${encodeURIComponent(String(token))}`));
    onChange();
  } } : {});
}

/**
 * Says beside the fields, or else above the buttons, what the server did not take.
 * @param {ApiError} error
 * @param {Rows} rows
 * @param {import('./sheet.js').Sheet} sheet
 */
function complain(error, rows, sheet) {
  const told = error.errors.filter(({ field, message }) => {
    const row = rows.find((one) => one.field.key === field.split('.').pop());
    row?.complain(message.charAt(0).toLocaleUpperCase(locale) + message.slice(1));
    return Boolean(row);
  });
  sheet.complain(told.length ? t('editor.look') : error.detail);
}
