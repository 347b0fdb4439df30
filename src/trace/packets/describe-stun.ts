import { readXorAddress } from '../../stun/address.ts';
import { AttributeType } from '../../stun/attribute-type.ts';
import { readErrorCode } from '../../stun/error-code.ts';
import { BINDING } from '../../stun/header.ts';
import { readStunMessage, type StunMessage } from '../../stun/message.ts';
import * as turn from '../../turn/attribute-type.ts';
import type { PacketDescription } from './packet-description.ts';

/** STUN (RFC 8489), ICE's checks (RFC 8445 §7) and TURN (RFC 8656). `describe` tells what an indication carries. */
export function describeStun(bytes: Uint8Array, describe: (inner: Uint8Array) => PacketDescription): PacketDescription {
  const message = readStunMessage(bytes);
  if (message === undefined) return { kind: 'stun', text: 'STUN, malformed', isMalformed: true };
  const carried = message.value(turn.TurnAttribute.data);
  if (carried !== undefined) {
    const inner = describe(carried);
    return { kind: inner.kind, text: `TURN ${METHODS.get(message.method) ?? 'indication'}: ${inner.text}` };
  }
  const isTurn = message.method !== BINDING;
  const name = METHODS.get(message.method) ?? `method ${message.method}`;
  const text = [`${isTurn ? 'TURN' : 'STUN'} ${name} ${message.class}`, ...details(message)].join(', ');
  return { kind: isTurn ? 'turn' : 'stun', text };
}

const METHODS: ReadonlyMap<number, string> = new Map([
  [BINDING, 'Binding'],
  [turn.ALLOCATE, 'Allocate'],
  [turn.REFRESH, 'Refresh'],
  [turn.SEND, 'Send'],
  [turn.DATA, 'Data'],
  [turn.CREATE_PERMISSION, 'CreatePermission'],
  [turn.CHANNEL_BIND, 'ChannelBind'],
]);

function details(message: StunMessage): string[] {
  const told: string[] = [];
  const error = message.value(AttributeType.errorCode);
  if (error !== undefined) told.push(describeError(error));
  if (message.has(AttributeType.iceControlling)) told.push('controlling');
  if (message.has(AttributeType.iceControlled)) told.push('controlled');
  if (message.has(AttributeType.useCandidate)) told.push('USE-CANDIDATE');
  for (const [type, name] of ADDRESSES) {
    const value = message.value(type);
    const address = value === undefined ? undefined : readXorAddress(value, message.transactionId);
    if (address !== undefined) told.push(`${name} ${addressText(address)}`);
  }
  return told;
}

const ADDRESSES: readonly (readonly [type: number, name: string])[] = [
  [AttributeType.xorMappedAddress, 'mapped'],
  [turn.TurnAttribute.xorRelayedAddress, 'relayed'],
  [turn.TurnAttribute.xorPeerAddress, 'peer'],
];

function describeError(value: Uint8Array): string {
  const error = readErrorCode(value);
  return error === undefined ? 'error' : `${error.code} ${error.reason}`;
}

function addressText({ address, port }: { readonly address: string; readonly port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
