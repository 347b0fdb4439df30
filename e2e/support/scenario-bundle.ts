import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What stands in a page for the modules that the scenario imports in Node. */
const standIns: Readonly<Record<string, string>> = {
  'sim.node.ts': 'export const { SimulatedNetwork } = globalThis.twinrtc;',
  'node:crypto': `
    import { sha256 } from '@noble/hashes/sha2.js';
    import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
    export function createHash() {
      const hash = sha256.create();
      return { update: (text) => hash.update(utf8ToBytes(text)), digest: () => bytesToHex(hash.digest()) };
    }`,
};

const onTheBundle: Plugin = {
  name: 'on the bundle',
  setup(context) {
    context.onResolve({ filter: /(\/sim\.node\.ts|^node:crypto)$/ }, ({ path }) => ({
      path: path.replace(/^.*\//, ''),
      namespace: 'stand-in',
    }));
    context.onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path }) => ({
      contents: standIns[path]!,
      resolveDir: root,
    }));
  },
};

/** The scenario of the determinism test as a module for pages, on the `twinrtc` that is global there. */
export async function bundleScenario(): Promise<string> {
  const result = await build({
    entryPoints: [`${root}test/support/one-scenario.ts`],
    plugins: [onTheBundle],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  return result.outputFiles[0]!.text;
}
