import { describe, expect, test } from 'vitest';
import { parseSessionDescription } from '../../../src/sdp/parse.ts';
import {
  strangeMediaAndData,
  chromiumData,
  everyFixture,
  firefoxData,
  legacyOffer,
  liteOffer,
  sha1,
  sha256,
} from '../sdp/fixtures.ts';
import { attributeIn, connected, linesOf, Peer } from './peer.ts';

describe('an initial offer', () => {
  test('describes one data section', () => {
    expect(linesOf(new Peer('alice').createOffer())).toEqual([
      'v=0',
      'o=- 42 1 IN IP4 0.0.0.0',
      's=-',
      't=0 0',
      'a=group:BUNDLE 0',
      'a=ice-options:trickle ice2',
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'c=IN IP4 0.0.0.0',
      'a=mid:0',
      'a=ice-ufrag:alice1',
      'a=ice-pwd:alice1++++++++++++++++++',
      `a=fingerprint:sha-256 ${sha256}`,
      'a=setup:actpass',
      'a=sctp-port:5000',
      'a=max-message-size:262144',
    ]);
  });

  test('is empty when nothing is wanted', () => {
    const alice = new Peer('alice', {});
    expect(linesOf(alice.createOffer())).toEqual([
      'v=0',
      'o=- 42 1 IN IP4 0.0.0.0',
      's=-',
      't=0 0',
      'a=ice-options:trickle ice2',
    ]);
    expect(alice.setLocal('offer')).toMatchObject({ sections: [], transports: [], sctp: undefined });
  });

  test('announces every certificate, and any message size as 0', () => {
    const fingerprints = [
      { algorithm: 'sha-256', value: sha256 },
      { algorithm: 'sha-1', value: sha1 },
    ];
    const sctp = { localPort: 5000, maxMessageSizeBytes: Infinity };
    const offer = new Peer('alice', { wantsDataChannels: true, fingerprints, sctp }).createOffer();
    expect(attributeIn(offer, 'fingerprint')).toEqual([`sha-256 ${sha256}`, `sha-1 ${sha1}`]);
    expect(attributeIn(offer, 'max-message-size')).toEqual(['0']);
  });

  test('applied: the transport has its own parameters and waits for the peer', () => {
    const alice = new Peer('alice');
    alice.createOffer();
    expect(alice.setLocal('offer')).toMatchObject({
      slots: { signalingState: 'have-local-offer', pendingLocal: { type: 'offer' } },
      sections: [{ index: 0, mid: '0', kind: 'application', isRejected: false, isBundled: false, transportMid: '0' }],
      transports: [
        {
          mid: '0',
          sectionMids: ['0'],
          local: { usernameFragment: 'alice1' },
          remote: undefined,
          dtlsRole: undefined,
          isLocalIceRestart: false,
          isNewDtlsAssociation: false,
        },
      ],
      sctp: { mid: '0', transportMid: '0', remotePort: undefined, remoteMaxMessageSizeBytes: undefined, isNew: true },
      closesSctp: false,
      iceRole: 'controlling',
      isAnswerApplied: false,
    });
  });
});

