// Home as this device knows it: what was read here moves from rail to rail before the server has heard of it.

/** @typedef {import('../types.js').Book} Book */
/** @typedef {import('../types.js').ListItem} ListItem */
/** @typedef {{continue_reading: Book[], on_deck: Book[], new: import('../types.js').Series[]}} Shown */
/** @typedef {[home: Shown, want: {items: ListItem[], total: number}, recent: {items: {book: Book}[]}]} Answers */

/** @param {Book} book */
const readAt = ({ progress }) => Date.parse(progress?.updated_at ?? '') || 0;

/**
 * @param {Answers} answers
 * @param {import('../offline/dressing.js').Dress} dress
 * @param {import('../offline/dressing.js').Listed} listed
 */
export function known([{ continue_reading: open, on_deck: deck, new: fresh }, want, { items: recent }], dress, listed) {
  const lately = recent.map(({ book }) => book);
  const all = [...open, ...deck, ...lately, ...want.items.flatMap(({ book }) => book ?? [])];
  const moved = new Map(all.filter((book) => dress(book) !== book).map((book) => [book.id, /** @type {Book} */ (dress(book))]));
  /** Those of a rail, and what was moved there; the server's order where nothing was. @param {Book[]} books @param {(book: Book) => boolean} fits */
  const rail = (books, fits) => {
    if (!moved.size) return books.filter(fits);
    const others = [...moved.values()].filter(({ id }) => !books.some((book) => book.id === id));
    return [...books.map(dress), ...others].filter(fits).sort((a, b) => readAt(b) - readAt(a));
  };
  return {
    reading: rail(open, ({ progress }) => Boolean(progress && !progress.completed)),
    deck: deck.map(dress).filter((book) => !moved.has(book.id) || !book.progress),
    fresh: fresh.map(dress),
    read: rail(lately, ({ progress }) => Boolean(progress?.completed)),
    wanted: listed('want', want.items).map(({ book, series, ...item }) => ({ ...item, book: book && dress(book), series: series && dress(series) })),
  };
}
