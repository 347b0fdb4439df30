import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Results of one run, by test and subtest. Codes: P pass, F fail, T timeout, N not run, X precondition failed.
 *
 * @typedef {{ h: string, ms: number, m?: string, s: Record<string, string>, msg?: Record<string, string> }} FileResult
 * @typedef {{ name?: string, meta: Record<string, unknown>, files: Record<string, FileResult> }} Results
 */

/** testharness.js's harness statuses, by number. CRASH is ours: the process ended, or had to be ended. */
export const HARNESS_STATUSES = ['OK', 'ERROR', 'TIMEOUT', 'PRECONDITION_FAILED'];

/** A subtest counts as passed only if the file's process lived to the end. */
export function hasPassed(results, id, subtest) {
  const file = results.files[id];
  return file !== undefined && file.h !== 'CRASH' && file.s[subtest] === 'P';
}

/** One line per test, in order, so that two runs can be compared with diff. */
export function writeResults(file, { meta, files }) {
  const ids = Object.keys(files).sort();
  const lines = ids.map((id) => `${JSON.stringify(id)}:${JSON.stringify(files[id])}`);
  writeFileSync(file, `{"meta":${JSON.stringify(meta)},\n"files":{\n${lines.join(',\n')}\n}}\n`);
}

/** `names` gives the subtests of each test, in the order that compact results (one letter each, `c`) rely on. */
export function readResults(file, names = {}) {
  const results = JSON.parse(readFileSync(file, 'utf8'));
  results.name = path.basename(file, '.json');
  for (const [id, result] of Object.entries(results.files)) {
    if (result.s === undefined) result.s = expand(result.c, names[id] ?? []);
  }
  return results;
}

function expand(codes, names) {
  const entries = [...codes].map((code, i) => [names[i], code]);
  return Object.fromEntries(entries.filter(([, code]) => code !== '-'));
}
