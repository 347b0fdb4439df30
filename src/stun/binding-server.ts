import type { SocketAddress } from '../ports/network.ts';
import { AttributeType } from './attribute-type.ts';
import { UNKNOWN_ATTRIBUTE } from './error-code.ts';
import { checkFingerprint } from './fingerprint.ts';
import { BINDING } from './header.ts';
import { readStunMessage } from './message.ts';
import type { StunMessage } from './message.ts';
import { StunMessageWriter } from './message-writer.ts';

/** What a plain STUN server (RFC 8489 §12) answers to a datagram; `undefined` if it stays silent. */
export function answerBinding(datagram: Uint8Array, from: SocketAddress, software?: string): Uint8Array | undefined {
  const request = readStunMessage(datagram);
  if (request === undefined || request.class !== 'request' || request.method !== BINDING) return undefined;
  if (checkFingerprint(request) === 'invalid') return undefined;
  const response = beginAnswer(request, from);
  if (software !== undefined) response.text(AttributeType.software, software);
  if (request.has(AttributeType.fingerprint)) response.fingerprint();
  return response.take();
}

function beginAnswer(request: StunMessage, from: SocketAddress): StunMessageWriter {
  const unknown = request.unknownAttributes();
  if (unknown.length === 0) {
    const success = new StunMessageWriter('success', BINDING, request.transactionId);
    return success.xorAddress(AttributeType.xorMappedAddress, from);
  }
  const error = new StunMessageWriter('error', BINDING, request.transactionId);
  return error.errorCode(UNKNOWN_ATTRIBUTE).unknownAttributes(unknown);
}
