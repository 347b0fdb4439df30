import { describe, expect, test } from 'vitest';
import type { MediaSectionPlan } from '../../../src/jsep/media-types.ts';
import type { NegotiationPlan } from '../../../src/jsep/types.ts';
import { chromiumCall, firefoxCall, offerOf } from './media-fixtures.ts';
import { attributeIn, negotiate, Peer } from './peer.ts';
import { codecsOf, mediaLines, sectionsIn } from './sdp-sections.ts';

function answerTo(offer: string, bob = new Peer('bob', {})): { bob: Peer; answer: string; plan: NegotiationPlan } {
  bob.setRemote('offer', offer);
  const answer = bob.createAnswer();
  return { bob, answer, plan: bob.setLocal('answer') };
}

const names = (codecs: readonly { readonly mimeType: string; readonly payloadType: number }[]): string[] =>
  codecs.map(({ mimeType, payloadType }) => `${payloadType} ${mimeType.split('/')[1]}`);

describe("to Chromium's offer", () => {
  const { answer, plan } = answerTo(chromiumCall);
  const [audio, video] = sectionsIn(answer);

  test('takes every section, bundled, receiving only', () => {
    expect(mediaLines(answer)).toEqual(['audio 9 0', 'video 9 1', 'application 9 2']);
    expect(attributeIn(answer, 'group')).toEqual(['BUNDLE 0 1 2']);
    expect(answer.match(/a=ice-ufrag/g)).toHaveLength(1);
    expect(audio).toContain('a=recvonly\r\n');
    expect(attributeIn(answer, 'msid')).toEqual([]);
    expect(answer).toContain('a=extmap-allow-mixed\r\n');
  });

  test('takes the codecs it knows, with the payload types and in the order of the offer', () => {
    expect(codecsOf(audio).map(({ payloadType }) => payloadType)).toEqual([111, 63, 9, 0, 8, 13, 110, 126]);
    // Neither High 4:2:2 (39) nor VP9 profile 1 (100), and not their retransmissions.
    const video96 = [96, 97, 103, 104, 107, 108, 45, 46, 98, 99, 112, 113, 114];
    expect(codecsOf(video).map(({ payloadType }) => payloadType)).toEqual(video96);
    expect(codecsOf(video)[0].feedback).toEqual(['goog-remb', 'transport-cc', 'ccm fir', 'nack', 'nack pli']);
  });

  test('takes the header extensions it knows, under the ids of the offer', () => {
    expect(attributeIn(audio, 'extmap').map((each) => each.split(' ')[0])).toEqual(['1', '2', '3', '4']);
    expect(attributeIn(video, 'extmap').map((each) => each.split(' ')[0])).toEqual(['14', '2', '13', '3', '4']);
  });

  test('the plan says what the remote side sends and what may be sent', () => {
    expect(plan.media.map(({ kind, direction }) => `${kind} ${direction}`)).toEqual([
      'audio recvonly',
      'video recvonly',
    ]);
    expect(plan.media[1]).toMatchObject({
      index: 1,
      mid: '1',
      isRejected: false,
      remoteStreamIds: ['f3a1'],
      remoteTrackId: 'vv01',
      remoteSsrcs: [{ ssrc: 2001, cname: 'Zx81', rtxSsrc: 2002 }],
      rtcp: { usesMux: true, isReducedSize: true, cname: 'Zx81' },
      negotiatedSendRids: undefined,
    } satisfies Partial<MediaSectionPlan>);
    expect(names(plan.media[1].sendCodecs)).toEqual(names(plan.media[1].receiveCodecs));
    expect(plan.media[1].headerExtensions.map(({ id }) => id)).toEqual([14, 2, 13, 3, 4]);
  });
});

