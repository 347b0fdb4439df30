import { parseArgs } from 'node:util';
import { diffTraces } from '../../trace/differences.ts';
import type { TraceEntry } from '../../trace/entries.ts';
import { writeTraceEntry } from '../../trace/trace-text.ts';
import { UsageError, type Command } from '../command.ts';
import { openTraceFile } from '../trace-file.ts';

export const diff: Command = {
  name: 'diff',
  usage: 'a.json b.json',
  summary: 'Names the first event in which two traces differ; exit code 1 if there is one.',
  async run(args, terminal) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const [a, b] = positionals;
    if (a === undefined || b === undefined || positionals.length > 2) throw new UsageError('diff takes two traces');
    const difference = diffTraces(openTraceFile(a), openTraceFile(b));
    if (difference === undefined) {
      terminal.print('The traces are equal.');
      return 0;
    }
    terminal.print(`The traces differ in entry ${difference.index + 1}:`);
    terminal.print(`  ${a}: ${describe(difference.first)}`);
    terminal.print(`  ${b}: ${describe(difference.second)}`);
    return 1;
  },
};

function describe(entry: TraceEntry | undefined): string {
  return entry === undefined ? 'ends before' : writeTraceEntry(entry);
}
