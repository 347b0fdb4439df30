import { describePacket, describeSegment } from './describe-packet.ts';
import type { KeyRing } from './key-ring.ts';
import type { PacketDescription } from './packet-description.ts';
import type { TracedPacket } from './packet-tracker.ts';

/** What a packet of a trace carries, decrypted where the trace tells the secrets. */
export function describeTraced({ segment, data, from, to }: TracedPacket, keys: KeyRing): PacketDescription {
  const open = keys.opener(from, to);
  return segment === undefined ? describePacket(data, open) : describeSegment(data, segment, open);
}
