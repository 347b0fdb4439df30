#!/usr/bin/env node
/** The program `twinrtc`. A new verb is a file in `commands/` and a line here. */
import { readFileSync } from 'node:fs';
import type { Command } from './command.ts';
import { diff } from './commands/diff.ts';
import { pcap } from './commands/pcap.ts';
import { timeline } from './commands/timeline.ts';
import { runCli } from './run.ts';

const commands: readonly Command[] = [timeline, diff, pcap];

const terminal = {
  print: (line: string) => void process.stdout.write(`${line}\n`),
  complain: (line: string) => void process.stderr.write(`${line}\n`),
};

process.exitCode = await runCli(commands, process.argv.slice(2), terminal, version());

/** The package's own, two directories up both from the sources and from what is built of them. */
function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
