import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSessionDescription } from '../../../src/sdp/parse.ts';
import { chromiumCall, firefoxCall, offerOf } from './media-fixtures.ts';
import { negotiate, Peer } from './peer.ts';
import { sectionsIn } from './sdp-sections.ts';

const refusal = (offer: string): unknown => {
  const { name, message } = new Peer('bob', {}).refuses('remote', 'offer', offer);
  return [name, message];
};

describe('an offer is refused', () => {
  test.each<[string, string, string]>([
    [
      'with several tracks in a section (plan B)',
      offerOf('audio', '0', ['a=ssrc:1 msid:s t', 'a=ssrc:2 msid:s u']),
      'm= section 0 has a=ssrc lines of more than one track',
    ],
    [
      'with one header extension id for two things',
      offerOf('audio', '0', ['a=extmap:1 urn:a', 'a=extmap:1 urn:b']),
      'm= section 0 maps header extension id 1 twice',
    ],
    [
      'with one payload type for two encodings in a bundle',
      chromiumCall.replace('SAVPF 96', 'SAVPF 96 111').replace('a=rtpmap:96', 'a=rtpmap:111 X/1\r\na=rtpmap:96'),
      'payload type 111 has two meanings in one bundle',
    ],
    [
      'with SDES instead of DTLS',
      offerOf('video', '96', ['a=crypto:0 AES_CM_128_HMAC_SHA1_80 inline:x']).replace(/a=fingerprint.*\r\n/, ''),
      'm= section 0 uses SDES, which is not allowed',
    ],
    [
      'without rtcp-mux',
      offerOf('video', '96', []).replace('a=rtcp-mux\r\n', ''),
      'm= section 0 does not use RTCP multiplexing, which the configuration requires',
    ],
    [
      'with an ufrag of other characters',
      offerOf('video', '96', []).replace('y6Zj', 'y$Zj'),
      'm= section 0 has an a=ice-ufrag with characters that are not allowed',
    ],
    [
      'with a password of other characters',
      offerOf('video', '96', []).replace('q2w3', 'q 3w'),
      'm= section 0 has an a=ice-pwd with characters that are not allowed',
    ],
  ])('%s', (_, offer, message) => {
    expect(refusal(offer)).toEqual(['InvalidAccessError', message]);
  });

  test('with the same track in two sections', () => {
    const offer = offerOf('video', '96', ['a=rtpmap:96 VP8/90000', 'a=msid:- t']);
    expect(refusal(offer + sectionsIn(offer)[0].replace('mid:a', 'mid:b'))).toEqual([
      'OperationError',
      'a=msid:- t is in two m= sections',
    ]);
  });

  test('that gives a header extension id a new meaning', () => {
    const alice = new Peer('alice', {});
    const bob = new Peer('bob', {});
    alice.addTransceiver('audio');
    negotiate(alice, bob);
    const changed = alice.createOffer().replace('extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid', 'extmap:4 urn:other');
    expect(bob.refuses('remote', 'offer', changed).message).toBe(
      'm= section 0 gives header extension id 4 a new meaning',
    );
  });
});

describe('an answer is refused', () => {
  function offered(): { alice: Peer; answer: string } {
    const alice = new Peer('alice', {});
    const bob = new Peer('bob', {});
    alice.addTransceiver('audio');
    alice.addTransceiver('audio');
    alice.setLocal('offer', alice.createOffer());
    bob.setRemote('offer', alice.lastCreated.offer);
    return { alice, answer: bob.createAnswer() };
  }

  test('that swaps header extension ids', () => {
    const { alice, answer } = offered();
    const swapped = answer
      .replace('extmap:1 ', 'extmap:x ')
      .replace('extmap:4 ', 'extmap:1 ')
      .replace('extmap:x ', 'extmap:4 ');
    expect(alice.refuses('remote', 'answer', swapped)).toMatchObject({ name: 'InvalidAccessError' });
  });

  test('that leaves out of the bundle what only the bundle can carry', () => {
    const { alice, answer } = offered();
    const sections = sectionsIn(answer);
    const transport = sections[0].match(/a=(ice|fing|setup).*\r\n/g)!.join('');
    const alone = answer.replace('BUNDLE 0 1', 'BUNDLE 0').replace(sections[1], sections[1] + transport);
    expect(alice.refuses('remote', 'answer', alone).message).toBe(
      'm= section 1 was offered for the bundle only and is not in it',
    );
  });
});

test('bundle-only sections need say nothing of the transport, rtcp-mux included', () => {
  const offer = firefoxCall.replace(/(m=video[^]*?)a=rtcp-mux\r\n/, '$1');
  expect(new Peer('bob', {}).setRemote('offer', offer).media.map(({ isRejected }) => isRejected)).toEqual([
    false,
    false,
  ]);
});

/** Calls with lines taken out, doubled and exchanged. */
function munged(text: string): fc.Arbitrary<string> {
  const lines = text.trimEnd().split('\r\n');
  const index = fc.nat({ max: lines.length - 1 });
  const extra = fc.constantFrom(
    'a=simulcast:send 1;2 recv 3',
    'a=rid:1 send pt=96',
    'a=inactive',
    'a=rtpmap:96 opus/48000/2',
    'a=fmtp:97 apt=97',
    'a=extmap:4 urn:x',
    'a=msid:- x',
    'a=ssrc:1 msid:a b',
    'm=video 0 UDP/TLS/RTP/SAVPF 96',
    'm=audio 9 RTP/AVP 0',
    'a=bundle-only',
  );
  const edit = fc.record({ at: index, from: index, what: fc.constantFrom('drop', 'copy', 'swap', 'add'), extra });
  return fc.array(edit, { maxLength: 6 }).map((edits) => {
    const result = [...lines];
    for (const { at, from, what, extra: line } of edits) {
      if (what === 'drop') result.splice(at, 1);
      if (what === 'copy') result.splice(at, 0, lines[from]);
      if (what === 'swap') result[at % result.length] = lines[from];
      if (what === 'add') result.splice(at, 0, line);
    }
    return `${result.join('\r\n')}\r\n`;
  });
}

test('whatever is munged: refused, or answered and negotiated without a crash', () => {
  const offers = fc.oneof(munged(chromiumCall), munged(firefoxCall));
  fc.assert(
    fc.property(offers, (offer) => {
      const bob = new Peer('bob', {});
      bob.addTrack('video');
      bob.addTransceiver('audio');
      try {
        bob.setRemote('offer', offer);
      } catch (error) {
        expect(String(error)).toMatch(/RTCError|InvalidAccessError|OperationError/);
        return;
      }
      const answer = bob.createAnswer();
      expect(parseSessionDescription(answer).ok).toBe(true);
      expect(bob.isAnswerCurrent).toBe(true);
      bob.setLocal('answer');
      expect(parseSessionDescription(bob.createOffer()).ok).toBe(true);
      bob.setLocal('offer');
    }),
    { numRuns: 60 },
  );
});
