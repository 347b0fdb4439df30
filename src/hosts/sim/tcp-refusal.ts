import type { Fabric } from './fabric.ts';
import type { Packet } from './packet.ts';
import type { Attachment } from './realm.ts';
import { wrapSequence } from './tcp-sequence.ts';

/** Answers a segment that nobody expects with a reset, RFC 9293 §3.10.7.1; a reset is never answered. */
export function refuseSegment(fabric: Fabric, target: Attachment, packet: Packet): void {
  const { destination, source, segment, bytes } = packet;
  if (segment === undefined || segment.isReset) return;
  const { sequence, acknowledgment, isAck, isSyn, isFin, isTls } = segment;
  const length = bytes.length + (isSyn ? 1 : 0) + (isFin ? 1 : 0);
  fabric.carrySegment(target, destination, source, new Uint8Array(0), {
    isSyn: false,
    isAck: !isAck,
    isFin: false,
    isReset: true,
    sequence: isAck ? acknowledgment : 0,
    acknowledgment: isAck ? 0 : wrapSequence(sequence + length),
    isTls,
  });
}
