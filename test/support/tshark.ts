import { spawnSync } from 'node:child_process';

/** What to tell when a test is skipped for want of it. */
export const NO_TSHARK = 'tshark is not installed (apt-get install tshark): its word on the traces is not heard';

const SHARK_OPTIONS = [
  'udp.check_checksum:TRUE',
  'tcp.check_checksum:TRUE',
  'ip.check_checksum:TRUE',
  'sctp.checksum:crc-32c',
];

export function hasTshark(): boolean {
  return spawnSync('tshark', ['--version'], { encoding: 'utf8' }).status === 0;
}

/** What tshark prints for the packets that pass a display filter, a line each. Checksums are verified. */
export function tshark(file: string, filter: string, ...options: readonly string[]): string[] {
  const preferences = SHARK_OPTIONS.flatMap((option) => ['-o', option]);
  const args = ['-r', file, '-Y', filter, ...preferences, ...options];
  const { status, stdout, stderr } = spawnSync('tshark', args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`tshark ${args.join(' ')}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

/** Packets that are not what they should be: malformed, a checksum that is wrong, a finding of tshark's at level error. */
export function complaintsOf(file: string): string[] {
  const wrong = ['udp', 'tcp', 'ip', 'sctp'].map((protocol) => `${protocol}.checksum.status == "Bad"`);
  const filter = ['_ws.malformed', '_ws.expert.severity == "Error"', ...wrong].join(' || ');
  return tshark(
    file,
    filter,
    '-T',
    'fields',
    '-e',
    'frame.number',
    '-e',
    'frame.protocols',
    '-e',
    '_ws.expert.message',
  );
}
