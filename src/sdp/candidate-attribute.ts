/** RFC 8839 §5.1: `candidate:1 1 udp 2122260223 192.0.2.1 54400 typ host …`, as written: no name is resolved here. */
export interface CandidateAttribute {
  readonly foundation: string;
  /** 1…256. */
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
  readonly extensions: readonly CandidateExtension[];
}

export interface CandidateExtension {
  readonly name: string;
  readonly value: string;
}

/** Accepts the value alone, with `candidate:` and with `a=` before it. `undefined` for what the grammar does not allow. */
export function parseCandidateAttribute(text: string): CandidateAttribute | undefined {
  const match = candidateGrammar.exec(text);
  if (match === null) return undefined;
  const [, foundation, component, transport, priority, address, port, type, rest] = match;
  const pairs = extensionsIn(rest);
  const fixed = {
    foundation,
    component: Number(component),
    transport,
    priority: Number(priority),
    address,
    port: Number(port),
    type,
  };
  if (pairs === undefined || !isInRange(fixed)) return undefined;
  return withExtensions(fixed, pairs);
}

/** With `candidate:` in front, as RTCIceCandidate writes it; without `a=`. */
export function serializeCandidateAttribute(candidate: CandidateAttribute): string {
  const { foundation, component, transport, priority, address, port, type } = candidate;
  let text = `candidate:${foundation} ${component} ${transport} ${priority} ${address} ${port} typ ${type}`;
  if (candidate.relatedAddress !== undefined) text += ` raddr ${candidate.relatedAddress}`;
  if (candidate.relatedPort !== undefined) text += ` rport ${candidate.relatedPort}`;
  if (candidate.tcpType !== undefined) text += ` tcptype ${candidate.tcpType}`;
  for (const { name, value } of candidate.extensions) text += ` ${name} ${value}`;
  if (candidate.usernameFragment !== undefined) text += ` ufrag ${candidate.usernameFragment}`;
  return text;
}

type FixedPart = Pick<
  CandidateAttribute,
  'foundation' | 'component' | 'transport' | 'priority' | 'address' | 'port' | 'type'
>;

const candidateGrammar =
  /^(?:a=)?(?:candidate:)?([A-Za-z0-9+/]{1,32}) (\d{1,3}) (\S+) (\d{1,10}) (\S+) (\d{1,5}) typ (\S+)((?: \S+)*)\s*$/;

function isInRange({ component, priority, port }: FixedPart): boolean {
  return component >= 1 && component <= 256 && priority <= 0xffff_ffff && port <= 0xffff;
}

/** Pairs of name and value; `undefined` when the last name has no value. */
function extensionsIn(text: string): CandidateExtension[] | undefined {
  const words = text === '' ? [] : text.slice(1).split(' ');
  if (words.length % 2 !== 0) return undefined;
  const pairs: CandidateExtension[] = [];
  for (let i = 0; i < words.length; i += 2) pairs.push({ name: words[i], value: words[i + 1] });
  return pairs;
}

/** The first of each well-known name becomes a member; a malformed related port spoils the candidate. */
function withExtensions(fixed: FixedPart, pairs: readonly CandidateExtension[]): CandidateAttribute | undefined {
  const known: { -readonly [K in keyof CandidateAttribute]?: CandidateAttribute[K] } = {};
  const extensions: CandidateExtension[] = [];
  for (const pair of pairs) {
    if (pair.name === 'raddr' && known.relatedAddress === undefined) known.relatedAddress = pair.value;
    else if (pair.name === 'rport' && known.relatedPort === undefined) known.relatedPort = portOf(pair.value);
    else if (pair.name === 'tcptype' && known.tcpType === undefined) known.tcpType = pair.value;
    else if (pair.name === 'ufrag' && known.usernameFragment === undefined) known.usernameFragment = pair.value;
    else extensions.push(pair);
  }
  if (Number.isNaN(known.relatedPort)) return undefined;
  return Object.assign(fixed, known, { extensions });
}

function portOf(text: string): number {
  return /^\d{1,5}$/.test(text) && Number(text) <= 0xffff ? Number(text) : Number.NaN;
}
