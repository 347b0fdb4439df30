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

export function mediaLineOf(section: Section): MediaLine {
  const [media, ports, protocol, ...formats] = (section.line('m') ?? '').split(' ');
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
