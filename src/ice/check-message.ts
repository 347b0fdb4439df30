import type { Crypto } from '../ports/crypto.ts';
import type { SocketAddress } from '../ports/network.ts';
import { AttributeType } from '../stun/attribute-type.ts';
import type { StunError } from '../stun/error-code.ts';
import { BINDING } from '../stun/header.ts';
import { hasValidIntegrity } from '../stun/integrity.ts';
import type { StunMessage } from '../stun/message.ts';
import { StunMessageWriter } from '../stun/message-writer.ts';
import { strictTextOfUtf8 } from '../util/bytes.ts';
import type { IceRole } from './types.ts';

export const TIE_BREAKER_BYTES = 8;

export interface CheckFields {
  readonly transactionId: Uint8Array;
  /** `remote:local` user name fragments, RFC 8445 §7.2.2. */
  readonly username: string;
  /** Of the peer-reflexive candidate the check may discover, RFC 8445 §7.1.1. */
  readonly priority: number;
  readonly role: IceRole;
  /** TIE_BREAKER_BYTES. */
  readonly tieBreaker: Uint8Array;
  readonly useCandidate: boolean;
}

/** A connectivity check, RFC 8445 §7.1. */
export function writeCheck(fields: CheckFields, crypto: Crypto, key: Uint8Array): Uint8Array {
  const request = new StunMessageWriter('request', BINDING, fields.transactionId)
    .text(AttributeType.username, fields.username)
    .uint32(AttributeType.priority, fields.priority)
    .attribute(roleAttribute(fields.role), fields.tieBreaker);
  if (fields.useCandidate) request.flag(AttributeType.useCandidate);
  return request.messageIntegrity(crypto, key).fingerprint().take();
}

export function writeCheckSuccess(
  request: StunMessage,
  from: SocketAddress,
  crypto: Crypto,
  key: Uint8Array,
): Uint8Array {
  return new StunMessageWriter('success', BINDING, request.transactionId)
    .xorAddress(AttributeType.xorMappedAddress, from)
    .messageIntegrity(crypto, key)
    .fingerprint()
    .take();
}

export function writeCheckError(request: StunMessage, error: StunError, crypto: Crypto, key: Uint8Array): Uint8Array {
  const response = new StunMessageWriter('error', BINDING, request.transactionId).errorCode(error);
  if (error.code === 420) response.unknownAttributes(request.unknownAttributes());
  return response.messageIntegrity(crypto, key).fingerprint().take();
}

/** The two halves of a check's USERNAME, ours first. */
export function readUsername(request: StunMessage): readonly [string, string] | undefined {
  const value = request.value(AttributeType.username);
  const text = value && strictTextOfUtf8(value);
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 0) return undefined;
  return [text.slice(0, colon), text.slice(colon + 1)];
}

export function readPriority(request: StunMessage): number | undefined {
  return request.uint32(AttributeType.priority);
}

/** The tie-breaker of a sender that claims this role; `undefined` if it does not. */
export function readClaim(request: StunMessage, role: IceRole): Uint8Array | undefined {
  const claim = request.attribute(roleAttribute(role));
  return claim?.length === TIE_BREAKER_BYTES ? claim.value : undefined;
}

function roleAttribute(role: IceRole): number {
  return role === 'controlling' ? AttributeType.iceControlling : AttributeType.iceControlled;
}

/** RFC 8445 §7.3.1.1 compares tie-breakers as unsigned 64-bit numbers. */
export function isAtLeast(ours: Uint8Array, theirs: Uint8Array): boolean {
  for (let i = 0; i < TIE_BREAKER_BYTES; i++) if (ours[i] !== theirs[i]) return ours[i] > theirs[i];
  return true;
}

/** RFC 8445 §7.1, §7.3: checks and their answers carry integrity under the password, and a fingerprint. */
export function isAuthentic(message: StunMessage, crypto: Crypto, key: Uint8Array): boolean {
  return message.has(AttributeType.fingerprint) && hasValidIntegrity(message, crypto, key);
}
