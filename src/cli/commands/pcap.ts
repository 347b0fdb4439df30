import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createNodeCrypto } from '../../hosts/node/node-crypto.ts';
import { pcapngOf } from '../../trace/pcapng/write-pcapng.ts';
import { UsageError, type Command } from '../command.ts';
import { openTraceFile } from '../trace-file.ts';

export const pcap: Command = {
  name: 'pcap',
  usage: 'trace.json -o out.pcapng',
  summary: 'Writes a trace for Wireshark and tshark: packets, their fates as comments, names, DTLS keys, clear SCTP.',
  options: ['-o, --output FILE   what to write'],
  async run(args, terminal) {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { output: { type: 'string', short: 'o' } },
    });
    const [path] = positionals;
    if (path === undefined || positionals.length > 1) throw new UsageError('pcap takes one trace');
    if (values.output === undefined) throw new UsageError('say with -o what to write');
    const trace = openTraceFile(path);
    const file = openSync(values.output, 'w');
    try {
      for (const block of pcapngOf(trace, { crypto: createNodeCrypto() })) writeSync(file, block);
    } finally {
      closeSync(file);
    }
    terminal.print(values.output);
    return 0;
  },
};
