import type { SocketAddress } from '../ports/network.ts';
import { readAddress, readXorAddress } from '../stun/address.ts';
import { AttributeType } from '../stun/attribute-type.ts';
import type { StunMessage } from '../stun/message.ts';
import { StunMessageWriter } from '../stun/message-writer.ts';
import { textOfUtf8 } from '../util/bytes.ts';
import { ipFamily } from '../util/ip-address.ts';
import { ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH, SEND, TurnAttribute } from './attribute-type.ts';
import { readLifetime, writeAddressFamily, writeChannelNumber, writeRequestedTransport } from './attributes.ts';

/** RFC 8656 §7.1. The second family is a wish, so that a server that has one only need not refuse. */
export function beginAllocate(id: Uint8Array, families: 'ipv4' | 'ipv6' | 'both'): StunMessageWriter {
  const request = new StunMessageWriter('request', ALLOCATE, id);
  request.attribute(TurnAttribute.requestedTransport, writeRequestedTransport());
  if (families === 'ipv6') request.attribute(TurnAttribute.requestedAddressFamily, writeAddressFamily(6));
  if (families === 'both') request.attribute(TurnAttribute.additionalAddressFamily, writeAddressFamily(6));
  return request;
}

/** RFC 8656 §8.1. `lifetimeS` 0 gives the allocation back. */
export function beginRefresh(id: Uint8Array, lifetimeS: number | undefined): StunMessageWriter {
  const request = new StunMessageWriter('request', REFRESH, id);
  return lifetimeS === undefined ? request : request.uint32(TurnAttribute.lifetime, lifetimeS);
}

/** RFC 8656 §10.1. The port says nothing. */
export function beginCreatePermission(id: Uint8Array, ip: string): StunMessageWriter {
  const request = new StunMessageWriter('request', CREATE_PERMISSION, id);
  return request.xorAddress(TurnAttribute.xorPeerAddress, { address: ip, port: 0 });
}

/** RFC 8656 §12.2. */
export function beginChannelBind(id: Uint8Array, channel: number, peer: SocketAddress): StunMessageWriter {
  return new StunMessageWriter('request', CHANNEL_BIND, id)
    .attribute(TurnAttribute.channelNumber, writeChannelNumber(channel))
    .xorAddress(TurnAttribute.xorPeerAddress, peer);
}

/** RFC 8656 §11.1. */
export function writeSendIndication(id: Uint8Array, peer: SocketAddress, data: Uint8Array): Uint8Array {
  return new StunMessageWriter('indication', SEND, id)
    .xorAddress(TurnAttribute.xorPeerAddress, peer)
    .attribute(TurnAttribute.data, data)
    .take();
}

/** What an Allocate success says. Seconds; `undefined` if an address is missing. */
export interface Allocated {
  readonly relayed: readonly SocketAddress[];
  readonly mapped: SocketAddress;
  readonly lifetimeS: number;
}

export function readAllocated(response: StunMessage): Allocated | undefined {
  const relayed: SocketAddress[] = [];
  for (const { type, value } of response.attributes) {
    const address =
      type === TurnAttribute.xorRelayedAddress ? readXorAddress(value, response.transactionId) : undefined;
    if (address !== undefined) relayed.push(address);
  }
  const mappedValue = response.value(AttributeType.xorMappedAddress);
  const mapped = mappedValue && readXorAddress(mappedValue, response.transactionId);
  if (relayed.length === 0 || mapped === undefined) return undefined;
  relayed.sort((a, b) => ipFamily(a.address) - ipFamily(b.address));
  return { relayed, mapped, lifetimeS: lifetimeOf(response) };
}

/** The server decides; ten minutes if it does not say (RFC 8656 §3.2). */
export function lifetimeOf(response: StunMessage): number {
  const value = response.value(TurnAttribute.lifetime);
  return (value && readLifetime(value)) ?? 600;
}

/** ALTERNATE-SERVER and ALTERNATE-DOMAIN, RFC 8489 §14.15 and §14.16. */
export function readAlternate(
  response: StunMessage,
): { server: SocketAddress; domain: string | undefined } | undefined {
  const value = response.value(AttributeType.alternateServer);
  const server = value && readAddress(value);
  if (server === undefined) return undefined;
  const domain = response.value(AttributeType.alternateDomain);
  return { server, domain: domain && textOfUtf8(domain) };
}

/** What a Data indication carries, RFC 8656 §11.4; without DATA it reports an ICMP error or nothing. */
export function readDataIndication(indication: StunMessage): { peer: SocketAddress; data: Uint8Array } | undefined {
  const address = indication.value(TurnAttribute.xorPeerAddress);
  const data = indication.value(TurnAttribute.data);
  const peer = address && readXorAddress(address, indication.transactionId);
  return peer === undefined || data === undefined ? undefined : { peer, data };
}
