// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// What m-ld-js finds everywhere in Node.js, from packages for the browser.

import process from 'process/browser.js';

process.nextTick = (act, ...args) => queueMicrotask(() => act(...args));
export { process };
export { Buffer } from 'buffer/';
