/** RFC 8839 §5.1: `candidate:1 1 udp 2122260223 192.0.2.1 54400 typ host …`, as written: no name is resolved here. */
export interface CandidateAttribute {
  readonly foundation: string;
  readonly component: number;
  /** As written; compare without case. Known: udp, tcp. */
  readonly transport: string;
  readonly priority: number;
  /** IPv4 or IPv6 literal or a name (mDNS). */
  readonly address: string;
  readonly port: number;
  /** host, srflx, prflx, relay or a token of the future. */
  readonly type: string;
  readonly relatedAddress?: string;
  readonly relatedPort?: number;
  /** `tcptype` (RFC 6544 §4.5): active, passive or so. */
  readonly tcpType?: string;
  /** `ufrag` extension, as WebRTC trickles it. */
  readonly usernameFragment?: string;
  /** Other name and value pairs, in order. */
  readonly extensions: readonly { readonly name: string; readonly value: string }[];
}

/** Accepts the value alone, with `candidate:` and with `a=` before it. `undefined` for what the grammar does not allow. */
export function parseCandidateAttribute(text: string): CandidateAttribute | undefined {
  throw new Error(`in progress ${text}`);
}

/** With `candidate:` in front, as RTCIceCandidate writes it; without `a=`. */
export function serializeCandidateAttribute(candidate: CandidateAttribute): string {
  throw new Error(`in progress ${candidate.foundation}`);
}
