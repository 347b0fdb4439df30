import { describe, expect, test } from 'vitest';
import { negotiationNeeded } from '../../../src/jsep/negotiation-needed.ts';
import { chromiumAudioVideoData, chromiumData, sha1, sha256, strangeMediaAndData } from '../sdp/fixtures.ts';
import { attributeIn, connected, linesOf, negotiate, Peer } from './peer.ts';

describe('negotiating again', () => {
  test('changes the version and nothing else', () => {
    const { alice, bob, offer, answer } = connected();
    const again = negotiate(alice, bob);
    expect(again.offer).toBe(offer.replace('42 1 IN', '42 2 IN'));
    expect(again.answer).toBe(answer.replace('42 1 IN', '42 2 IN'));
    expect(alice.plan?.transports).toMatchObject([
      { dtlsRole: 'server', isLocalIceRestart: false, isRemoteIceRestart: false, isNewDtlsAssociation: false },
    ]);
    expect(alice.plan?.sctp?.isNew).toBe(false);
  });

  test('from the other side keeps the DTLS roles', () => {
    const { alice, bob } = connected();
    const { offer, answer } = negotiate(bob, alice);
    expect(attributeIn(offer, 'setup')).toEqual(['actpass']);
    expect(attributeIn(answer, 'setup')).toEqual(['passive']);
    expect(alice.plan?.transports[0]).toMatchObject({ dtlsRole: 'server', isNewDtlsAssociation: false });
    expect(bob.plan?.transports[0]).toMatchObject({ dtlsRole: 'client', isNewDtlsAssociation: false });
  });

  test('while an offer is pending gives the pending one again', () => {
    const alice = new Peer('alice');
    const first = alice.createOffer();
    alice.setLocal('offer');
    expect(alice.createOffer()).toBe(first.replace('42 1 IN', '42 2 IN'));
  });

  test('adds a data section to a session that had none', () => {
    const alice = new Peer('alice', {});
    const bob = new Peer('bob', {});
    negotiate(alice, bob);
    alice.settings = { wantsDataChannels: true };
    expect(negotiationNeeded(alice.snapshot)).toBe(true);
    negotiate(alice, bob);
    expect(alice.plan?.sctp).toMatchObject({ mid: '0', isNew: true });
    expect(negotiationNeeded(alice.snapshot)).toBe(false);
  });

  test('repeats what was gathered, with the default candidate', () => {
    const { alice, bob } = connected();
    const candidate = {
      foundation: '1',
      component: 1,
      transport: 'udp',
      priority: 1,
      address: '192.0.2.1',
      port: 5,
      type: 'host',
      extensions: [],
    };
    bob.settings = { gathered: new Map([['0', { candidates: [candidate], isComplete: true }]]) };
    alice.setLocal('offer', alice.createOffer());
    bob.setRemote('offer', alice.lastCreated.offer);
    const answer = bob.createAnswer();
    expect(answer).toContain('m=application 5 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 192.0.2.1\r\n');
    expect(attributeIn(answer, 'candidate')).toEqual(['1 1 udp 1 192.0.2.1 5 typ host']);
    expect(answer).toContain('a=end-of-candidates\r\n');
    expect(bob.isAnswerCurrent).toBe(true);
  });

  test('a new message limit of the peer is in the plan', () => {
    const { alice, bob, offer } = connected();
    expect(bob.setRemote('offer', offer.replace('size:262144', 'size:9')).sctp).toMatchObject({
      remoteMaxMessageSizeBytes: 9,
      isNew: false,
    });
    expect(alice.plan?.sctp?.remoteMaxMessageSizeBytes).toBe(262144);
  });
});

describe('ICE restart', () => {
  test('by option changes the credentials of both sides, and only those', () => {
    const { alice, bob, offer } = connected();
    const again = negotiate(alice, bob, { iceRestart: true });
    expect(attributeIn(again.offer, 'ice-ufrag')).toEqual(['alice2']);
    expect(attributeIn(again.answer, 'ice-ufrag')).toEqual(['bob2']);
    expect(linesOf(again.offer).length).toBe(linesOf(offer).length);
    expect(alice.plan?.transports[0]).toMatchObject({
      mid: '0',
      local: { usernameFragment: 'alice2' },
      remote: { usernameFragment: 'bob2' },
      isLocalIceRestart: true,
      isRemoteIceRestart: true,
      isNewDtlsAssociation: false,
      dtlsRole: 'server',
    });
  });

  test('on request is needed, and done once the offer says so', () => {
    const { alice } = connected();
    alice.settings = { wantsDataChannels: true, iceRestartRequested: true };
    expect(negotiationNeeded(alice.snapshot)).toBe(true);
    alice.createOffer();
    expect(alice.setLocal('offer').transports[0]).toMatchObject({ isLocalIceRestart: true, isRemoteIceRestart: false });
  });

  test('asked for by the peer: our answer has new credentials, each time it is created', () => {
    const { alice, bob } = connected();
    alice.setLocal('offer', alice.createOffer({ iceRestart: true }));
    const offered = bob.setRemote('offer', alice.lastCreated.offer);
    expect(offered.transports[0]).toMatchObject({ isRemoteIceRestart: true, isLocalIceRestart: false });
    expect(attributeIn(bob.createAnswer(), 'ice-ufrag')).toEqual(['bob2']);
    expect(attributeIn(bob.createAnswer(), 'ice-ufrag')).toEqual(['bob3']);
  });

  test('rolled back: the old credentials are back', () => {
    const { alice } = connected();
    alice.createOffer({ iceRestart: true });
    alice.setLocal('offer');
    expect(alice.setLocal('rollback').transports[0]).toMatchObject({
      local: { usernameFragment: 'alice1' },
      isLocalIceRestart: false,
    });
  });
});

