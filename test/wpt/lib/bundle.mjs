import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

import { build } from 'esbuild';

const require = createRequire(import.meta.url);

/**
 * The page with the DOM and the library as one module, made from the sources: a process that loads it starts five
 * times as fast as one that loads them file by file. Returns where it is; it is gone when this process ends.
 */
export async function bundlePage() {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'twinrtc-wpt-'));
  const outfile = path.join(directory, 'page.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, '../page/main.mjs')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    // happy-dom's dependencies include CommonJS that asks for Node's own modules.
    banner: { js: requireShim(require.resolve('happy-dom')) },
  });
  return { outfile, directory };
}

function requireShim(from) {
  return `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(from)});`;
}
