import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRemoteDescription } from '../../../src/jsep/plan-remote.ts';
import { chromiumAudioVideoData, chromiumData, everyFixture, sha256, strangeMediaAndData } from '../sdp/fixtures.ts';
import { connected, Peer } from './peer.ts';

type Change = (sdp: string) => string;
const without =
  (pattern: RegExp): Change =>
  (sdp) =>
    sdp.replace(pattern, '');
const replacing =
  (from: string | RegExp, to: string): Change =>
  (sdp) =>
    sdp.replace(from, to);
const secondSection = (sdp: string): string => sdp.slice(sdp.indexOf('m='));

test('text that is not SDP is an RTCError with the line', () => {
  expect(new Peer('bob').refuses('remote', 'offer', chromiumData.replace('a=setup:actpass', 'a=setup:x'))).toEqual({
    name: 'RTCError',
    message: 'SDP line 14: malformed "a=setup"',
    errorDetail: 'sdp-syntax-error',
    sdpLineNumber: 14,
  });
  expect(new Peer('bob').refuses('remote', 'offer', '')).toMatchObject({ name: 'RTCError', sdpLineNumber: 1 });
});

describe('an offer is refused with InvalidAccessError', () => {
  test.each<[string, Change, string]>([
    ['without ufrag', without(/a=ice-ufrag.*\r\n/), 'm= section 0 has no a=ice-ufrag or a=ice-pwd'],
    ['without password', without(/a=ice-pwd.*\r\n/), 'm= section 0 has no a=ice-ufrag or a=ice-pwd'],
    ['with a short ufrag', replacing('ufrag:y6Zj', 'ufrag:y6Z'), 'm= section 0 has an a=ice-ufrag of invalid length'],
    ['with a long ufrag', replacing('y6Zj', 'y'.repeat(257)), 'm= section 0 has an a=ice-ufrag of invalid length'],
    ['with a short password', replacing(/pwd:.../, 'pwd:'), 'm= section 0 has an a=ice-pwd of invalid length'],
    ['without fingerprint', without(/a=fingerprint.*\r\n/), 'm= section 0 has no a=fingerprint'],
    ['with SDES', replacing(/a=fingerprint.*/, 'a=crypto:1 x'), 'm= section 0 uses SDES, which is not allowed'],
    ['with holdconn', replacing('actpass', 'holdconn'), 'm= section 0 says a=setup:holdconn'],
    [
      'whose bundle names a stranger',
      replacing('BUNDLE 0', 'BUNDLE 0 7'),
      'a=group:BUNDLE names mid "7", which no m= section has',
    ],
    ['whose bundle names a mid twice', replacing('BUNDLE 0', 'BUNDLE 0 0'), 'a=group:BUNDLE names mid "0" twice'],
    ['that uses a mid twice', (sdp) => sdp + secondSection(sdp), 'mid "0" is used twice'],
  ])('%s', (_, change, message) => {
    expect(new Peer('bob').refuses('remote', 'offer', change(chromiumData))).toEqual({
      name: 'InvalidAccessError',
      message,
    });
  });

  test('without rtcp-mux, where the configuration requires it', () => {
    const offer = chromiumAudioVideoData.replace('a=rtcp-mux\r\n', '');
    const bob = new Peer('bob', {});
    expect(bob.refuses('remote', 'offer', offer)).toMatchObject({ name: 'InvalidAccessError' });
    bob.settings = { rtcpMuxPolicy: 'negotiate' };
    expect(bob.setRemote('offer', offer).slots.signalingState).toBe('have-remote-offer');
  });

  test('with fewer sections than before, another kind or another mid', () => {
    const { bob, offer } = connected();
    const refusals = [
      offer.slice(0, offer.indexOf('m=')).replace('a=group:BUNDLE 0\r\n', ''),
      offer.replace(/m=application.*/, 'm=audio 9 UDP/TLS/RTP/SAVPF 0'),
      offer.replace('a=mid:0', 'a=mid:1').replace('BUNDLE 0', 'BUNDLE 1'),
    ].map((sdp) => bob.refuses('remote', 'offer', sdp));
    expect(refusals).toEqual([
      { name: 'InvalidAccessError', message: 'the offer has 0 m= sections, the description before it 1' },
      { name: 'InvalidAccessError', message: 'm= section 0 is "audio" but was "application"' },
      { name: 'InvalidAccessError', message: 'm= section 0 has mid "1" but had "0"' },
    ]);
  });

  test('and what was there before is untouched', () => {
    const { bob } = connected();
    const before = bob.slots;
    bob.refuses('remote', 'offer', chromiumData.replace('BUNDLE 0', 'BUNDLE 7'));
    expect(bob.slots).toBe(before);
  });
});

test('an offer may grow, and may shrink nothing of an offer that was not answered yet', () => {
  const bob = new Peer('bob', {});
  bob.setRemote('offer', chromiumAudioVideoData);
  expect(bob.refuses('remote', 'offer', chromiumData).message).toContain('1 m= sections');
  const grown = chromiumAudioVideoData.concat('m=text 9 TCP/MSRP *\r\na=mid:t\r\n');
  expect(bob.setRemote('offer', grown).sections.length).toBe(4);
});

