// Old addresses of pages that have a room of their own now.

import { navigate } from '../router.js';

/** @type {Record<string, string>} */
const NOW = { '/scan': '/admin/scan', '/libraries': '/admin/libraries', '/admin': '/admin/scan' };

/** @type {import('../router.js').Show} */
export async function show() {
  navigate(NOW[location.pathname] ?? '/', { replace: true });
}
