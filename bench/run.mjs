/**
 * twinrtc and its peers in one interleaved run: for each repetition, for each test, every implementation in turn.
 *
 *   node bench/run.mjs [--reps 3] [--seconds 3] [--only twinrtc,werift] [--tests connect,tp1_65536] [--quick]
 *
 * Prints one table; the samples go to bench/results/.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { implementations, runOne, runTwo } from './lib/runner.mjs';
import { tableOf } from './lib/table.mjs';

const argument = (name, fallback) => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? fallback : process.argv[index + 1];
};
const isQuick = process.argv.includes('--quick');
const repetitions = Number(argument('reps', isQuick ? 1 : 3));
const seconds = Number(argument('seconds', isQuick ? 1.5 : 3));
const directory = new URL('.', import.meta.url);
/** The send buffer that suits each implementation best, by message size: several collapse with too much queued. */
const tuned = JSON.parse(readFileSync(new URL('tune.json', directory), 'utf8'));

const flow = (name, size, extra = {}) => ({ size, seconds, high: tuned[name]?.[size], ...extra });
const tests = {
  connect: (impl) => runOne(impl, 'connect', { n: isQuick ? 10 : 50 }),
  concurrent: (impl) => runOne(impl, 'concurrent', { n: isQuick ? 20 : 100 }),
  latency: (impl) => runOne(impl, 'latency', { rounds: isQuick ? 1000 : 5000 }),
  latency2: (impl) => runTwo(impl, impl, 'latency', { rounds: isQuick ? 1000 : 5000 }),
  rate_ordered: (impl) => runOne(impl, 'throughput', flow(impl.name, 32)),
  rate_unreliable: (impl) => runOne(impl, 'throughput', flow(impl.name, 32, { ordered: false, maxRetransmits: 0 })),
};
for (const size of [1024, 16384, 65536, 262144]) {
  tests[`tp1_${size}`] = (impl) => runOne(impl, 'throughput', flow(impl.name, size), 40_000);
  tests[`tp2_${size}`] = (impl) => runTwo(impl, impl, 'throughput', flow(impl.name, size), 40_000);
}

const only = argument('only')?.split(',');
const wanted = argument('tests')?.split(',');
const chosen = implementations().filter(({ name }) => only?.includes(name) ?? true);
const samples = {};
for (let repetition = 1; repetition <= repetitions; repetition++) {
  for (const [test, run] of Object.entries(tests)) {
    if (wanted !== undefined && !wanted.some((prefix) => test.startsWith(prefix))) continue;
    for (const implementation of chosen) {
      const sample = await run(implementation);
      ((samples[test] ??= {})[implementation.name] ??= []).push(sample);
      const value = sample.error ?? sample.MBps ?? sample.median_us ?? sample.median_ms ?? sample.opened;
      console.error(`[${repetition}/${repetitions}] ${test} ${implementation.name}: ${value}`);
    }
  }
}

const names = chosen.map(({ name }) => name);
const machine = `${cpus().length} cores, ${cpus()[0].model}; Node ${process.version}`;
const table = `${tableOf(samples, names)}\n\n${machine}; median (min–max) of ${repetitions} interleaved repetitions.\n`;
const stem = new URL(`results/run-${new Date().toISOString().replace(/[:.]/g, '-')}`, directory);
mkdirSync(new URL('results/', directory), { recursive: true });
writeFileSync(`${stem.pathname}.json`, JSON.stringify({ machine, repetitions, samples }, undefined, 1));
writeFileSync(`${stem.pathname}.md`, table);
console.log(table);
