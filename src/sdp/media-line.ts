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
  const line = section.lines.find(isMediaLine);
  if (line === undefined) return readMediaLine('');
  const before = known.get(line);
  if (before !== undefined) return before;
  const read = readMediaLine(line.value);
  known.set(line, read);
  return read;
}

function isMediaLine({ type }: SdpLine): boolean {
  return type === 'm';
}

function readMediaLine(value: string): MediaLine {
  const words = value.split(' ');
  const [port, count] = (words[1] ?? '').split('/');
  return {
    media: words[0],
    port: Number(port),
    portCount: count === undefined ? undefined : Number(count),
    protocol: words[2],
    formats: words.slice(3),
  };
}

export function setMediaLine(section: Section, line: MediaLine): void {
  const ports = line.portCount === undefined ? `${line.port}` : `${line.port}/${line.portCount}`;
  section.setLine('m', [line.media, ports, line.protocol, ...line.formats].join(' '));
}

export function setMediaPort(section: Section, port: number): void {
  setMediaLine(section, { ...mediaLineOf(section), port });
}
