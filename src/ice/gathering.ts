import type { SocketAddress } from '../ports/network.ts';
import { readAddress, readXorAddress } from '../stun/address.ts';
import { AttributeType } from '../stun/attribute-type.ts';
import { BINDING } from '../stun/header.ts';
import type { StunMessage } from '../stun/message.ts';
import { StunMessageWriter } from '../stun/message-writer.ts';
import type { RetransmissionOptions } from '../stun/retransmission.ts';
import type { LocalBase } from './candidate.ts';

/** One base asks one server how it looks from outside. */
export interface ServerQuery {
  readonly base: LocalBase;
  readonly server: SocketAddress;
  readonly url: string;
}

/** RFC 8489 §6.2.1 leaves Rc and Rm to the user: a silent server is given up after 9.5 s, not after 39.5 s. */
export function queryRetransmission(rtoMs: number): RetransmissionOptions {
  return { rtoMs, maxRequests: 5, lastWaitRtos: 4 };
}

export function writeServerQuery(transactionId: Uint8Array): Uint8Array {
  return new StunMessageWriter('request', BINDING, transactionId).fingerprint().take();
}

/** MAPPED-ADDRESS is what servers older than RFC 5389 send. */
export function readMappedAddress(response: StunMessage): SocketAddress | undefined {
  const xored = response.value(AttributeType.xorMappedAddress);
  if (xored !== undefined) return readXorAddress(xored, response.transactionId);
  const plain = response.value(AttributeType.mappedAddress);
  return plain && readAddress(plain);
}
