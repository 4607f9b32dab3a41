// Where somebody is: written down on the device with every turn, and sent a second after the last one (offline/outbox.js).

import { put, waitingOf } from '../offline/outbox.js';
import { remember } from './memory.js';

const QUIET = 1000;

/** @typedef {import('./types.js').Progress} Progress */

/**
 * Writes down a place and sends it a second after the last one.
 * @param {{comic_id: string, current_page: number, total_pages: number | null, completed: boolean}} place
 */
export function record(place) {
  const completed = place.completed || Boolean(waitingOf('place', place.comic_id)?.data.completed);
  remember(place.comic_id, { place: { ...place, completed, updated_at: new Date().toISOString() } });
  void put('place', place.comic_id, { ...place, completed }, QUIET);
}

/**
 * The place in a comic that the server may not have heard of yet.
 * @param {string} comicId
 * @returns {Progress | null}
 */
export function placeOf(comicId) {
  const change = waitingOf('place', comicId);
  return change && { ...change.data, updated_at: change.at };
}
