// The reader lies over everything; the frame under it is hidden and inert.

import { h, replace } from '../dom.js';
import { keepCover } from '../reader/previews.js';
import { canGoBack, navigate } from '../router.js';
import { styled } from '../style.js';

/** @type {import('../router.js').Show} */
export async function show(main, { id = '' }, { query, signal }) {
  const page = Number.parseInt(query.get('page') ?? '', 10);
  const app = document.getElementById('app');
  const container = h('div', { class: 'reader-room', id: 'reader' });
  const hide = (/** @type {boolean} */ on) => {
    if (!app) return;
    app.inert = on;
    app.hidden = on;
  };
  const { open } = await import('../reader/reader.js');
  await styled();
  signal.throwIfAborted();
  void keepCover(id, main);
  document.body.append(container);
  hide(true);
  try {
    const close = await open(container, id, {
      page: Number.isNaN(page) ? undefined : page,
      onClose: () => {
        if (canGoBack()) history.back();
        else navigate('/', { replace: true });
      },
    });
    replace(main);
    return () => {
      close();
      container.remove();
      hide(false);
    };
  } catch (error) {
    container.remove();
    hide(false);
    throw error;
  }
}
