import { parse } from 'sdp-transform';
import { expect, test } from 'vitest';
import { setupOf } from '../../../src/sdp/dtls-attributes.ts';
import { bundleGroupsOf } from '../../../src/sdp/groups.ts';
import { candidatesOf } from '../../../src/sdp/ice-attributes.ts';
import { directionOf, midOf } from '../../../src/sdp/media-attributes.ts';
import { mediaLineOf } from '../../../src/sdp/media-line.ts';
import { parseSessionDescription } from '../../../src/sdp/parse.ts';
import { originOf } from '../../../src/sdp/session-lines.ts';
import { everyFixture } from './fixtures.ts';

/** sdp-transform is the oracle for what it does not lose: it keeps one fingerprint and no candidate extensions. */
test.each(everyFixture)('sdp-transform reads %s as we do', (_, text) => {
  const result = parseSessionDescription(text);
  if (!result.ok) throw new Error(result.error.message);
  const { session, media } = result.description;
  const theirs = parse(text);
  const { username, sessionId, sessionVersion, address } = originOf(session);
  expect([username, sessionId, Number(sessionVersion), address]).toEqual([
    theirs.origin.username,
    String(theirs.origin.sessionId),
    theirs.origin.sessionVersion,
    theirs.origin.address,
  ]);
  expect(bundleGroupsOf(session).map((mids) => mids.join(' '))).toEqual(theirs.groups?.map(({ mids }) => String(mids)));
  expect(media.length).toBe(theirs.media.length);
  media.forEach((section, i) => {
    const other = theirs.media[i];
    const { media: kind, port, protocol, formats } = mediaLineOf(section);
    expect([kind, port, protocol, formats.join(' ')]).toEqual([
      other.type,
      other.port,
      other.protocol,
      String(other.payloads),
    ]);
    expect(midOf(section)).toBe(String(other.mid));
    expect(directionOf(section, session)).toBe(other.direction ?? 'sendrecv');
    expect(setupOf(section, session)).toBe(other.setup ?? theirs.setup);
    expect(section.attribute('ice-ufrag')).toBe(other.iceUfrag);
    expect(section.attribute('ice-pwd')).toBe(other.icePwd);
    expect(section.attribute('sctp-port')).toBe(other.sctpPort?.toString());
    expect(candidatesOf(section).map(fields)).toEqual((other.candidates ?? []).map(theirFields));
  });
});

type Ours = ReturnType<typeof candidatesOf>[number];
type Theirs = NonNullable<ReturnType<typeof parse>['media'][number]['candidates']>[number];

const fields = (each: Ours) => [each.foundation, each.component, each.priority, each.address, each.port, each.type];
const theirFields = (each: Theirs) => [
  String(each.foundation),
  each.component,
  Number(each.priority),
  each.ip,
  each.port,
  each.type,
];
