import { mediaLineOf } from './media-line.ts';
import type { MediaLine } from './media-line.ts';
import type { Section } from './section.ts';

/** What an m=application section says of SCTP, in the form of RFC 8841 or of the drafts before it. */
export interface SctpDescription {
  readonly port: number;
  /** Bytes; 0: any size. `undefined`: not said. */
  readonly maxMessageSizeBytes: number | undefined;
  /** `m=application 9 DTLS/SCTP 5000` with a=sctpmap, instead of `UDP/DTLS/SCTP webrtc-datachannel` with a=sctp-port. */
  readonly isLegacy: boolean;
}

/** `undefined` when the section is not a WebRTC data channel section. */
export function sctpOf(section: Section): SctpDescription | undefined {
  const port = portOf(section);
  if (port === undefined) return undefined;
  const maxMessageSizeBytes = numberIn(section.attribute('max-message-size'));
  return { port, maxMessageSizeBytes, isLegacy: !isNamed(mediaLineOf(section)) };
}

/** Whether it is a WebRTC data channel section. */
export function isSctpSection(section: Section): boolean {
  const line = mediaLineOf(section);
  return isOverDtls(line) && (isNamed(line) || legacyPort(section, line.formats[0]) !== undefined);
}

function portOf(section: Section): number | undefined {
  const line = mediaLineOf(section);
  if (!isOverDtls(line)) return undefined;
  if (!isNamed(line)) return legacyPort(section, line.formats[0]);
  return numberIn(section.attribute('sctp-port')) ?? defaultPort;
}

function isOverDtls({ media, protocol }: MediaLine): boolean {
  return media === 'application' && protocols.has(protocol.toUpperCase());
}

/** In the form of RFC 8841. */
function isNamed({ formats }: MediaLine): boolean {
  return formats[0] === 'webrtc-datachannel';
}

export function setSctpPort(section: Section, port: number): void {
  section.setAttribute('sctp-port', String(port));
}

/** `Infinity` is written as 0 (RFC 8841 §6.1). */
export function setMaxMessageSize(section: Section, bytes: number): void {
  section.setAttribute('max-message-size', String(bytes === Infinity ? 0 : bytes));
}

/** draft-ietf-mmusic-sctp-sdp before its 20th version: the number of streams is a hint. */
export function setSctpMap(section: Section, port: number, streams: number): void {
  section.setAttribute('sctpmap', `${port} webrtc-datachannel ${streams}`);
}

function legacyPort(section: Section, format: string): number | undefined {
  if (!/^\d{1,5}$/.test(format) || Number(format) > 0xffff) return undefined;
  const map = section.attributes('sctpmap').find((value) => value.startsWith(`${format} `));
  return map === undefined || map.split(' ')[1] === 'webrtc-datachannel' ? Number(format) : undefined;
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** Where a peer leaves out a=sctp-port, browsers assume what every one of them uses. */
const defaultPort = 5000;

const protocols = new Set(['UDP/DTLS/SCTP', 'TCP/DTLS/SCTP', 'DTLS/SCTP']);
