import { parseArgs } from 'node:util';
import { createNodeCrypto } from '../../hosts/node/node-crypto.ts';
import { formatTimeline } from '../../trace/timeline.ts';
import { UsageError, type Command } from '../command.ts';
import { openTraceFile } from '../trace-file.ts';

export const timeline: Command = {
  name: 'timeline',
  usage: 'trace.json [--last N]',
  summary: 'Prints a trace in words, a line per entry.',
  options: ['--last N   only the last N lines'],
  async run(args, terminal) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { last: { type: 'string' } },
    });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) throw new UsageError('timeline takes one trace');
    const last = values.last === undefined ? Infinity : Number(values.last);
    if (!(last >= 1)) throw new UsageError(`--last: ${values.last} is not a number of lines`);
    const lines = formatTimeline(openTraceFile(path), { last, crypto: createNodeCrypto() });
    for (const line of lines) terminal.print(line);
    return 0;
  },
};