test('the place of a rejected section may be used for another', () => {
  const bob = new Peer('bob', {});
  bob.setRemote('offer', strangeMediaAndData);
  bob.createAnswer();
  bob.setLocal('answer');
  const reused = strangeMediaAndData.replace(/m=audio.*/, 'm=text 0 TCP/MSRP *').replace('a=mid:0', 'a=mid:9');
  expect(bob.setRemote('offer', reused.replace('BUNDLE 0 1', 'BUNDLE 1')).sections[0]).toMatchObject({ mid: '9' });
});

describe('an answer is refused with InvalidAccessError', () => {
  test.each<[string, Change, string]>([
    ['with actpass', replacing('setup:active', 'setup:actpass'), 'm= section 0 says a=setup:actpass in an answer'],
    ['with too many sections', (sdp) => sdp + secondSection(sdp), 'the answer has 2 m= sections, the offer 1'],
    ['with none', (sdp) => sdp.slice(0, sdp.indexOf('m=')), 'the answer has 0 m= sections, the offer 1'],
    [
      'with another kind',
      replacing(/m=application.*/, 'm=audio 9 UDP/TLS/RTP/SAVPF 0'),
      'm= section 0 is "audio" but was "application"',
    ],
    ['with another mid', replacing('a=mid:0', 'a=mid:1'), 'm= section 0 has mid "1" but had "0"'],
    ['without fingerprint', without(/a=fingerprint.*\r\n/), 'm= section 0 has no a=fingerprint'],
    ['without credentials', without(/a=ice-.*\r\n/g), 'm= section 0 has no a=ice-ufrag or a=ice-pwd'],
  ])('%s', (_, change, message) => {
    const alice = new Peer('alice');
    alice.setLocal('offer', alice.createOffer());
    const { answer } = connected();
    expect(alice.refuses('remote', 'answer', change(answer))).toEqual({ name: 'InvalidAccessError', message });
    expect(alice.refuses('remote', 'pranswer', change(answer))).toEqual({ name: 'InvalidAccessError', message });
  });

  test('that revives a section the offer rejected', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', strangeMediaAndData);
    bob.createAnswer();
    bob.setLocal('answer');
    bob.setLocal('offer', bob.createOffer());
    const revived = strangeMediaAndData.replaceAll('actpass', 'active').replace('BUNDLE 0 1 2', 'BUNDLE 2');
    expect(bob.refuses('remote', 'answer', revived).message).toBe(
      'm= section 0 was rejected by the offer but not by the answer',
    );
    const bundled = strangeMediaAndData.replaceAll('actpass', 'active').replace(/m=(audio|video) 9/g, 'm=$1 0');
    expect(bob.refuses('remote', 'answer', bundled).message).toBe(
      'the answer bundles mid "0", which was not offered in that group',
    );
  });
});

test('a thousand sections take no time to speak of', () => {
  const mids = Array.from({ length: 1000 }, (_, i) => `m${i}`);
  const sections = mids.map((mid) => `m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:${mid}\r\na=rtcp-mux\r\n`);
  const bob = new Peer('bob');
  bob.setRemote('offer', chromiumData.replace('BUNDLE 0', `BUNDLE ${mids.join(' ')} 0`) + sections.join(''));
  bob.createAnswer();
  expect(bob.setLocal('answer').transports.length).toBe(1);
});

const line = fc.constantFrom(
  'a=mid:0',
  'a=mid:2',
  'a=group:BUNDLE 2 1',
  'a=group:BUNDLE',
  'a=bundle-only',
  'a=setup:passive',
  'm=application 0 DTLS/SCTP 1',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  `a=fingerprint:sha-256 ${sha256}`,
);

/** Descriptions with lines taken out, put in and replaced. */
function munged(texts: readonly string[]): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(), fc.nat(3), fc.array(line, { maxLength: 3 }));
  return fc.tuple(fc.constantFrom(...texts), fc.array(change, { maxLength: 4 })).map(([sdp, changes]) => {
    const lines = sdp.trimEnd().split('\r\n');
    for (const [at, removed, added] of changes) lines.splice(at % lines.length, removed, ...added);
    return `${lines.join('\r\n')}\r\n`;
  });
}

test('whatever is done to an offer, it is applied or refused, and what is applied can be answered and offered again', () => {
  fc.assert(
    fc.property(munged(everyFixture.map(([, sdp]) => sdp)), (sdp) => {
      const bob = new Peer('bob');
      const result = planRemoteDescription(bob.snapshot, 'offer', sdp);
      if (!result.ok) return;
      bob.slots = result.plan.slots;
      bob.createAnswer();
      bob.setLocal('answer');
      const carol = new Peer('carol');
      carol.setRemote('offer', bob.createOffer());
      bob.setLocal('offer');
      expect(bob.setLocal('rollback').slots.signalingState).toBe('stable');
    }),
  );
});

test('whatever is done to an answer, it is applied or refused', () => {
  fc.assert(
    fc.property(munged([connected().answer]), (sdp) => {
      const alice = new Peer('alice');
      alice.setLocal('offer', alice.createOffer());
      const result = planRemoteDescription(alice.snapshot, 'answer', sdp);
      if (!result.ok) return;
      alice.slots = result.plan.slots;
      alice.setLocal('offer', alice.createOffer());
      expect(alice.state).toBe('have-local-offer');
    }),
  );
});