describe("to Firefox's offer", () => {
  const { answer, plan } = answerTo(firefoxCall);
  const [audio, video] = sectionsIn(answer);

  test('takes the bundle-only sections into the bundle', () => {
    expect(mediaLines(answer)).toEqual(['audio 9 0', 'video 9 1', 'application 9 2']);
    expect(attributeIn(video, 'ice-ufrag')).toEqual([]);
    expect(answer).not.toContain('extmap-allow-mixed');
    expect(plan.transports).toMatchObject([{ mid: '0', sectionMids: ['0', '1', '2'] }]);
  });

  test("sends with the peer's parameters and receives with its own", () => {
    expect(plan.media[0].sendCodecs[0]).toMatchObject({ sdpFmtpLine: 'maxplaybackrate=48000;stereo=1;useinbandfec=1' });
    expect(plan.media[0].receiveCodecs[0]).toMatchObject({ sdpFmtpLine: 'minptime=10;useinbandfec=1' });
    expect(plan.media[1].sendCodecs[0]).toMatchObject({ payloadType: 120, sdpFmtpLine: 'max-fs=12288;max-fr=60' });
    expect(plan.media[1].receiveCodecs[0]).not.toHaveProperty('sdpFmtpLine');
    expect(names(plan.media[1].sendCodecs)).toEqual([
      '120 VP8',
      '124 rtx',
      '121 VP9',
      '125 rtx',
      '126 H264',
      '127 rtx',
    ]);
  });

  test('turns the directions of header extensions round', () => {
    expect(attributeIn(audio, 'extmap').some((each) => each.includes('csrc'))).toBe(false);
    expect(attributeIn(video, 'extmap')).toContain(
      '6/sendonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
    );
    expect(plan.media[1].headerExtensions.find(({ id }) => id === 6)?.direction).toBe('sendonly');
  });
});

describe('transceivers and the sections of a remote offer', () => {
  test('one of addTrack is taken, in order, one of addTransceiver is not', () => {
    const bob = new Peer('bob', {});
    bob.addTransceiver('video');
    const [first, second] = [bob.addTrack('video'), bob.addTrack('video')];
    const alice = new Peer('alice', {});
    for (let i = 0; i < 3; i++) alice.addTransceiver('video');
    const { media } = bob.setRemote('offer', alice.createOffer());
    expect(media.map(({ transceiverId }) => transceiverId)).toEqual([first, second, undefined]);
  });

  test('none is taken for a section that does not receive, or is rejected', () => {
    const bob = new Peer('bob', {});
    bob.addTrack('audio');
    const offer = offerOf('audio', '0', ['a=sendonly']);
    expect(bob.setRemote('offer', offer).media[0].transceiverId).toBeUndefined();
    bob.setRemote('rollback');
    const rejected = offer.replace('m=audio 9', 'm=audio 0').replace('a=sendonly', 'a=sendrecv').replace(' a\r', '\r');
    expect(bob.setRemote('offer', rejected.replace('a=group:BUNDLE\r\n', '')).media[0]).toMatchObject({
      transceiverId: undefined,
      isRejected: true,
      direction: 'inactive',
    });
  });

  test('stay together when the offer is repeated', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', chromiumCall);
    const ids = bob.transceivers.all.map(({ id }) => id);
    expect(bob.setRemote('offer', chromiumCall).media.map(({ transceiverId }) => transceiverId)).toEqual(ids);
  });

  test('a rollback frees those that were there before', () => {
    const bob = new Peer('bob', {});
    const audio = bob.addTrack('audio');
    bob.setRemote('offer', chromiumCall);
    expect(bob.setRemote('rollback').media).toEqual([]);
    expect(bob.transceivers.all).toMatchObject([{ id: audio, mid: undefined }]);
  });
});

describe('directions', () => {
  const all = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;
  const expected = [
    ['sendrecv', 'recvonly', 'sendonly', 'inactive'],
    ['sendonly', 'inactive', 'sendonly', 'inactive'],
    ['recvonly', 'recvonly', 'inactive', 'inactive'],
    ['inactive', 'inactive', 'inactive', 'inactive'],
  ];

  test.each(all.flatMap((own, i) => all.map((offered, j) => [own, offered, expected[i][j]] as const)))(
    'a %s transceiver answers %s with %s',
    (own, offered, direction) => {
      const bob = new Peer('bob', {});
      bob.setRemote('offer', offerOf('audio', '0', [`a=${offered}`]));
      bob.transceivers.change(1, { direction: own });
      expect(bob.createAnswer()).toContain(`a=${direction}\r\n`);
      expect(bob.setLocal('answer').media[0].direction).toBe(direction);
    },
  );

  test('a transceiver that is stopping is silent; one that was stopped is rejected', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', offerOf('audio', '0', ['a=sendrecv']));
    bob.stop(1);
    expect(mediaLines(bob.createAnswer())).toEqual(['audio 9 a']);
    expect(bob.lastCreated.answer).toContain('a=inactive\r\n');
    bob.transceivers.change(1, { isStopped: true });
    expect(mediaLines(bob.createAnswer())).toEqual(['audio 0 a']);
  });
});