describe('a new DTLS association', () => {
  const other = sha256.replaceAll('AB', 'BA');

  test.each([
    ['another certificate', (sdp: string) => sdp.replace(sha256, other), true],
    ['one more certificate', (sdp: string) => sdp.replace('a=setup', `a=fingerprint:sha-1 ${sha1}\r\na=setup`), false],
    ['a tls-id', (sdp: string) => sdp.replace('a=setup', 'a=tls-id:0123456789abcdef0123\r\na=setup'), true],
  ])('%s in the offer', (_, change, isNew) => {
    const { alice, bob } = connected();
    alice.setLocal('offer', alice.createOffer());
    expect(bob.setRemote('offer', change(alice.lastCreated.offer)).transports[0].isNewDtlsAssociation).toBe(false);
    bob.createAnswer();
    expect(bob.setLocal('answer').transports[0].isNewDtlsAssociation).toBe(isNew);
  });
});

describe('rejected sections', () => {
  test('stay in their places in our offers', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', strangeMediaAndData);
    bob.createAnswer();
    bob.setLocal('answer');
    const offer = bob.createOffer();
    expect(linesOf(offer).filter((line) => /^m=|^a=mid|^a=group/.test(line))).toEqual([
      'a=group:BUNDLE 2',
      'm=audio 0 TCP/STRANGE 111 0',
      'a=mid:0',
      'm=video 0 TCP/STRANGE 96 97',
      'a=mid:1',
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'a=mid:2',
    ]);
    expect(attributeIn(offer, 'ice-ufrag')).toEqual(['bob1']);
  });

  test('give their place to a new section, under a new mid', () => {
    const bob = new Peer('bob', { wantsDataChannels: true });
    const audioOnly = strangeMediaAndData.slice(0, strangeMediaAndData.indexOf('m=video'));
    bob.setRemote('offer', audioOnly.replace('BUNDLE 0 1 2', 'BUNDLE 0'));
    bob.createAnswer();
    expect(bob.setLocal('answer').transports).toEqual([]);
    const offer = bob.createOffer();
    expect(linesOf(offer).filter((line) => /^m=|^a=mid/.test(line))).toEqual([
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'a=mid:1',
    ]);
    expect(bob.setLocal('offer').transports).toMatchObject([{ mid: '1' }]);
  });

  test('a data section that the peer refuses: no association, and no endless asking', () => {
    const alice = new Peer('alice');
    alice.createOffer();
    alice.setLocal('offer');
    const plan = alice.setRemote('answer', refusal);
    expect(plan).toMatchObject({ transports: [], sctp: undefined, closesSctp: true });
    expect(negotiationNeeded(alice.snapshot)).toBe(false);
  });

  test('a data section that is given up: the association lives until the answer', () => {
    const { bob, offer } = connected();
    const end = offer.replace('m=application 9', 'm=application 0').replace('a=group:BUNDLE 0\r\n', '');
    expect(bob.setRemote('offer', end)).toMatchObject({ closesSctp: false, sctp: { isNew: false } });
    expect(bob.plan?.transports.map(({ mid }) => mid)).toEqual(['0']);
    expect(bob.plan?.transports[0].local?.usernameFragment).toBe('bob1');
    const answer = bob.createAnswer();
    expect(answer).toContain('m=application 0 ');
    expect(bob.setLocal('answer')).toMatchObject({ closesSctp: true, sctp: undefined, transports: [] });
    expect(negotiationNeeded(bob.snapshot)).toBe(true);
  });

  const refusal = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
    'a=mid:0',
    '',
  ].join('\r\n');
});

describe('bundling', () => {
  test('an unbundled peer has its own transport too', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', chromiumAudioVideoData.replace('a=group:BUNDLE 0 1 2\r\n', ''));
    const answer = bob.createAnswer();
    expect(attributeIn(answer, 'group')).toEqual([]);
    expect(bob.setLocal('answer').sections[2]).toMatchObject({ mid: '2', transportMid: '2', isBundled: false });
  });

  test('under max-bundle a lone section leads its own bundle', () => {
    const alice = new Peer('alice', { wantsDataChannels: true, bundlePolicy: 'max-bundle' });
    expect(attributeIn(alice.createOffer(), 'group')).toEqual(['BUNDLE 0']);
  });
});

describe('whether the last created description still holds', () => {
  test('an offer does until something new is wanted', () => {
    const alice = new Peer('alice', {});
    alice.createOffer();
    expect(alice.isOfferCurrent).toBe(true);
    alice.settings = { wantsDataChannels: true };
    expect(alice.isOfferCurrent).toBe(false);
    alice.createOffer();
    expect(alice.isOfferCurrent).toBe(true);
  });

  test('an offer does not when an ICE restart was asked for since', () => {
    const { alice } = connected();
    alice.createOffer();
    expect(alice.isOfferCurrent).toBe(true);
    alice.settings = { wantsDataChannels: true, iceRestartRequested: true };
    expect(alice.isOfferCurrent).toBe(false);
    alice.createOffer();
    expect(alice.isOfferCurrent).toBe(true);
  });

  test('an answer does not when another offer came', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', chromiumData);
    bob.createAnswer();
    expect(bob.isAnswerCurrent).toBe(true);
    bob.setRemote('offer', chromiumData.replace('setup:actpass', 'setup:active'));
    expect(bob.isAnswerCurrent).toBe(false);
  });

  test('nothing does when nothing was created', () => {
    expect(new Peer('alice').isOfferCurrent).toBe(false);
  });
});
