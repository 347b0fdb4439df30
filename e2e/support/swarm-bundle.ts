import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Exploration as the package has it for pages. */
const forPages: Plugin = {
  name: 'for pages',
  setup(context) {
    context.onResolve({ filter: /\/testing\.node\.ts$/ }, () => ({ path: `${root}dist/web/testing.js` }));
  },
};

/** `hashOfSwarm` as a script that makes it a global of the page. */
export async function bundleSwarm(): Promise<string> {
  const result = await build({
    entryPoints: [`${root}test/support/swarm-hash.ts`],
    plugins: [forPages],
    external: ['@sinonjs/fake-timers'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'swarm',
    target: 'es2022',
  });
  return result.outputFiles[0]!.text;
}
