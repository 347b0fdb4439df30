import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError, type Command } from '../../../src/cli/command.ts';
import { diff } from '../../../src/cli/commands/diff.ts';
import { pcap } from '../../../src/cli/commands/pcap.ts';
import { timeline } from '../../../src/cli/commands/timeline.ts';
import { runCli } from '../../../src/cli/run.ts';
import { openTraceFile } from '../../../src/cli/trace-file.ts';
import { twoPeers } from '../../support/two-peers.ts';

let directory = '';
let trace = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'twinrtc-cli-'));
  const { world, end } = await twoPeers({ seed: 1, latencyMs: 10, trace: true });
  end();
  trace = join(directory, 'trace.json');
  writeFileSync(trace, world.trace.text());
});
afterAll(() => rmSync(directory, { recursive: true }));

async function run(commands: readonly Command[], ...args: readonly string[]) {
  const output: string[] = [];
  const errors: string[] = [];
  const terminal = { print: (line: string) => output.push(line), complain: (line: string) => errors.push(line) };
  const code = await runCli(commands, args, terminal, '1.2.3');
  return { code, output: output.join('\n'), errors: errors.join('\n') };
}

const probe = (body: Command['run']): Command => ({ name: 'probe', usage: 'x', summary: 'Probes.', run: body });

describe('the program', () => {
  test('says its version, its commands, and the usage of one', async () => {
    expect(await run([diff], '--version')).toMatchObject({ code: 0, output: '1.2.3' });
    expect((await run([diff, pcap])).output).toMatch(/diff +Names .*\n +pcap +Writes/);
    expect((await run([pcap], 'pcap', '--help')).output).toContain('usage: twinrtc pcap trace.json -o out.pcapng');
  });

  test('exits with 2 and the usage for what it does not understand', async () => {
    expect(await run([diff], 'juggle')).toMatchObject({
      code: 2,
      errors: expect.stringContaining("no command 'juggle'"),
    });
    const picky = probe(async () => {
      throw new UsageError('no arguments, no probing');
    });
    expect((await run([picky], 'probe')).errors).toMatch(/^no arguments, no probing\n\nusage: twinrtc probe x/);
    expect(await run([diff], 'diff', '--what')).toMatchObject({ code: 2 });
  });

  test('exits with 1 and one line for what goes wrong, with the code of the command otherwise', async () => {
    const failing = probe(async () => {
      throw new Error('no such thing');
    });
    expect(await run([failing], 'probe')).toMatchObject({ code: 1, errors: 'twinrtc probe: no such thing' });
    expect(await run([probe(async () => 3)], 'probe')).toMatchObject({ code: 3 });
  });
});

describe('the commands on traces', () => {
  test('timeline prints it in words', async () => {
    const { code, output } = await run([timeline], 'timeline', trace, '--last', '5');
    expect(code).toBe(0);
    expect(output.split('\n')).toHaveLength(5);
    expect(await run([timeline], 'timeline', trace, '--last', 'few')).toMatchObject({ code: 2 });
  });

  test('diff finds none, or the first difference', async () => {
    expect(await run([diff], 'diff', trace, trace)).toMatchObject({ code: 0, output: 'The traces are equal.' });
    const other = join(directory, 'other.json');
    writeFileSync(other, readFileSync(trace, 'utf8').replace('"state":"connected"', '"state":"failed"'));
    const { code, output } = await run([diff], 'diff', trace, other);
    expect(code).toBe(1);
    expect(output).toMatch(/in state/);
  });

  test('pcap writes a pcapng file', async () => {
    const file = join(directory, 'out.pcapng');
    expect(await run([pcap], 'pcap', trace, '-o', file)).toMatchObject({ code: 0 });
    expect(readFileSync(file).readUint32BE(0)).toBe(0x0a0d0d0a);
    expect(await run([pcap], 'pcap', trace)).toMatchObject({ code: 2 });
  });

  test('a file that is not there, or no trace, is named', async () => {
    const missing = join(directory, 'missing.json');
    expect((await run([timeline], 'timeline', missing)).errors).toContain('missing.json');
    const text = join(directory, 'text.json');
    writeFileSync(text, 'hello\n');
    expect((await run([timeline], 'timeline', text)).errors).toContain(`${text}: this is no trace of twinrtc`);
  });
});

test('a file is read in pieces, whatever they cut in two', () => {
  const long = join(directory, 'long.json');
  const note = JSON.stringify({ at: 1, type: 'note', text: 'é'.repeat(100_000) });
  writeFileSync(long, `${readFileSync(trace, 'utf8').split('\n')[0]}\n${`${note}\n`.repeat(10)}{"at":2,"ty`);
  const entries = [...openTraceFile(long).entries];
  expect(entries).toHaveLength(10);
  expect(entries.every((entry) => entry.type === 'note' && entry.text === 'é'.repeat(100_000))).toBe(true);
});
