import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

interface Results {
  readonly files: Record<string, { h: string; s: Record<string, string>; msg?: Record<string, string> }>;
}

interface Expectations {
  readonly unsorted: string[];
  judge(results: Results, host: string): string[];
  update(results: Results, host: string): void;
  reasons(host: string): { reason: string; count: number; ids: string[] }[];
}

const module = '../../wpt/lib/expectations.mjs';
const { Expectations } = (await import(module)) as {
  Expectations: new (file: string, hosts: readonly string[]) => Expectations;
};
const HOSTS = ['real', 'simulated'];

function expectationsOf(tests: object): { file: string; open: () => Expectations } {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'expectations-')), 'expectations.json');
  writeFileSync(file, JSON.stringify(tests));
  return { file, open: () => new Expectations(file, HOSTS) };
}

function ran(subtests: Record<string, string>, harness = 'OK'): Results {
  return { files: { 'a.html': { h: harness, s: subtests } } };
}

describe('a run', () => {
  const { open } = expectationsOf({
    'a.html': { fails: 'fail: a reason', 'fails somewhere': { simulated: 'fail|timeout: another' } },
  });

  test('that is as expected surprises nobody', () => {
    expect(open().judge(ran({ fails: 'F', 'fails somewhere': 'P', passes: 'P' }), 'real')).toEqual([]);
    expect(open().judge(ran({ fails: 'F', 'fails somewhere': 'T', passes: 'P' }), 'simulated')).toEqual([]);
  });

  test.each([
    ['a pass', { fails: 'P', 'fails somewhere': 'P' }, 'OK', ['a.html: "fails" pass']],
    ['a failure', { fails: 'F', 'fails somewhere': 'F' }, 'OK', ['a.html: "fails somewhere" fail']],
    ['what is gone', { 'fails somewhere': 'P' }, 'OK', ['a.html: "fails" is expected but was not there']],
    ['a crash', { fails: 'F', 'fails somewhere': 'P' }, 'CRASH', ['a.html: "(harness)" crash']],
  ])('surprises with %s', (_, subtests, harness, surprises) => {
    expect(open().judge(ran(subtests as Record<string, string>, harness), 'real')).toEqual(surprises);
  });
});

describe('an update', () => {
  test('keeps reasons, asks for those of new lines, and drops what passes', () => {
    const { file, open } = expectationsOf({ 'a.html': { fails: 'fail: a reason', passes: 'fail: another' } });
    open().update(ran({ fails: 'T', passes: 'P', 'is new': 'N' }), 'real');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      'a.html': {
        fails: { real: 'timeout: a reason', simulated: 'fail: a reason' },
        passes: { simulated: 'fail: another' },
        'is new': { real: 'notrun: unsorted' },
      },
    });
    expect(open().unsorted).toEqual(['a.html: is new']);
  });

  test('makes one line of what is the same on all hosts', () => {
    const { file, open } = expectationsOf({ 'a.html': { fails: { real: 'fail: a reason' } } });
    open().update(ran({ fails: 'F' }), 'simulated');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ 'a.html': { fails: 'fail: a reason' } });
  });
});

test('reasons are counted by subtest', () => {
  const { open } = expectationsOf({
    'a.html': { '(harness)': 'timeout: slow', one: 'fail: slow', two: 'notrun: slow', three: { real: 'fail: rare' } },
    'b.html': { four: 'fail: slow' },
  });
  expect(open().reasons('real')).toEqual([
    { reason: 'slow', count: 3, ids: ['a.html', 'b.html'] },
    { reason: 'rare', count: 1, ids: ['a.html'] },
  ]);
});
