import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyLogOfEnvironment } from '../../../../src/hosts/node/key-log.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
let directory = '';
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'twinrtc-keys-'))));
afterEach(() => rmSync(directory, { recursive: true }));

test('SSLKEYLOGFILE gets the secrets of real connections, the same from both ends', () => {
  const file = join(directory, 'keys.log');
  const program = ['--import', 'tsx', 'examples/offer-answer.ts'];
  const env = { ...process.env, SSLKEYLOGFILE: file };
  const { status, stderr } = spawnSync(process.execPath, program, { cwd: root, env, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}$/);
  expect(lines[1]).toBe(lines[0]);
});

test('where it is not set, or empty, nobody is told', () => {
  const { SSLKEYLOGFILE: before } = process.env;
  try {
    for (const value of [undefined, '']) {
      if (value === undefined) delete process.env.SSLKEYLOGFILE;
      else process.env.SSLKEYLOGFILE = value;
      expect(keyLogOfEnvironment()).toBeUndefined();
    }
  } finally {
    if (before !== undefined) process.env.SSLKEYLOGFILE = before;
  }
});
