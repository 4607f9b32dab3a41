// The mark beside a change that the server does not know yet.

import { h, icon } from '../dom.js';
import { t } from '../i18n.js';

export const waitsMark = () => h('span', { class: 'state quiet small waits' }, icon('clock', 'i-s'), t('offline.waits'));
