import { closeSync, openSync, writeSync } from 'node:fs';
import { createNodeCrypto } from '../../hosts/node/node-crypto.ts';
import { pcapngOf } from '../../trace/pcapng/write-pcapng.ts';
import type { Command } from '../command.ts';
import { parseTraceToFile } from '../trace-arguments.ts';
import { openTraceFile } from '../trace-file.ts';

export const pcap: Command = {
  name: 'pcap',
  usage: 'trace.json -o out.pcapng',
  summary: 'Writes a trace for Wireshark and tshark: packets, their fates as comments, names, DTLS keys, clear SCTP.',
  options: ['-o, --output FILE   what to write'],
  async run(args, terminal) {
    const { trace, output } = parseTraceToFile('pcap', args);
    const blocks = pcapngOf(openTraceFile(trace), { crypto: createNodeCrypto() });
    const file = openSync(output, 'w');
    try {
      for (const block of blocks) writeSync(file, block);
    } finally {
      closeSync(file);
    }
    terminal.print(output);
    return 0;
  },
};
