import { nodeResolve } from '@rollup/plugin-node-resolve';
import { dts } from 'rollup-plugin-dts';
import esbuild, { minify } from 'rollup-plugin-esbuild';

const nodeEntries = {
  index: 'src/index.node.ts',
  sim: 'src/sim.node.ts',
  testing: 'src/testing.node.ts',
  core: 'src/core.ts',
  install: 'polyfill/install.node.ts',
  polyfill: 'polyfill/index.node.ts',
  'vitest-environment': 'shims/vitest-environment.ts',
};

const webEntries = {
  index: 'src/index.web.ts',
  sim: 'src/sim.web.ts',
  testing: 'src/testing.web.ts',
  core: 'src/core.ts',
  install: 'polyfill/install.web.ts',
  polyfill: 'polyfill/index.web.ts',
};

/** The program: no types, and nothing for a page. */
const programs = { cli: 'src/cli/main.ts', 'explore-worker': 'src/cli/exploration/worker.ts' };

/** What the package leaves to its user's own resolution. */
const external = [/^node:/, /^@noble\//, /^@sinonjs\//, /^vitest\//];

const javascript = () => esbuild({ target: 'es2022', tsconfig: false });

/** Identifiers stay as they are: script sees the names of classes, and people the frames of a stack. */
const small = () => minify({ target: 'es2022', minify: false, minifyWhitespace: true, minifySyntax: true });

/** One directory of modules per platform; what the entries have in common goes to `shared/`. */
const modules = (directory, input) => ({
  input,
  external,
  plugins: [javascript()],
  output: {
    dir: `dist/${directory}`,
    format: 'es',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'shared/[name].js',
    hoistTransitiveImports: false,
  },
});

export default [
  modules('node', { ...nodeEntries, ...programs }),
  modules('web', webEntries),
  {
    // Everything in one file for a <script> tag, as the global `twinrtc`. What it asks for late is the page's to have.
    input: 'src/index.script.ts',
    plugins: [nodeResolve({ browser: true }), javascript()],
    output: { file: 'dist/twinrtc.iife.js', format: 'iife', name: 'twinrtc', sourcemap: true, plugins: [small()] },
  },
  {
    // What runs in the page of a report, for `twinrtc report` to put there.
    input: 'src/report/main.ts',
    plugins: [javascript(), minify({ target: 'es2022' })],
    output: { file: 'dist/report.js', format: 'iife' },
  },
  {
    input: nodeEntries,
    external,
    plugins: [dts({ tsconfig: 'tsconfig.json', compilerOptions: { noEmit: false } })],
    output: {
      dir: 'dist/types',
      format: 'es',
      entryFileNames: '[name].d.ts',
      chunkFileNames: 'shared/[name].d.ts',
    },
  },
];
