import { describe, expect, test } from 'vitest';
import { codecCapabilities, mediaCapabilities } from '../../../src/jsep/media-capabilities.ts';
import { chromiumCall } from './media-fixtures.ts';
import { attributeIn, linesOf, negotiate, Peer } from './peer.ts';
import { codecsOf, mediaLines, sectionsIn } from './sdp-sections.ts';

const alone = (settings = {}): Peer => new Peer('alice', settings);

describe('an initial offer', () => {
  test('has a section per transceiver, in order of creation, and data last', () => {
    const alice = alone({ wantsDataChannels: true });
    alice.addTransceiver('video');
    alice.addTrack('audio');
    expect(mediaLines(alice.createOffer())).toEqual(['video 9 0', 'audio 9 1', 'application 9 2']);
  });

  test('describes a section as RFC 9429 §5.2.1 asks', () => {
    const alice = alone();
    alice.addTrack('audio', 's');
    const [audio] = sectionsIn(alice.createOffer());
    const words = linesOf(audio).filter((line) => !/^a=(rtpmap|fmtp|rtcp-fb|extmap|ice|fingerprint)/.test(line));
    expect(words).toEqual([
      'm=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126',
      'c=IN IP4 0.0.0.0',
      'a=mid:0',
      'a=setup:actpass',
      'a=sendrecv',
      'a=msid:s track-1',
      'a=rtcp-mux',
      'a=rtcp-mux-only',
      'a=rtcp-rsize',
    ]);
  });

  test('announces every codec once, with payload types from the ranges that are free for it', () => {
    const alice = alone();
    for (const kind of ['audio', 'video'] as const) alice.addTransceiver(kind);
    const sdp = alice.createOffer();
    const types = sectionsIn(sdp).flatMap((each) => codecsOf(each).map(({ payloadType }) => payloadType));
    expect(new Set(types).size).toBe(types.length);
    expect(types.filter((type) => (type >= 64 && type < 96) || type > 127)).toEqual([]);
    const video = codecsOf(sectionsIn(sdp)[1]);
    const formats = video.filter(({ name }) => name !== 'rtx').map(({ name, parameters }) => `${name} ${parameters}`);
    expect(new Set(formats).size).toBe(formats.length);
    expect(formats).toContain('H264 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=64001f');
    for (const { parameters } of video.filter(({ name }) => name === 'rtx')) {
      expect(types).toContain(Number(/^apt=(\d+)$/.exec(parameters ?? '')?.[1]));
    }
  });

  test('uses the same payload types and extension ids in every section', () => {
    const alice = alone();
    alice.addTransceiver('video');
    alice.addTransceiver('video');
    const [first, second] = sectionsIn(alice.createOffer());
    expect(codecsOf(second)).toEqual(codecsOf(first));
    expect(attributeIn(second, 'extmap')).toEqual(attributeIn(first, 'extmap'));
  });

  test('names every stream of a track, and says "-" for none', () => {
    const alice = alone();
    alice.addTransceiver('audio', { senderStreamIds: ['s', 't'] });
    alice.addTransceiver('audio');
    alice.addTransceiver('audio', { direction: 'recvonly', senderStreamIds: ['s'] });
    expect(sectionsIn(alice.createOffer()).map((each) => attributeIn(each, 'msid'))).toEqual([
      ['s track-1', 't track-1'],
      ['- track-2'],
      [],
    ]);
  });

  test('writes SSRCs where the sender has them, with those of the retransmissions', () => {
    const alice = alone();
    alice.addTransceiver('video', { senderStreamIds: ['s'], ssrcs: { cname: 'c', media: 7, rtx: 8 } });
    alice.addTransceiver('audio', { ssrcs: { cname: 'c', media: 9, rtx: 10 } });
    const sdp = alice.createOffer();
    expect(attributeIn(sdp, 'ssrc-group')).toEqual(['FID 7 8']);
    expect(attributeIn(sdp, 'ssrc')).toEqual([
      '7 cname:c',
      '7 msid:s track-1',
      '8 cname:c',
      '8 msid:s track-1',
      '9 cname:c',
      '9 msid:- track-2',
    ]);
  });

  test('leaves out what was stopped before', () => {
    const alice = alone();
    alice.stop(alice.addTransceiver('audio'));
    alice.addTransceiver('video');
    expect(mediaLines(alice.createOffer())).toEqual(['video 9 0']);
  });

  test('can still be applied when a transceiver is stopped meanwhile', () => {
    const alice = alone();
    const audio = alice.addTransceiver('audio');
    const other = alice.addTransceiver('audio');
    alice.createOffer();
    alice.stop(audio);
    const { media } = alice.setLocal('offer');
    expect(media.map(({ mid, transceiverId }) => [mid, transceiverId])).toEqual([
      ['0', audio],
      ['1', other],
    ]);
  });
});

