/**
 * twinrtc next to its peers in one interleaved run, then the simulation's own cost. Options go to bench/run.mjs.
 * The peers are installed into bench/node_modules: they are nobody's dependency.
 */
import { existsSync } from 'node:fs';

import { run, runTool } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/paths.mjs';

await ensureInstalled();
const steps = [
  () => runTool('rollup/dist/bin/rollup', ['-c', '--silent']),
  () => (existsSync(`${root}bench/node_modules`) ? 0 : run('npm', ['ci', '--prefix', 'bench', '--loglevel=error'])),
  () => run(process.execPath, ['bench/run.mjs', ...process.argv.slice(2)]),
  () => run(process.execPath, ['--expose-gc', '--import', 'tsx', 'bench/simulation.ts']),
];
for (const step of steps) {
  process.exitCode = await step();
  if (process.exitCode !== 0) break;
}
