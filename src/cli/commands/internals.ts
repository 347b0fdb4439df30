import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { internalsDumpOf } from '../../trace/internals/internals-dump.ts';
import { UsageError, type Command } from '../command.ts';
import { openTraceFile } from '../trace-file.ts';

export const internals: Command = {
  name: 'internals',
  usage: 'trace.json -o dump.json',
  summary: 'Writes a trace as a dump of chrome://webrtc-internals, for the tools that read those.',
  options: ['-o, --output FILE   what to write'],
  async run(args, terminal) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { output: { type: 'string', short: 'o' } },
    });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) throw new UsageError('internals takes one trace');
    if (values.output === undefined) throw new UsageError('say with -o what to write');
    writeFileSync(values.output, JSON.stringify(internalsDumpOf(openTraceFile(path)), undefined, 2));
    terminal.print(values.output);
    return 0;
  },
};
