import type { IceCandidate as WireCandidate } from '../../ice/types.ts';
import {
  parseCandidateAttribute,
  serializeCandidateAttribute,
  type CandidateAttribute,
} from '../../sdp/candidate-attribute.ts';

/** RTCIceServerTransportProtocol. */
export type IceServerTransportProtocol = 'udp' | 'tcp' | 'tls';

/** RTCLocalIceCandidateInit, converted. */
export interface IceCandidateInit {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
  readonly usernameFragment: string | null;
  readonly relayProtocol: IceServerTransportProtocol | null;
  readonly url: string | null;
}

/** The slots of an RTCIceCandidate. */
export interface IceCandidate extends IceCandidateInit {
  readonly foundation: string | null;
  readonly component: RTCIceComponent | null;
  readonly priority: number | null;
  readonly address: string | null;
  readonly protocol: RTCIceProtocol | null;
  readonly port: number | null;
  readonly type: RTCIceCandidateType | null;
  readonly tcpType: RTCIceTcpCandidateType | null;
  readonly relatedAddress: string | null;
  readonly relatedPort: number | null;
}

const NOTHING_PARSED: ParsedAttributes = {
  foundation: null,
  component: null,
  priority: null,
  address: null,
  protocol: null,
  port: null,
  type: null,
  tcpType: null,
  relatedAddress: null,
  relatedPort: null,
};

/**
 * https://w3c.github.io/webrtc-pc/#dfn-create-an-rtcicecandidate: a line that cannot be parsed, or that says what the
 * attributes cannot, leaves them null.
 */
export function createIceCandidate(init: IceCandidateInit): IceCandidate {
  return describeIceCandidate(init, init.candidate === '' ? undefined : parseCandidateAttribute(init.candidate));
}

/** The same where the line is at hand as `parsed`. */
export function describeIceCandidate(init: IceCandidateInit, parsed: CandidateAttribute | undefined): IceCandidate {
  const attributes = parsed === undefined ? NOTHING_PARSED : (attributesOf(parsed) ?? NOTHING_PARSED);
  // Member by member: an object that is spread together brings a hidden class of its own.
  return {
    candidate: init.candidate,
    sdpMid: init.sdpMid,
    sdpMLineIndex: init.sdpMLineIndex,
    usernameFragment: init.usernameFragment,
    relayProtocol: init.relayProtocol,
    url: init.url,
    foundation: attributes.foundation,
    component: attributes.component,
    priority: attributes.priority,
    address: attributes.address,
    protocol: attributes.protocol,
    port: attributes.port,
    type: attributes.type,
    tcpType: attributes.tcpType,
    relatedAddress: attributes.relatedAddress,
    relatedPort: attributes.relatedPort,
  };
}

type ParsedAttributes = Omit<IceCandidate, keyof IceCandidateInit>;

function attributesOf(parsed: CandidateAttribute): ParsedAttributes | undefined {
  const protocol = oneOf(PROTOCOLS, parsed.transport.toLowerCase());
  const type = oneOf(TYPES, parsed.type);
  const tcpType = oneOf(TCP_TYPES, parsed.tcpType);
  if (protocol === undefined || type === undefined || parsed.component > 2) return undefined;
  if (parsed.tcpType !== undefined && tcpType === undefined) return undefined;
  return {
    foundation: parsed.foundation,
    component: parsed.component === 1 ? 'rtp' : 'rtcp',
    priority: parsed.priority,
    address: parsed.address,
    protocol,
    port: parsed.port,
    type,
    tcpType: protocol === 'tcp' ? (tcpType ?? null) : null,
    relatedAddress: parsed.relatedAddress ?? null,
    relatedPort: parsed.relatedPort ?? null,
  };
}

const PROTOCOLS = ['udp', 'tcp'] as const;
const TYPES = ['host', 'srflx', 'prflx', 'relay'] as const;
const TCP_TYPES = ['active', 'passive', 'so'] as const;

function oneOf<T extends string>(values: readonly T[], value: string | undefined): T | undefined {
  return values.find((known) => known === value);
}

/** A candidate of the wire as SDP writes it. */
export function candidateAttributeOf(candidate: WireCandidate): CandidateAttribute {
  const { foundation, component, protocol, priority, address, port, type, usernameFragment } = candidate;
  const { relatedAddress, relatedPort, tcpType } = candidate;
  const isRelated = relatedAddress !== undefined && relatedPort !== undefined;
  return {
    foundation,
    component,
    transport: protocol,
    priority,
    address,
    port,
    type,
    relatedAddress: isRelated ? relatedAddress : undefined,
    relatedPort: isRelated ? relatedPort : undefined,
    tcpType,
    usernameFragment,
    extensions: [],
  };
}

/** The candidate-attribute of a candidate of the wire, with `candidate:` in front. */
export function candidateLineOf(candidate: WireCandidate): string {
  return serializeCandidateAttribute(candidateAttributeOf(candidate));
}

/** What ICE can try of a signalled candidate: UDP, or undefined. The address may be a name. */
export function wireCandidateOf(parsed: CandidateAttribute, usernameFragment?: string): WireCandidate | undefined {
  const attributes = attributesOf(parsed);
  if (attributes?.protocol !== 'udp' || attributes.type === null || parsed.component !== 1) return undefined;
  return {
    foundation: parsed.foundation,
    component: 1,
    protocol: 'udp',
    priority: parsed.priority,
    address: parsed.address,
    port: parsed.port,
    type: attributes.type,
    relatedAddress: parsed.relatedAddress,
    relatedPort: parsed.relatedPort,
    usernameFragment,
  };
}