describe('codec preferences', () => {
  const [vp8, rtx] = mediaCapabilities.video.codecs;
  const h264 = mediaCapabilities.video.codecs.filter(({ mimeType }) => mimeType === 'video/H264');

  test('choose and order what is offered', () => {
    const alice = alone();
    alice.addTransceiver('video', { preferredCodecs: [h264[2], vp8] });
    expect(codecsOf(alice.createOffer()).map(({ name, parameters }) => [name, parameters])).toEqual([
      ['H264', h264[2].sdpFmtpLine],
      ['VP8', undefined],
    ]);
  });

  test('with rtx, every codec has it', () => {
    const alice = alone();
    alice.addTransceiver('video', { preferredCodecs: [rtx, vp8, h264[0]] });
    const codecs = codecsOf(alice.createOffer()).map(({ name, parameters }) => [name, parameters]);
    expect(codecs).toEqual([
      ['VP8', undefined],
      ['rtx', 'apt=96'],
      ['H264', h264[0].sdpFmtpLine],
      ['rtx', 'apt=102'],
    ]);
  });

  test('are filtered by direction', () => {
    const high444 = h264.find(({ sdpFmtpLine }) => sdpFmtpLine?.endsWith('f4001f'))!;
    const offered = (direction: 'sendrecv' | 'sendonly' | 'recvonly'): unknown => {
      const alice = alone();
      alice.addTransceiver('video', { direction, preferredCodecs: [high444, vp8] });
      return codecsOf(alice.createOffer()).map(({ name }) => name);
    };
    expect([offered('sendrecv'), offered('sendonly'), offered('recvonly')]).toEqual([
      ['VP8'],
      ['VP8'],
      ['H264', 'VP8'],
    ]);
  });

  test('that name nothing known count as none', () => {
    const alice = alone();
    alice.addTransceiver('audio', { preferredCodecs: [{ mimeType: 'audio/none', clockRate: 1 }] });
    expect(codecsOf(alice.createOffer()).length).toBe(mediaCapabilities.audio.codecs.length);
  });
});

test.each([
  ['sendonly', 'send', '640033'],
  ['recvonly', 'receive', '64001f'],
] as const)('without preferences, a %s section has what the capabilities to %s list', (direction, use, high) => {
  const alice = alone();
  alice.addTransceiver('video', { direction });
  const formats = codecsOf(alice.createOffer()).filter(({ name }) => name !== 'rtx');
  const expected = codecCapabilities('video', use).filter(({ mimeType }) => mimeType !== 'video/rtx');
  expect(formats.map(({ parameters }) => parameters)).toEqual(expected.map(({ sdpFmtpLine }) => sdpFmtpLine));
  expect(formats.some(({ parameters }) => parameters?.endsWith(high))).toBe(true);
});

test('a header extension that is stopped is not offered, one with a direction has it', () => {
  const alice = alone();
  const [first, second, ...others] = mediaCapabilities.video.headerExtensions;
  alice.addTransceiver('video', {
    headerExtensionsToNegotiate: [{ ...first, direction: 'stopped' }, { ...second, direction: 'recvonly' }, ...others],
  });
  const extensions = attributeIn(alice.createOffer(), 'extmap');
  expect(extensions.length).toBe(others.length + 1);
  expect(extensions[0]).toBe(`13/recvonly ${second.uri}`);
});

