import { parseArgs } from 'node:util';
import { createNodeCrypto } from '../../hosts/node/node-crypto.ts';
import { describeDifference, diffTraces } from '../../trace/differences.ts';
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
    const [first, second] = [openTraceFile(a), openTraceFile(b)];
    const difference = diffTraces(first, second);
    if (difference === undefined) {
      terminal.print('The traces are equal.');
      return 0;
    }
    const lines = describeDifference(first, second, difference, createNodeCrypto());
    for (const line of lines) terminal.print(line);
    return 1;
  },
};
