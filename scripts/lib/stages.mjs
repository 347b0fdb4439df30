import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';

import { ensureChromium } from './chromium.mjs';
import { run, runTool } from './command.mjs';
import { reportsDirectory, root } from './paths.mjs';
import { tryToHaveTshark } from './tshark.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 * @typedef {{ name: string, group: 'check' | 'whole', needs?: string, run(): Promise<Tally> }} Stage
 */

/** Everything `npm test` does, in order. `npm run check` does the group of that name. */
/** @type {readonly Stage[]} */
export const stages = [
  { name: 'types', group: 'check', run: () => single(runTool('@typescript/native/bin/tsc', ['-p', '.'])) },
  { name: 'lint', group: 'check', run: () => single(runTool('eslint/bin/eslint.js', ['--max-warnings=0', '.'])) },
  {
    name: 'format',
    group: 'check',
    run: () => single(runTool('prettier/bin/prettier.cjs', ['--check', '.', '--log-level=warn'])),
  },
  { name: 'unit', group: 'check', run: runVitest },
  { name: 'build', group: 'whole', run: () => single(runTool('rollup/dist/bin/rollup', ['-c', '--silent'])) },
  { name: 'package', group: 'whole', needs: 'build', run: runPackageTests },
  { name: 'examples', group: 'whole', run: runExamples },
  { name: 'e2e', group: 'whole', needs: 'build', run: runPlaywright },
];

/** One step that either works or does not. */
async function single(exitCode) {
  return (await exitCode) === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

async function runVitest() {
  await tryToHaveTshark();
  const report = freshReport('vitest.json');
  const code = await runTool('vitest/vitest.mjs', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return tallyOf(report, code, (text) => {
    const result = JSON.parse(text);
    // A file that cannot be loaded is a failed suite without a failed test.
    const unloaded = result.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + unloaded.length,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  });
}

async function runPackageTests() {
  const report = freshReport('package.tap');
  const code = await run(process.execPath, [
    '--test',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=tap',
    `--test-reporter-destination=${report}`,
    ...filesIn('test/package', '.test.mjs'),
  ]);
  return tallyOf(report, code, (text) => {
    const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
    return {
      passed: count('pass'),
      failed: count('fail') + count('cancelled'),
      skipped: count('skipped') + count('todo'),
    };
  });
}

/** Each example is a program that ends by itself, with exit code 0 when what it shows has happened. */
async function runExamples() {
  const tally = { passed: 0, failed: 0, skipped: 0 };
  for (const file of [...filesIn('examples', '.ts'), ...filesIn('examples/chat', '.example.ts')]) {
    console.log(`\n▶ ${file}`);
    const code = await runTool('tsx/dist/cli.mjs', [file]);
    if (code === 0) tally.passed += 1;
    else tally.failed += 1;
  }
  return tally;
}

async function runPlaywright() {
  const chromium = await ensureChromium();
  if (chromium === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const report = freshReport('playwright.json');
  const code = await runTool('@playwright/test/cli.js', ['test', '--reporter=list,json'], {
    CHROMIUM_PATH: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  return tallyOf(report, code, (text) => {
    const { expected, unexpected, flaky, skipped } = JSON.parse(text).stats;
    // A test that needed a second try is not a test that passed.
    return { passed: expected, failed: unexpected + flaky, skipped };
  });
}

function freshReport(name) {
  mkdirSync(reportsDirectory, { recursive: true });
  const path = `${reportsDirectory}${name}`;
  rmSync(path, { force: true });
  return path;
}

/** What a runner's report says; a runner that failed without naming a test still counts as one failure. */
function tallyOf(report, exitCode, parse) {
  const tally = existsSync(report) ? parse(readFileSync(report, 'utf8')) : { passed: 0, failed: 0, skipped: 0 };
  return exitCode === 0 ? tally : { ...tally, failed: Math.max(tally.failed, 1) };
}

function filesIn(directory, ending) {
  if (!existsSync(`${root}${directory}`)) return [];
  return readdirSync(`${root}${directory}`)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => `${directory}/${name}`);
}