describe('what cannot be taken', () => {
  test('a section without a codec in common is rejected', () => {
    const offer = offerOf('video', '100 101 102', [
      'a=rtpmap:100 VP8/30',
      'a=rtpmap:101 x/90000',
      'a=rtpmap:102 red/90000',
    ]);
    const { answer, plan } = answerTo(offer);
    expect(mediaLines(answer)).toEqual(['video 0 a']);
    expect(answer).toContain('a=inactive\r\n');
    expect(answer).not.toContain('a=group');
    expect(plan.media[0]).toMatchObject({ isRejected: true, direction: 'inactive', sendCodecs: [] });
    expect(plan.transports).toEqual([]);
  });

  test('the next section leads the bundle when the first is rejected', () => {
    // Payload type 110 is telephone-event: nothing to carry a voice.
    const { answer, plan } = answerTo(chromiumCall.replace(/m=audio.*/, 'm=audio 9 UDP/TLS/RTP/SAVPF 110'));
    expect(mediaLines(answer)).toEqual(['audio 0 0', 'video 9 1', 'application 9 2']);
    expect(attributeIn(answer, 'group')).toEqual(['BUNDLE 1 2']);
    expect(attributeIn(sectionsIn(answer)[1], 'ice-ufrag').length).toBe(1);
    expect(plan.transports).toMatchObject([{ mid: '1', remote: { usernameFragment: 'y6Zj' } }]);
  });

  test('with max-bundle, what is not in the bundle of the first section', () => {
    const unbundled = chromiumCall.replace('BUNDLE 0 1 2', 'BUNDLE 0 2');
    const { answer } = answerTo(unbundled, new Peer('bob', { bundlePolicy: 'max-bundle' }));
    expect(mediaLines(answer)).toEqual(['audio 9 0', 'video 0 1', 'application 9 2']);
    expect(mediaLines(answerTo(unbundled).answer)).toEqual(['audio 9 0', 'video 9 1', 'application 9 2']);
  });
});

