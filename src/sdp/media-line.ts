import { Memo } from '../util/memo.ts';
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
  return known.of(section.line('m') ?? '');
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

/** Negotiation asks dozens of times, and most lines say what those of other connections said. */
const known = new Memo(readMediaLine, 64, 256);

export function setMediaLine(section: Section, line: MediaLine): void {
  section.setLine('m', mediaLineText(line));
}

/** Behind the `m=`. */
export function mediaLineText({ media, port, portCount, protocol, formats }: MediaLine): string {
  const ports = portCount === undefined ? port : `${port}/${portCount}`;
  return `${media} ${ports} ${protocol} ${formats.join(' ')}`;
}

export function setMediaPort(section: Section, port: number): void {
  setMediaLine(section, { ...mediaLineOf(section), port });
}
