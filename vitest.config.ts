import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // The names users import, answered by the sources: what `paths` does for the compiler and for tsx.
    alias: [
      { find: /^twinrtc$/, replacement: source('src/index.node.ts') },
      { find: /^twinrtc\/sim$/, replacement: source('src/sim.node.ts') },
      { find: /^twinrtc\/testing$/, replacement: source('src/testing.node.ts') },
      { find: /^twinrtc\/core$/, replacement: source('src/core.ts') },
      { find: /^twinrtc\/install$/, replacement: source('polyfill/install.node.ts') },
      { find: /^twinrtc\/polyfill$/, replacement: source('polyfill/index.node.ts') },
    ],
  },
  test: {
    pool: 'threads',
    maxWorkers: 2,
    // A busy machine is no failure.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'core', include: ['test/**/*.test.ts'], exclude: ['test/shims/environment/**'], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'environment',
          include: ['test/shims/environment/**/*.test.ts'],
          environment: './shims/vitest-environment.ts',
          environmentOptions: { twinrtc: { network: 'simulated', seed: 7, latencyMs: 30 } },
        },
      },
    ],
  },
});
