// Comics whose files are gone. They wait here, with everything readers did in them, until somebody purges them.

import { get, send } from '../api.js';
import { refuse } from '../admin/frame.js';
import { isAdmin } from '../auth.js';
import { listing, nothing, roomHead } from '../care/listing.js';
import { ask } from '../dialog.js';
import { h, icon, replace } from '../dom.js';
import { day, dayWithin, size } from '../format.js';
import { t } from '../i18n.js';
import { setTitle } from '../router.js';
import { style } from '../style.js';
import { attempt, toast } from '../toast.js';

style('care');
style('issue');

/** @typedef {{id: string, title: string, series: string, series_id: string, library_id: string, path: string, size_bytes: number, since: string, hidden: boolean, purgeable_at: string}} Missing */

const PAGE = 200;
const KEPT_DAYS = 30;

/** @param {Missing} one */
function isDue({ hidden, purgeable_at: at }) {
  return hidden && Date.parse(at) <= Date.now();
}

/** How many may be purged now: the list is the latest first, so the whole of it is looked at. */
async function countDue() {
  let due = 0;
  for (let cursor = '', whole = false; !whole;) {
    const page = await get('/api/missing', { limit: PAGE, cursor });
    due += page.items.filter(isDue).length;
    cursor = page.next_cursor ?? '';
    whole = !cursor;
  }
  return due;
}

/** @param {number} n @param {string | null} title of the only one */
function confirm(n, title) {
  return ask({ title: title ? t('missing.askOne', { title }) : t('missing.ask', { n }), text: t('missing.askText'), yes: t('missing.purge'), danger: true });
}

/** @type {import('../router.js').Show} */
export async function show(main, _params, { signal }) {
  if (!isAdmin()) return refuse(main);
  setTitle(t('missing.title'));
  /** @param {Record<string, unknown>} which @param {number} n */
  const purge = async (which, n) => {
    const { purged } = await send('POST', '/api/missing/purge', { ...which, count: n });
    toast(t('missing.purged', { n: purged }));
    await list.load();
  };
  const all = h('button', { class: 'btn btn-danger', type: 'button', onclick: () => attempt(async () => {
    const n = await countDue();
    if (!n) return toast(t('missing.noneDue', { n: KEPT_DAYS }));
    if (await confirm(n, null)) await purge({ older_than_days: KEPT_DAYS }, n);
  }) }, icon('trash-2'), t('missing.purgeDue'));
  /** @param {Missing} one */
  const row = (one) => h('li', { class: 'care-row' }, icon('unplug'),
    h('span', { class: 'care-name' }, h('b', null, one.title), h('a', { class: 'small quiet link-row', href: `/series/${one.series_id}` }, one.series), h('span', { class: 'small faint path' }, one.path)),
    h('span', { class: 'care-when small quiet' }, h('span', null, t('missing.since', { day: dayWithin(one.since) })), h('span', { class: 'faint' }, `${size(one.size_bytes)}. `, isDue(one) ? t('missing.due') : t('missing.dueAt', { day: day(one.purgeable_at) }))),
    isDue(one) && h('button', { class: 'btn btn-ghost btn-danger', type: 'button', 'aria-label': t('missing.purgeOne', { title: one.title }), onclick: () => attempt(async () => { if (await confirm(1, one.title)) await purge({ ids: [one.id] }, 1); }) }, t('missing.purge')));
  const { element, count } = roomHead(t('missing.title'), t('missing.about', { n: KEPT_DAYS }), all);
  const list = listing({ path: '/api/missing', signal, draw: row, onTotal: (n) => {
    count.textContent = n ? t('count.comics', { n }) : '';
    all.hidden = !n;
  }, empty: () => nothing('circle-check', t('missing.none'), t('missing.noneHint')) });
  await list.load();
  replace(main, element, list.element);
}
