// What stands beside something that the server has still to hear of.

import { h, icon } from '../dom.js';
import { t } from '../i18n.js';

export const waitsMark = () => h('span', { class: 'state quiet small waits' }, icon('clock', 'i-s'), t('offline.waits'));
