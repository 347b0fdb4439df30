import { attributeLine, endingOf, isAttribute } from './line.ts';
import type { Section } from './section.ts';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** RFC 5888 §4. */
export function midOf(section: Section): string | undefined {
  return section.attribute('mid');
}

export function setMid(section: Section, mid: string): void {
  section.setAttribute('mid', mid);
}

/** RFC 9143 §6. */
export function isBundleOnly(section: Section): boolean {
  return section.hasAttribute('bundle-only');
}

/** RFC 5761 §5.1.1. */
export function usesRtcpMux(section: Section): boolean {
  return section.hasAttribute('rtcp-mux');
}

/** RFC 5506 §5. */
export function usesReducedSizeRtcp(section: Section): boolean {
  return section.hasAttribute('rtcp-rsize');
}

/** RFC 8866 §6.7: the session's holds where the section says nothing, and `sendrecv` where both are silent. */
export function directionOf(section: Section, session: Section): Direction {
  return ownDirection(section) ?? ownDirection(session) ?? 'sendrecv';
}

/** Replaces the direction where it stands. */
export function setDirection(section: Section, direction: Direction): void {
  const old = ownDirection(section);
  if (old === direction) return;
  if (old === undefined) return section.addAttribute(direction);
  const at = section.lines.findIndex((line) => isAttribute(line, old));
  section.lines[at] = attributeLine(direction, '', endingOf(section.lines[at]));
}

/** RFC 8285 §6, at either level. */
export function allowsMixedExtmap(section: Section): boolean {
  return section.hasAttribute('extmap-allow-mixed');
}

/** The same as the other side sees it. */
export function reversed(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}

/** What both allow; both from the same point of view. */
export function intersected(a: Direction, b: Direction): Direction {
  return directionFrom(sends(a) && sends(b), receives(a) && receives(b));
}

export function sends(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

export function receives(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

function directionFrom(isSending: boolean, isReceiving: boolean): Direction {
  if (isSending) return isReceiving ? 'sendrecv' : 'sendonly';
  return isReceiving ? 'recvonly' : 'inactive';
}

function ownDirection(section: Section): Direction | undefined {
  for (const line of section.lines) {
    const direction = directions.find((name) => isAttribute(line, name));
    if (direction !== undefined) return direction;
  }
  return undefined;
}

const directions: readonly Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];