describe('codecs', () => {
  const h264 = (parameters: string): string =>
    offerOf('video', '99', ['a=rtpmap:99 H264/90000', `a=fmtp:99 ${parameters}`]);

  test('preferences of the answerer go before the order of the offer', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', chromiumCall);
    const video = bob.transceivers.withMid('1')!;
    const prefer = (mimeType: string) => ({ mimeType, clockRate: 90000 });
    bob.transceivers.change(video.id, {
      preferredCodecs: [
        { ...prefer('video/VP9'), sdpFmtpLine: 'profile-id=0' },
        prefer('video/VP8'),
        prefer('video/rtx'),
      ],
    });
    const codecs = codecsOf(sectionsIn(bob.createAnswer())[1]);
    expect(codecs.map(({ payloadType }) => payloadType)).toEqual([98, 99, 96, 97]);
  });

  test('a level of H.264 is lowered unless both sides may have their own', () => {
    const asymmetric = 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e00c';
    expect(answerTo(h264(asymmetric)).answer).toContain('packetization-mode=1;profile-level-id=42e01f');
    const symmetric = 'packetization-mode=1;profile-level-id=42e00c';
    expect(answerTo(h264(symmetric)).answer).toContain('packetization-mode=1;profile-level-id=42e00c');
    expect(answerTo(h264('packetization-mode=1;profile-level-id=42e033')).answer).toContain('profile-level-id=42e01f');
  });

  test('the same profile may be written in several ways, another one does not match', () => {
    expect(mediaLines(answerTo(h264('packetization-mode=1;profile-level-id=4D801F')).answer)).toEqual(['video 9 a']);
    expect(mediaLines(answerTo(h264('packetization-mode=1;profile-level-id=7a001f')).answer)).toEqual(['video 0 a']);
    expect(mediaLines(answerTo(h264('packetization-mode=2;profile-level-id=42e01f')).answer)).toEqual(['video 0 a']);
    expect(mediaLines(answerTo(h264('packetization-mode=1;profile-level-id=x')).answer)).toEqual(['video 0 a']);
  });

  test('what can only be received is not in an answer that sends', () => {
    const bob = new Peer('bob', {});
    const offer = offerOf('video', '96 99', [
      'a=rtpmap:96 VP8/90000',
      'a=rtpmap:99 H264/90000',
      'a=fmtp:99 packetization-mode=1;profile-level-id=f4001f',
    ]);
    bob.setRemote('offer', offer);
    expect(codecsOf(bob.createAnswer()).map(({ payloadType }) => payloadType)).toEqual([96, 99]);
    bob.transceivers.change(1, { direction: 'sendonly' });
    expect(codecsOf(bob.createAnswer()).map(({ payloadType }) => payloadType)).toEqual([96]);
  });

  test('what can be received but not sent is not among the codecs to send', () => {
    const { plan } = answerTo(h264('packetization-mode=1;profile-level-id=f4001f'));
    expect([names(plan.media[0].receiveCodecs), names(plan.media[0].sendCodecs)]).toEqual([['99 H264'], []]);
  });

  test('retransmissions of what is not there are not answered', () => {
    const offer = offerOf('video', '96 97 98', ['a=rtpmap:98 VP8/90000', 'a=rtpmap:97 rtx/90000', 'a=fmtp:97 apt=96']);
    expect(codecsOf(answerTo(offer).answer).map(({ payloadType }) => payloadType)).toEqual([98]);
  });

  test('an answer may name a codec that was not offered, and it can be sent', () => {
    const alice = new Peer('alice', {});
    alice.addTransceiver('video', { preferredCodecs: [{ mimeType: 'video/VP8', clockRate: 90000 }] });
    alice.setLocal('offer', alice.createOffer());
    const bob = new Peer('bob', {});
    const extra = 'a=rtpmap:63 H264/90000\r\na=fmtp:63 packetization-mode=1;profile-level-id=42e01f\r\n';
    const offer = alice.lastCreated.offer.replace(/(m=video.*)\r/, '$1 63\r').replaceAll('VP8', 'none') + extra;
    bob.setRemote('offer', offer);
    const { media } = alice.setRemote('answer', bob.createAnswer());
    expect(names(media[0].sendCodecs)).toEqual(['63 H264']);
    expect(media[0].receiveCodecs).toEqual([]);
  });

  test('payload types of an answer may differ from those of the offer', () => {
    const alice = new Peer('alice', {});
    alice.addTransceiver('video', { preferredCodecs: [{ mimeType: 'video/VP8', clockRate: 90000 }] });
    alice.setLocal('offer', alice.createOffer());
    const bob = new Peer('bob', {});
    bob.setRemote('offer', alice.lastCreated.offer);
    const { media } = alice.setRemote(
      'answer',
      bob.createAnswer().replace(/ 96|:96/g, (text) => `${text[0]}119`),
    );
    expect(names(media[0].sendCodecs)).toEqual(['119 VP8']);
    expect(names(media[0].receiveCodecs)).toEqual(['96 VP8']);
  });

  test('without bundle, a payload type may mean two things', () => {
    const lines = ['a=mid:b', 'm=audio', 'a=rtpmap:100 opus/48000/2'];
    const video = offerOf('video', '100', ['a=rtpmap:100 VP8/90000']).replace('a=group:BUNDLE a\r\n', '');
    const audio = sectionsIn(video)[0]
      .replace('m=video', 'm=audio')
      .replace('mid:a', 'mid:b')
      .replace(/a=rtpmap.*/, lines[2]);
    const { bob, answer } = answerTo(video + audio);
    expect(sectionsIn(answer).map((each) => codecsOf(each).map(({ payloadType }) => payloadType))).toEqual([
      [100],
      [100],
    ]);
    const [first, second] = sectionsIn(bob.createOffer()).map((each) => codecsOf(each)[0]);
    expect([first, second]).toMatchObject([
      { payloadType: 100, name: 'VP8' },
      { payloadType: 100, name: 'opus' },
    ]);
  });
});

