// Where somebody is: written down on the device with every turn, and sent a second after the last one (offline/outbox.js).

import { put, waitingOf } from '../offline/outbox.js';
import { remember } from './memory.js';

const QUIET = 1000;

/**
 * Writes down a place and sends it a second after the last one.
 * @param {{comic_id: string, current_page: number, total_pages: number | null, completed: boolean, name: string}} place
 */
export function record(place) {
  const { completed: was = false, gone = false, anew = gone, said } = waitingOf('place', place.comic_id)?.data ?? {};
  const completed = place.completed || was;
  const { name: _name, ...here } = place;
  remember(place.comic_id, { place: { ...here, completed, updated_at: new Date().toISOString() } });
  void put('place', place.comic_id, { ...place, completed, anew: anew && !completed, said }, QUIET);
}
