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

/** RTCIceCandidateInit, converted: of a remote candidate nobody knows more. */
export function signalledCandidate(init: Omit<IceCandidateInit, 'relayProtocol' | 'url'>): IceCandidateInit {
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = init;
  return { candidate, sdpMid, sdpMLineIndex, usernameFragment, relayProtocol: null, url: null };
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

/**
 * https://w3c.github.io/webrtc-pc/#dfn-create-an-rtcicecandidate: a line that cannot be parsed, or that says what the
 * attributes cannot, leaves them null.
 */
export function createIceCandidate(init: IceCandidateInit): IceCandidate {
  return describeIceCandidate(init, init.candidate === '' ? undefined : parseCandidateAttribute(init.candidate));
}

/** The same where the line is at hand as `parsed`. */
export function describeIceCandidate(init: IceCandidateInit, parsed: CandidateAttribute | undefined): IceCandidate {
  const known = parsed !== undefined && isExpressible(parsed) ? parsed : undefined;
  const protocol = known === undefined ? null : protocolOf(known);
  // Member by member: an object that is spread together brings a hidden class of its own.
  return {
    candidate: init.candidate,
    sdpMid: init.sdpMid,
    sdpMLineIndex: init.sdpMLineIndex,
    usernameFragment: init.usernameFragment,
    relayProtocol: init.relayProtocol,
    url: init.url,
    foundation: known?.foundation ?? null,
    component: known === undefined ? null : known.component === 1 ? 'rtp' : 'rtcp',
    priority: known?.priority ?? null,
    address: known?.address ?? null,
    protocol,
    port: known?.port ?? null,
    type: (known?.type as RTCIceCandidateType | undefined) ?? null,
    tcpType: protocol === 'tcp' ? ((known?.tcpType as RTCIceTcpCandidateType | undefined) ?? null) : null,
    relatedAddress: known?.relatedAddress ?? null,
    relatedPort: known?.relatedPort ?? null,
  };
}

/** Whether the attributes of an RTCIceCandidate have words for it. */
function isExpressible(parsed: CandidateAttribute): boolean {
  const { component, type, tcpType } = parsed;
  if (component > 2 || !PROTOCOLS.includes(protocolOf(parsed)) || !TYPES.includes(type)) return false;
  return tcpType === undefined || TCP_TYPES.includes(tcpType);
}

function protocolOf({ transport }: CandidateAttribute): RTCIceProtocol {
  return transport.toLowerCase() as RTCIceProtocol;
}

const PROTOCOLS: readonly string[] = ['udp', 'tcp'] satisfies RTCIceProtocol[];
const TYPES: readonly string[] = ['host', 'srflx', 'prflx', 'relay'] satisfies RTCIceCandidateType[];
const TCP_TYPES: readonly string[] = ['active', 'passive', 'so'] satisfies RTCIceTcpCandidateType[];

/**
 * A candidate of the wire as SDP writes it. In a description the a=ice-ufrag line names its generation: there
 * `usernameFragment` is undefined.
 */
export function candidateAttributeOf(
  candidate: WireCandidate,
  usernameFragment: string | undefined,
): CandidateAttribute {
  const { relatedAddress, relatedPort } = candidate;
  const isRelated = relatedAddress !== undefined && relatedPort !== undefined;
  return {
    foundation: candidate.foundation,
    component: candidate.component,
    transport: candidate.protocol,
    priority: candidate.priority,
    address: candidate.address,
    port: candidate.port,
    type: candidate.type,
    relatedAddress: isRelated ? relatedAddress : undefined,
    relatedPort: isRelated ? relatedPort : undefined,
    tcpType: candidate.tcpType,
    usernameFragment,
    extensions: NO_EXTENSIONS,
  };
}

const NO_EXTENSIONS: CandidateAttribute['extensions'] = [];

/** The candidate-attribute of a candidate of the wire, with `candidate:` in front. */
export function candidateLineOf(candidate: WireCandidate): string {
  return serializeCandidateAttribute(candidateAttributeOf(candidate, candidate.usernameFragment));
}

/** What ICE can try of a signalled candidate: UDP, or undefined. The address may be a name. */
export function wireCandidateOf(parsed: CandidateAttribute, usernameFragment?: string): WireCandidate | undefined {
  if (parsed.component !== 1 || !isExpressible(parsed) || protocolOf(parsed) !== 'udp') return undefined;
  return {
    foundation: parsed.foundation,
    component: 1,
    protocol: 'udp',
    priority: parsed.priority,
    address: parsed.address,
    port: parsed.port,
    type: parsed.type as RTCIceCandidateType,
    relatedAddress: parsed.relatedAddress,
    relatedPort: parsed.relatedPort,
    usernameFragment,
  };
}
