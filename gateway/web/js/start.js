// Where the app begins: its words first, then all that says some.

import { coming } from './words.js';

void coming.then(() => import('./main.js'));               // what does not come is said by js/stuck.js
