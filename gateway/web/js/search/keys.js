// Arrow keys among results: from the field down into them, through them as they lie, and back up.

/** @param {Element[]} all @param {Element} from @param {'ArrowUp' | 'ArrowDown'} key the nearest card in the next row up or down */
function inRow(all, from, key) {
  const here = from.getBoundingClientRect();
  const down = key === 'ArrowDown';
  const rows = all.map((node) => ({ node, box: node.getBoundingClientRect() })).filter(({ box }) => (down ? box.top >= here.bottom - 4 : box.bottom <= here.top + 4));
  const tops = rows.map(({ box }) => box.top);
  const edge = down ? Math.min(...tops) : Math.max(...tops);
  const row = rows.filter(({ box }) => Math.abs(box.top - edge) < 4);
  row.sort((a, b) => Math.abs(a.box.left - here.left) - Math.abs(b.box.left - here.left));
  return row[0]?.node;
}

/**
 * @param {HTMLElement} results
 * @param {() => HTMLInputElement | null} field the one in use
 * @param {AbortSignal} signal
 */
export function resultKeys(results, field, signal) {
  document.addEventListener('keydown', (event) => {
    const at = document.activeElement;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !(at instanceof HTMLElement)) return;
    const all = [...results.querySelectorAll('a.card, .search-recent a')];
    /** @type {Element | null | undefined} */
    let to;
    if (at instanceof HTMLInputElement && at.type === 'search') {
      if (event.key === 'ArrowDown') to = all[0];
    } else if (all.includes(at)) {
      const index = all.indexOf(at);
      if (event.key === 'ArrowRight') to = all[index + 1];
      else if (event.key === 'ArrowLeft') to = all[index - 1];
      else if (event.key === 'ArrowDown') to = inRow(all, at, 'ArrowDown');
      else if (event.key === 'ArrowUp') to = inRow(all, at, 'ArrowUp') ?? field();
      else if (event.key === 'Escape') to = field();
    }
    if (!(to instanceof HTMLElement)) return;
    event.preventDefault();
    to.focus();
  }, { signal });
}
