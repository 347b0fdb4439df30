/**
 * Runs the web platform's own WebRTC tests in Node, or in Chromium with the library in the place of its own WebRTC, and
 * compares what happens with what is expected.
 *
 *   node test/wpt/run.mjs --wpt DIR [--host real|simulated | --in-browser] [--filter REGEX] [--jobs N] [--timeout S] [--json OUT]
 *                         [--baselines DIR] [--patience S] [--update] [--verbose]
 *
 * See README.md beside this file.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';

import { startBrowser } from './in-browser/browser.mjs';
import { Comparison, readBaselines } from './lib/comparison.mjs';
import { DEFAULT_BASELINES, DEFAULT_SUITE, expectationsFor } from './lib/defaults.mjs';
import { Expectations } from './lib/expectations.mjs';
import { printTable } from './lib/report.mjs';
import { writeResults } from './lib/results.mjs';
import { startProcesses } from './lib/run-test.mjs';
import { testsOf } from './lib/suite.mjs';

/** testharness.js gives a test ten seconds, a long one sixty. */
const STANDARD_SECONDS = 10;

const { values: options } = parseArgs({
  options: {
    wpt: { type: 'string', default: DEFAULT_SUITE },
    host: { type: 'string', default: 'real' },
    'in-browser': { type: 'boolean', default: false },
    filter: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    timeout: { type: 'string', default: String(STANDARD_SECONDS) },
    json: { type: 'string' },
    baselines: { type: 'string', default: DEFAULT_BASELINES },
    patience: { type: 'string' },
    update: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
if (!['real', 'simulated'].includes(options.host)) fail(`There is no host '${options.host}': real or simulated.`);
/** As expectations name it. */
const host = options['in-browser'] ? 'browser' : options.host;
const wpt = path.resolve(options.wpt);
const tests = testsOf(wpt, options.filter);
if (tests.length === 0) fail(`No tests in ${wpt}. test/wpt/README.md says how to get them.`);

const pageOptions = {
  wpt,
  host,
  timeoutMultiplier: Number(options.timeout) / STANDARD_SECONDS,
  patienceSeconds: options.patience && Number(options.patience),
  isVerbose: options.verbose,
};
const results = await runAll();
if (options.json !== undefined) writeResults(options.json, results);
if (options.filter === undefined) printComparison();
// With patience nothing ends as it is expected to.
if (options.patience === undefined) process.exitCode = judge() ? 0 : 1;

async function runAll() {
  const startedAt = performance.now();
  const runner = await (host === 'browser' ? startBrowser(pageOptions) : startProcesses(pageOptions));
  try {
    const files = await runTests(runner);
    return { name: 'twinrtc', meta: metaOf(startedAt), files };
  } finally {
    await runner.stop();
  }
}

async function runTests(runner) {
  const files = {};
  const queue = tests.map((test, index) => ({ test, index }));
  const work = async () => {
    for (let next; (next = queue.shift()) !== undefined;) {
      const result = await runner.run(next.test);
      files[next.test.id] = result;
      printResult(next.index, next.test.id, result);
    }
  };
  await Promise.all(Array.from({ length: Number(options.jobs) }, work));
  return files;
}

function printResult(index, id, { h, ms, m, s, msg }) {
  const codes = Object.values(s);
  const passed = codes.filter((code) => code === 'P').length;
  const message = m === undefined ? '' : `  ${m.split('\n')[0]}`;
  console.log(`[${index + 1}/${tests.length}] ${h.padEnd(7)} ${passed}/${codes.length} ${ms} ms ${id}${message}`);
  if (!options.verbose) return;
  for (const [name, code] of Object.entries(s))
    if (code !== 'P') console.log(`      ${code} ${name}  ${msg[name] ?? ''}`);
}

function printComparison() {
  const { runs, universe } = readBaselines(path.resolve(options.baselines));
  console.log('');
  printTable(new Comparison([results, ...runs], universe));
}

/** Says what was unexpected; with --update, makes it the expectation. */
function judge() {
  const { file, hosts } = expectationsFor(host);
  const expectations = new Expectations(file, hosts);
  const surprises = expectations.judge(results, host);
  if (options.update) {
    expectations.update(results, host);
    console.log(`\n${surprises.length} expectations changed, ${expectations.unsorted.length} without a reason`);
    return true;
  }
  const unsorted = expectations.unsorted;
  for (const surprise of surprises) console.log(`unexpected: ${surprise}`);
  if (unsorted.length > 0) console.log(`${unsorted.length} expectations have no reason, the first: ${unsorted[0]}`);
  console.log(`\n${surprises.length} results unexpected`);
  return surprises.length === 0 && unsorted.length === 0;
}

function metaOf(startedAt) {
  return {
    impl: 'twinrtc',
    host,
    date: new Date().toISOString(),
    node: process.version,
    jobs: Number(options.jobs),
    timeout: Number(options.timeout),
    wall_s: Math.round((performance.now() - startedAt) / 1000),
  };
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
