// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Packs the page's code with m-ld-js into one file that a browser can read.

import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

await build({
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  entryPoints: ['page.mjs'],
  outfile: 'build/page.js',
  bundle: true,
  format: 'esm',
  minify: true,
  sourcemap: 'linked',
  // m-ld-js is written for Node.js, and these stand in for what a browser does not have.
  inject: ['node.mjs'],
  define: { global: 'globalThis' },
  logLevel: 'warning'
});
