import { writeFileSync } from 'node:fs';
import { internalsDumpOf } from '../../trace/internals/internals-dump.ts';
import type { Command } from '../command.ts';
import { parseTraceToFile } from '../trace-arguments.ts';
import { openTraceFile } from '../trace-file.ts';

export const internals: Command = {
  name: 'internals',
  usage: 'trace.json -o dump.json',
  summary: 'Writes a trace as a dump of chrome://webrtc-internals, for the tools that read those.',
  options: ['-o, --output FILE   what to write'],
  async run(args, terminal) {
    const { trace, output } = parseTraceToFile('internals', args);
    writeFileSync(output, JSON.stringify(internalsDumpOf(openTraceFile(trace)), undefined, 2));
    terminal.print(output);
    return 0;
  },
};
