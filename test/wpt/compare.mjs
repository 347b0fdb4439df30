/**
 * Compares results: node test/wpt/compare.mjs RESULTS.json… [--baselines DIR] [--missing | --files] [--reference NAME]
 *
 * The table shows them beside those of `--baselines`; `--missing` lists what the reference (Chromium, unless told
 * otherwise) passes and the first of them does not; `--files` counts its results by test.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';

import { Comparison, readBaselines } from './lib/comparison.mjs';
import { DEFAULT_BASELINES } from './lib/defaults.mjs';
import { printFiles, printMissing, printTable } from './lib/report.mjs';
import { readResults } from './lib/results.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    baselines: { type: 'string', default: DEFAULT_BASELINES },
    reference: { type: 'string', default: 'chromium' },
    missing: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
  },
});

const baselines = readBaselines(path.resolve(options.baselines));
const runs = positionals.map((file) => readResults(file, baselines.universe));
const comparison = new Comparison([...runs, ...baselines.runs], baselines.universe);
if (options.missing) printMissing(comparison, runNamed(options.reference), runs[0]);
else if (options.files) printFiles(comparison, runs[0]);
else printTable(comparison);

function runNamed(name) {
  const run = comparison.runs.find((candidate) => candidate.name === name);
  if (run === undefined) throw new Error(`There are no results of ${name}.`);
  return run;
}
