// The keys of a windowed grid.

/**
 * @param {import('./grid.js').Grid} grid
 * @param {KeyboardEvent} event
 */
export function gridKeys(grid, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const rows = Math.max(1, Math.floor((window.innerHeight - grid.options.topEdge()) / grid.step.y));
  const { active, columns, total } = grid;
  /** @type {Record<string, number>} */
  const to = {
    ArrowRight: active + 1,
    ArrowLeft: active - 1,
    ArrowDown: active + columns < total ? active + columns : active,
    ArrowUp: active - columns >= 0 ? active - columns : active,
    PageDown: Math.min(active + rows * columns, total - 1),
    PageUp: Math.max(active - rows * columns, active % columns),
    Home: 0,
    End: total - 1,
  };
  const target = to[event.key];
  if (target === undefined) return;
  event.preventDefault();
  grid.focusItem(target);
}