describe('bundle policies', () => {
  const offered = (bundlePolicy: string): string[] => {
    const alice = alone({ bundlePolicy, wantsDataChannels: true });
    for (const kind of ['audio', 'audio', 'video'] as const) alice.addTransceiver(kind);
    return sectionsIn(alice.createOffer()).map((each) =>
      `${/^m=\w+ \d+/.exec(each)![0].slice(2)} ${attributeIn(each, 'ice-ufrag').join()}`.trim(),
    );
  };

  test('balanced: a transport for each kind', () => {
    expect(offered('balanced')).toEqual(['audio 9 alice1', 'audio 0', 'video 9 alice2', 'application 9 alice3']);
  });

  test('max-compat: a transport for each section', () => {
    const all = ['audio 9 alice1', 'audio 9 alice2', 'video 9 alice3', 'application 9 alice4'];
    expect(offered('max-compat')).toEqual(all);
  });

  test('max-bundle: one transport', () => {
    expect(offered('max-bundle')).toEqual(['audio 9 alice1', 'audio 0', 'video 0', 'application 0']);
  });
});

describe('a subsequent offer', () => {
  test('keeps sections, payload types and ids, also those of the peer, and adds what the peer left out', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', chromiumCall);
    bob.createAnswer();
    bob.setLocal('answer');
    const [, video] = sectionsIn(bob.createOffer());
    const codecs = new Map(
      codecsOf(video).map(({ payloadType, name, parameters }) => [payloadType, `${name} ${parameters}`]),
    );
    expect(codecs.get(103)).toMatch(/^H264 .*packetization-mode=1;profile-level-id=42001f/);
    expect(codecs.get(104)).toBe('rtx apt=103');
    expect(codecs.get(112)).toBe('red undefined');
    expect([...codecs.values()].filter((each) => each.includes('profile-level-id=4d001f')).length).toBe(2);
    expect(attributeIn(video, 'extmap')).toContain('14 urn:ietf:params:rtp-hdrext:toffset');
    expect(attributeIn(video, 'extmap')).toContain('10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id');
  });

  test('says what the session says: twice the same offer', () => {
    const alice = alone();
    alice.addTrack('audio');
    alice.addTransceiver('video');
    negotiate(alice, new Peer('bob', {}));
    const first = alice.createOffer();
    alice.setLocal('offer');
    expect(alice.isOfferCurrent).toBe(true);
    expect(alice.createOffer().replace(/o=.*/, '')).toBe(first.replace(/o=.*/, ''));
  });

  test('is no longer current when a transceiver has changed', () => {
    const alice = alone();
    const audio = alice.addTransceiver('audio');
    alice.createOffer();
    alice.transceivers.change(audio, { direction: 'inactive' });
    expect(alice.isOfferCurrent).toBe(false);
  });

  test('rejects what was stopped, says so, and uses the place again once both sides know', () => {
    const alice = alone();
    const bob = new Peer('bob', {});
    const audio = alice.addTransceiver('audio');
    alice.addTransceiver('video');
    negotiate(alice, bob);
    alice.stop(audio);
    alice.addTransceiver('video');
    const offer = alice.createOffer();
    expect(mediaLines(offer)).toEqual(['audio 0 0', 'video 9 1', 'video 0 2']);
    expect(sectionsIn(offer)[0]).toContain('a=inactive\r\n');
    expect(attributeIn(offer, 'group')).toEqual(['BUNDLE 1 2']);
    negotiate(alice, bob);
    expect(alice.transceivers.all.length).toBe(2);
    expect(bob.transceivers.all.length).toBe(2);
    alice.addTransceiver('audio');
    expect(mediaLines(alice.createOffer())).toEqual(['audio 9 3', 'video 9 1', 'video 9 2']);
  });

  test('a recycled place may change its kind', () => {
    const alice = alone();
    const bob = new Peer('bob', {});
    alice.stop((alice.addTransceiver('audio'), negotiate(alice, bob), 1));
    negotiate(alice, bob);
    alice.addTransceiver('video');
    expect(mediaLines(negotiate(alice, bob).offer)).toEqual(['video 9 1']);
    expect(bob.transceivers.all).toMatchObject([{ kind: 'video', mid: '1' }]);
  });

  test('the transport of the bundle stays when the section it was made for goes', () => {
    const alice = alone();
    const bob = new Peer('bob', {});
    const first = alice.addTransceiver('audio');
    alice.addTransceiver('audio');
    negotiate(alice, bob);
    alice.stop(first);
    negotiate(alice, bob);
    expect(alice.plan?.transports).toMatchObject([{ mid: '0', sectionMids: ['1'], isLocalIceRestart: false }]);
    expect(bob.plan?.transports).toMatchObject([{ mid: '0', sectionMids: ['1'], isLocalIceRestart: false }]);
  });
});
