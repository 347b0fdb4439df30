import { readFileSync, writeFileSync } from 'node:fs';
import { createNodeCrypto } from '../../hosts/node/node-crypto.ts';
import { reportDataOf } from '../../trace/report/report-data.ts';
import { reportPage } from '../../trace/report/report-page.ts';
import type { Command } from '../command.ts';
import { parseTraceToFile } from '../trace-arguments.ts';
import { openTraceFile } from '../trace-file.ts';

/** `script` is the file that runs in the page. */
export const report = (script: URL): Command => ({
  name: 'report',
  usage: 'trace.json [-o out.html]',
  summary: 'Makes one HTML page of a trace: hosts, packets, states, faults, charts.',
  options: ['-o, --output FILE   what to write; default: the name of the trace, with .html'],
  async run(args, terminal) {
    const { trace, output } = parseTraceToFile('report', args, (path) => `${path.replace(/\.jsonl?$/, '')}.html`);
    const data = reportDataOf(openTraceFile(trace), createNodeCrypto());
    writeFileSync(output, reportPage(data, readFileSync(script, 'utf8')));
    terminal.print(output);
    return 0;
  },
});
