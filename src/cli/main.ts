#!/usr/bin/env node
/** The program `twinrtc`. A new verb is a file in `commands/` and a line here. */
import { readFileSync } from 'node:fs';
import type { Command } from './command.ts';
import { diff } from './commands/diff.ts';
import { explore } from './commands/explore.ts';
import { merge } from './commands/merge.ts';
import { internals } from './commands/internals.ts';
import { pcap } from './commands/pcap.ts';
import { replay } from './commands/replay.ts';
import { report } from './commands/report.ts';
import { timeline } from './commands/timeline.ts';
import { runCli } from './run.ts';

const commands: readonly Command[] = [
  report(ownFile('dist/report.js')),
  timeline,
  diff,
  pcap,
  internals,
  explore,
  replay,
  merge,
];

const terminal = {
  print: (line: string) => void process.stdout.write(`${line}\n`),
  complain: (line: string) => void process.stderr.write(`${line}\n`),
};

// `twinrtc timeline … | head` has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await runCli(commands, process.argv.slice(2), terminal, version());

function version(): string {
  return (JSON.parse(readFileSync(ownFile('package.json'), 'utf8')) as { version: string }).version;
}

/** A file of the package: its root is two directories up both from the sources and from what is built of them. */
function ownFile(path: string): URL {
  return new URL(`../../${path}`, import.meta.url);
}
