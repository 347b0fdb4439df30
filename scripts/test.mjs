/**
 * Runs the project's checks in a clone in whatever state it is, and adds up what passed.
 *
 *   node scripts/test.mjs             everything
 *   node scripts/test.mjs check       types, lint, format, unit tests
 *   node scripts/test.mjs build e2e   the stages named
 *
 * It never stops at the first failure; the exit code says whether there was one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';

import { ensureInstalled } from './lib/install.mjs';
import { reportsDirectory } from './lib/paths.mjs';
import { stages } from './lib/stages.mjs';

const wanted = process.argv.slice(2);
const chosen = stages.filter(
  (stage) => wanted.length === 0 || wanted.includes(stage.name) || wanted.includes(stage.group),
);
if (chosen.length === 0) {
  console.error(`There is no such stage. There are: check, ${stages.map((stage) => stage.name).join(', ')}.`);
  process.exit(2);
}

await ensureInstalled();
const rows = [];
for (const stage of chosen) rows.push(await runStage(stage));
report(rows);

async function runStage(stage) {
  console.log(`\n━━ ${stage.name} ━━`);
  const needed = rows.find((row) => row.name === stage.needs);
  if (needed !== undefined && needed.failed > 0) {
    console.error(`not run: ${stage.needs} failed`);
    return { name: stage.name, passed: 0, failed: 1, skipped: 0, seconds: 0 };
  }
  const started = performance.now();
  const tally = await stage.run();
  return { name: stage.name, ...tally, seconds: (performance.now() - started) / 1000 };
}

function report(rows) {
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const all = {
    name: 'all',
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    seconds: sum('seconds'),
  };
  console.log('\nstage      passed  failed  skipped  seconds');
  for (const { name, passed, failed, skipped, seconds } of [...rows, all]) {
    const cells = [
      String(passed).padStart(6),
      String(failed).padStart(6),
      String(skipped).padStart(7),
      seconds.toFixed(1).padStart(7),
    ];
    console.log(`${name.padEnd(10)} ${cells.join('  ')}`);
  }
  mkdirSync(reportsDirectory, { recursive: true });
  const skippedPart = all.skipped > 0 ? `, ${all.skipped} skipped` : '';
  writeFileSync(`${reportsDirectory}totals.txt`, `${all.passed} passed, ${all.failed} failed${skippedPart}\n`);
  process.exitCode = all.failed > 0 || all.passed === 0 ? 1 : 0;
}
