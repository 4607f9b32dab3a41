// Where somebody is: written down on the device with every turn, and sent a second after the last one (offline/outbox.js).

import { put, waitingOf } from '../offline/outbox.js';
import { remember } from './memory.js';

const QUIET = 1000;                      // ms without a turn until the place is sent

/**
 * Writes down a place and sends it a second after the last one.
 * @param {{comic_id: string, current_page: number, total_pages: number | null, completed: boolean}} place
 * @param {{name: string, series_id: string, was: boolean}} about the comic; `was`: whether it was read already
 */
export function record(place, about) {
  const { completed: ended = false, gone = false, anew = gone, said, was = about.was } = waitingOf('place', place.comic_id)?.data ?? {};
  const completed = place.completed || ended;
  remember(place.comic_id, { place: { ...place, completed, updated_at: new Date().toISOString() } });
  void put('place', place.comic_id, { ...place, completed, anew: anew && !completed, said, ...about, was }, QUIET);
}
