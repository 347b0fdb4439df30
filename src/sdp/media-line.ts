import type { SdpLine } from './line.ts';
import type { Section } from './section.ts';

/** m=, RFC 8866 §5.14. */
export interface MediaLine {
  readonly media: string;
  readonly port: number;
  /** The number behind `port/`. */
  readonly portCount?: number;
  /** As written, such as `UDP/DTLS/SCTP`. */
  readonly protocol: string;
  readonly formats: readonly string[];
}

/** A line is replaced, never changed, so what was read of it stays true. Negotiation asks dozens of times. */
const known = new WeakMap<SdpLine, MediaLine>();

export function mediaLineOf(section: Section): MediaLine {
  const line = section.lines.find(({ type }) => type === 'm');
  if (line === undefined) return readMediaLine('');
  const before = known.get(line);
  if (before !== undefined) return before;
  const read = readMediaLine(line.value);
  known.set(line, read);
  return read;
}

function readMediaLine(value: string): MediaLine {
  const [media, ports, protocol, ...formats] = value.split(' ');
  const [port, count] = (ports ?? '').split('/');
  const line = { media, port: Number(port), protocol, formats };
  return count === undefined ? line : { ...line, portCount: Number(count) };
}

export function setMediaLine(section: Section, line: MediaLine): void {
  const ports = line.portCount === undefined ? `${line.port}` : `${line.port}/${line.portCount}`;
  section.setLine('m', [line.media, ports, line.protocol, ...line.formats].join(' '));
}

export function setMediaPort(section: Section, port: number): void {
  setMediaLine(section, { ...mediaLineOf(section), port });
}
