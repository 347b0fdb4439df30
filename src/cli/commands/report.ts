import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createNodeCrypto } from '../../hosts/node/node-crypto.ts';
import { reportDataOf } from '../../trace/report/report-data.ts';
import { reportPage } from '../../trace/report/report-page.ts';
import { UsageError, type Command } from '../command.ts';
import { openTraceFile } from '../trace-file.ts';

/** `script` is the file that runs in the page. */
export const report = (script: URL): Command => ({
  name: 'report',
  usage: 'trace.json [-o out.html]',
  summary: 'Makes one HTML page of a trace: hosts, packets, states, faults, charts.',
  options: ['-o, --output FILE   what to write; default: the name of the trace, with .html'],
  async run(args, terminal) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { output: { type: 'string', short: 'o' } },
    });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) throw new UsageError('report takes one trace');
    const output = values.output ?? `${path.replace(/\.jsonl?$/, '')}.html`;
    const data = reportDataOf(openTraceFile(path), createNodeCrypto());
    writeFileSync(output, reportPage(data, readFileSync(script, 'utf8')));
    terminal.print(output);
    return 0;
  },
});
