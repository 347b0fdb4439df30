import { ridsOf } from '../sdp/rid.ts';
import type { Section } from '../sdp/section.ts';
import { simulcastOf } from '../sdp/simulcast.ts';
import type { NegotiatedRid } from './media-types.ts';

/** The layers a section lists for `direction`: first alternatives only, none twice, each with its a=rid (RFC 8853 §5.2). */
export function layersIn(section: Section | undefined, direction: 'send' | 'recv'): NegotiatedRid[] {
  if (section === undefined) return [];
  const described = new Set(ridsOf(section).flatMap((each) => (each.direction === direction ? [each.rid] : [])));
  const firsts = (simulcastOf(section)?.[direction] ?? []).map(([first]) => first);
  return firsts.filter(({ rid }, at) => described.has(rid) && at === firsts.findIndex((other) => other.rid === rid));
}

/** What the section of a peer asks us to send. */
export function requestedSendRids(section: Section): string[] {
  return layersIn(section, 'recv').map(({ rid }) => rid);
}
