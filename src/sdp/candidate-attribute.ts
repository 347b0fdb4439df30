import { Memo } from '../util/memo.ts';

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
  return known.of(text);
}

/** A candidate is read when it is signalled, and again with each description that it has become part of. */
const known = new Memo(readCandidate, 64, 256);

function readCandidate(text: string): CandidateAttribute | undefined {
  const match = candidateGrammar.exec(text);
  if (match === null) return undefined;
  const [, foundation, component, transport, priority, address, port, type, rest] = match;
  const extensions = readExtensions(rest);
  if (extensions === undefined) return undefined;
  const candidate = {
    foundation,
    component: Number(component),
    transport,
    priority: Number(priority),
    address,
    port: Number(port),
    type,
    relatedAddress: extensions.relatedAddress,
    relatedPort: extensions.relatedPort,
    tcpType: extensions.tcpType,
    usernameFragment: extensions.usernameFragment,
    extensions: extensions.others,
  };
  return isInRange(candidate) ? candidate : undefined;
}

/** With `candidate:` in front, as RTCIceCandidate writes it; without `a=`. */
export function serializeCandidateAttribute(candidate: CandidateAttribute): string {
  const { foundation, component, transport, priority, address, port, type } = candidate;
  let text = `candidate:${foundation} ${component} ${transport} ${priority} ${address} ${port} typ ${type}`;
  if (candidate.relatedAddress !== undefined) text += ` raddr ${candidate.relatedAddress}`;
  if (candidate.relatedPort !== undefined) text += ` rport ${candidate.relatedPort}`;
  if (candidate.tcpType !== undefined) text += ` tcptype ${candidate.tcpType}`;
  const { extensions } = candidate;
  for (let i = 0; i < extensions.length; i++) text += ` ${extensions[i].name} ${extensions[i].value}`;
  if (candidate.usernameFragment !== undefined) text += ` ufrag ${candidate.usernameFragment}`;
  return text;
}

const candidateGrammar =
  /^(?:a=)?(?:candidate:)?([A-Za-z0-9+/]{1,32}) (\d{1,3}) (\S+) (\d{1,10}) (\S+) (\d{1,5}) typ (\S+)((?: \S+)*)\s*$/;

function isInRange({ component, priority, port }: CandidateAttribute): boolean {
  return component >= 1 && component <= 256 && priority <= 0xffff_ffff && port <= 0xffff;
}

interface Extensions extends Pick<
  Writable<CandidateAttribute>,
  'relatedAddress' | 'relatedPort' | 'tcpType' | 'usernameFragment'
> {
  readonly others: CandidateExtension[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Pairs of name and value: the first of each well-known name becomes a member. `undefined` when the last name has no
 * value, or for a malformed related port, which spoils the candidate.
 */
function readExtensions(text: string): Extensions | undefined {
  const words = text === '' ? [] : text.slice(1).split(' ');
  if (words.length % 2 !== 0) return undefined;
  const read: Extensions = { others: [] };
  for (let i = 0; i < words.length; i += 2) addExtension(read, words[i], words[i + 1]);
  return Number.isNaN(read.relatedPort) ? undefined : read;
}

function addExtension(read: Extensions, name: string, value: string): void {
  if (name === 'raddr' && read.relatedAddress === undefined) read.relatedAddress = value;
  else if (name === 'rport' && read.relatedPort === undefined) read.relatedPort = portOf(value);
  else if (name === 'tcptype' && read.tcpType === undefined) read.tcpType = value;
  else if (name === 'ufrag' && read.usernameFragment === undefined) read.usernameFragment = value;
  else read.others.push({ name, value });
}

function portOf(text: string): number {
  return /^\d{1,5}$/.test(text) && Number(text) <= 0xffff ? Number(text) : Number.NaN;
}