describe('streams of the peer', () => {
  const streamsOf = (...lines: string[]): unknown => {
    const { remoteStreamIds, remoteTrackId } = new Peer('bob', {}).setRemote('offer', offerOf('audio', '0', lines))
      .media[0];
    return [remoteStreamIds, remoteTrackId];
  };

  test.each<[string, string[], unknown]>([
    ['one that is not named', [], [['default'], undefined]],
    ['none on purpose', ['a=msid:- t'], [[], 't']],
    ['one', ['a=msid:s t'], [['s'], 't']],
    ['several, each once', ['a=msid:s t', 'a=msid:u t', 'a=msid:s t'], [['s', 'u'], 't']],
    ['one without a track', ['a=msid:s'], [['s'], undefined]],
    ['in the old way', ['a=ssrc:1 cname:c', 'a=ssrc:1 msid:s t'], [['s'], 't']],
    ['none where nothing is sent', ['a=recvonly', 'a=msid:s t'], [[], undefined]],
  ])('%s', (_, lines, expected) => {
    expect(streamsOf(...lines)).toEqual(expected);
  });
});

describe('two peers', () => {
  test('agree on everything, whoever sends', () => {
    const alice = new Peer('alice', {});
    const bob = new Peer('bob', {});
    alice.addTrack('audio');
    alice.addTrack('video');
    bob.addTrack('video');
    negotiate(alice, bob);
    const [ours, theirs] = [alice.plan!.media, bob.plan!.media];
    expect(ours.map(({ direction }) => direction)).toEqual(['sendonly', 'sendrecv']);
    expect(theirs.map(({ direction }) => direction)).toEqual(['recvonly', 'sendrecv']);
    for (const [i, own] of ours.entries()) {
      expect(own.sendCodecs).toEqual(theirs[i].receiveCodecs);
      expect(own.receiveCodecs).toEqual(theirs[i].sendCodecs);
      expect(own.headerExtensions).toEqual(theirs[i].headerExtensions);
      expect(own.sendCodecs.length).toBeGreaterThan(5);
    }
    expect([alice.isNegotiationNeeded, bob.isNegotiationNeeded]).toEqual([false, false]);
  });

  test('nothing is negotiated before the answer', () => {
    const alice = new Peer('alice', {});
    alice.addTransceiver('audio', { direction: 'sendonly' });
    alice.addTransceiver('audio');
    alice.createOffer();
    const { media } = alice.setLocal('offer');
    expect(media.map(({ sendCodecs, receiveCodecs }) => [sendCodecs.length, receiveCodecs.length])).toEqual([
      [0, 0],
      [0, 8],
    ]);
    expect(media[0]).toMatchObject({ remoteStreamIds: [], negotiatedSendRids: undefined, receiveRids: [] });
  });

  test('an answer without mids and groups is understood', () => {
    const alice = new Peer('alice', {});
    const bob = new Peer('bob', {});
    alice.addTrack('audio');
    alice.setLocal('offer', alice.createOffer());
    bob.setRemote('offer', alice.lastCreated.offer);
    const answer = bob.createAnswer().replace(/a=(mid|group).*\r\n/g, '');
    expect(alice.setRemote('answer', answer).media).toMatchObject([
      { mid: '0', transceiverId: 1, direction: 'sendonly' },
    ]);
  });

  test('a provisional answer counts until the final one', () => {
    const alice = new Peer('alice', {});
    const bob = new Peer('bob', {});
    alice.addTrack('audio');
    alice.setLocal('offer', alice.createOffer());
    bob.setRemote('offer', alice.lastCreated.offer);
    const answer = bob.createAnswer();
    expect(alice.setRemote('pranswer', answer).media[0].sendCodecs.length).toBe(8);
    expect(bob.setLocal('pranswer').media[0].receiveCodecs.length).toBe(8);
    expect(alice.setRemote('answer', answer).media[0].direction).toBe('sendonly');
  });
});