describe('an answer', () => {
  test('to ourselves takes the active role and completes both sides', () => {
    const { alice, bob, answer } = connected();
    expect(attributeIn(answer, 'setup')).toEqual(['active']);
    expect(attributeIn(answer, 'group')).toEqual(['BUNDLE 0']);
    expect(alice.plan).toMatchObject({
      slots: { signalingState: 'stable', currentLocal: { type: 'offer' }, currentRemote: { type: 'answer' } },
      transports: [
        {
          dtlsRole: 'server',
          local: { usernameFragment: 'alice1' },
          remote: { usernameFragment: 'bob1', isLite: false, options: ['trickle', 'ice2'] },
          remoteFingerprints: [{ algorithm: 'sha-256', value: sha256 }],
        },
      ],
      sctp: { remotePort: 5000, remoteMaxMessageSizeBytes: 262144, isNew: true },
      iceRole: 'controlling',
      isAnswerApplied: true,
      isNegotiationComplete: true,
    });
    expect(bob.plan).toMatchObject({ iceRole: 'controlled', transports: [{ dtlsRole: 'client' }] });
    expect(alice.slots.pendingLocal ?? alice.slots.pendingRemote).toBeUndefined();
  });

  test.each([
    ['actpass', 'active', 'client'],
    ['active', 'passive', 'server'],
    ['passive', 'active', 'client'],
  ])('to setup:%s is %s', (offered, answered, dtlsRole) => {
    const bob = new Peer('bob');
    bob.setRemote('offer', chromiumData.replace('setup:actpass', `setup:${offered}`));
    expect(attributeIn(bob.createAnswer(), 'setup')).toEqual([answered]);
    expect(bob.setLocal('answer').transports[0].dtlsRole).toBe(dtlsRole);
  });

  test('without a=setup means active (RFC 4145)', () => {
    const { answer } = connected();
    const alice = new Peer('alice');
    alice.createOffer();
    alice.setLocal('offer');
    const plan = alice.setRemote('answer', answer.replace('a=setup:active\r\n', ''));
    expect(plan.transports[0].dtlsRole).toBe('server');
  });

  test.each(everyFixture)('to %s can be created, parsed and applied', (_, offer) => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', offer);
    const answer = bob.createAnswer();
    expect(parseSessionDescription(answer).ok).toBe(true);
    const plan = bob.setLocal('answer', answer);
    expect(plan.transports.length).toBe(1);
    expect(plan.transports[0].remoteFingerprints).toContainEqual({ algorithm: 'sha-256', value: sha256 });
    expect(plan.sctp).toMatchObject({ isNew: true });
  });

  test('to strange sections and data rejects the strange ones in their places', () => {
    const bob = new Peer('bob', {});
    const offered = bob.setRemote('offer', strangeMediaAndData);
    expect(offered.sections.map(({ mid, kind, isRejected }) => [mid, kind, isRejected])).toEqual([
      ['0', 'unknown', true],
      ['1', 'unknown', true],
      ['2', 'application', false],
    ]);
    const answer = bob.createAnswer();
    expect(linesOf(answer).filter((line) => /^m=|^a=mid|^a=group/.test(line))).toEqual([
      'a=group:BUNDLE 2',
      'm=audio 0 TCP/STRANGE 111 0',
      'a=mid:0',
      'm=video 0 TCP/STRANGE 96 97',
      'a=mid:1',
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'a=mid:2',
    ]);
    expect(bob.setLocal('answer').transports.map(({ mid, sectionMids }) => [mid, sectionMids])).toEqual([['2', ['2']]]);
  });

  test('finds the transport of a bundle-only data section in the section it is bundled with', () => {
    const transport = /(m=application )9([^]*?c=.*\r\n)(?:a=(?:ice|finger|setup).*\r\n)+/;
    const offer = strangeMediaAndData.replace(transport, '$10$2a=bundle-only\r\n');
    const bob = new Peer('bob', {});
    const plan = bob.setRemote('offer', offer);
    expect(plan.transports).toMatchObject([{ mid: '2', remote: { usernameFragment: 'y6Zj' } }]);
    expect(plan.transports[0].remoteFingerprints.length).toBe(1);
    expect(attributeIn(bob.createAnswer(), 'setup')).toEqual(['active']);
  });

  test('to an unknown kind of section rejects it', () => {
    const bob = new Peer('bob', {});
    const offer = `${chromiumData}m=text 5 TCP/MSRP *\r\na=mid:msrp\r\n`;
    bob.setRemote('offer', offer);
    expect(linesOf(bob.createAnswer()).slice(-3)).toEqual(['m=text 0 TCP/MSRP *', 'c=IN IP4 0.0.0.0', 'a=mid:msrp']);
  });

  test('takes one of two data sections', () => {
    const bob = new Peer('bob', {});
    const second = chromiumData.slice(chromiumData.indexOf('m=')).replace('mid:0', 'mid:1');
    const plan = bob.setRemote('offer', chromiumData + second);
    expect(plan.sections.map(({ isRejected }) => isRejected)).toEqual([false, true]);
  });

  test('keeps the form of the drafts', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', legacyOffer);
    const answer = bob.createAnswer();
    expect(answer).toContain('m=application 9 DTLS/SCTP 5000\r\n');
    expect(attributeIn(answer, 'sctpmap')).toEqual(['5000 webrtc-datachannel 65535']);
    expect(attributeIn(answer, 'sctp-port')).toEqual([]);
    expect(bob.setLocal('answer').sctp).toMatchObject({ remotePort: 5000, remoteMaxMessageSizeBytes: 65536 });
  });

  test('says nothing of mids and groups to a peer that does not', () => {
    const bob = new Peer('bob', {});
    const plan = bob.setRemote('offer', chromiumData.replace(/a=(group|mid).*\r\n/g, ''));
    expect(plan.sections).toMatchObject([{ mid: '0', transportMid: '0' }]);
    const answer = bob.createAnswer();
    expect([...attributeIn(answer, 'mid'), ...attributeIn(answer, 'group')]).toEqual([]);
    expect(bob.setLocal('answer').sections).toMatchObject([{ mid: '0' }]);
  });

  test('without mids is matched by position', () => {
    const alice = new Peer('alice');
    alice.setLocal('offer', alice.createOffer());
    const { answer } = connected();
    const plan = alice.setRemote('answer', answer.replace(/a=(group|mid).*\r\n/g, ''));
    expect(plan.transports).toMatchObject([{ mid: '0', remote: { usernameFragment: 'bob1' } }]);
  });
});

describe('what a remote description says of its transport', () => {
  test('a lite agent leaves us in control', () => {
    const bob = new Peer('bob', {});
    expect(bob.setRemote('offer', liteOffer)).toMatchObject({
      iceRole: 'controlling',
      transports: [
        {
          mid: 'data',
          remote: { usernameFragment: 'sfusfusfu', isLite: true, options: ['trickle', 'renomination'] },
          remoteFingerprints: [{ algorithm: 'sha-1', value: sha1 }, { algorithm: 'sha-256' }],
          remoteCandidates: [{ foundation: 'udpcandidate', port: 40000 }],
          hasRemoteEndOfCandidates: false,
        },
      ],
      sctp: { remotePort: 5001, remoteMaxMessageSizeBytes: 65536 },
    });
    bob.createAnswer();
    expect(bob.setLocal('answer').iceRole).toBe('controlling');
  });

  test('candidates and their end', () => {
    const { transports } = new Peer('bob').setRemote('offer', firefoxData);
    expect(transports[0].remoteCandidates.map(({ transport }) => transport)).toEqual(['UDP', 'TCP']);
    expect(transports[0].hasRemoteEndOfCandidates).toBe(true);
  });

  test.each([
    ['a=max-message-size:0', Infinity],
    ['a=max-message-size:1000', 1000],
    ['a=x', 65536],
  ])('%s: messages up to %d bytes', (line, bytes) => {
    const offer = chromiumData.replace('a=max-message-size:262144', line);
    expect(new Peer('bob').setRemote('offer', offer).sctp?.remoteMaxMessageSizeBytes).toBe(bytes);
  });
});
