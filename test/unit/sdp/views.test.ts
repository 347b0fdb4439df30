import { describe, expect, test } from 'vitest';
import { addFingerprint, fingerprintsOf, setSetup, setupOf, tlsIdOf } from '../../../src/sdp/dtls-attributes.ts';
import { bundleGroupsOf, groupsOf, msidSemanticOf } from '../../../src/sdp/groups.ts';
import {
  candidatesOf,
  hasEndOfCandidates,
  iceCredentialsIn,
  iceOptionsOf,
  isIceLite,
  setIceCredentials,
} from '../../../src/sdp/ice-attributes.ts';
import {
  allowsMixedExtmap,
  directionOf,
  isBundleOnly,
  midOf,
  setDirection,
  usesRtcpMux,
} from '../../../src/sdp/media-attributes.ts';
import { mediaLineOf, setMediaLine, setMediaPort } from '../../../src/sdp/media-line.ts';
import { parseSessionDescription } from '../../../src/sdp/parse.ts';
import { sctpOf, setMaxMessageSize } from '../../../src/sdp/sctp-attributes.ts';
import type { SessionDescription } from '../../../src/sdp/session-description.ts';
import {
  connectionOf,
  originOf,
  originText,
  sessionNameOf,
  setConnectionAddress,
  timingOf,
} from '../../../src/sdp/session-lines.ts';
import { chromiumAudioVideoData, chromiumData, firefoxData, legacyOffer, liteOffer, sha1, sha256 } from './fixtures.ts';

function parsed(text: string): SessionDescription {
  const result = parseSessionDescription(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.description;
}

describe('session lines', () => {
  test('origin, name and timing', () => {
    const { session } = parsed(chromiumData);
    expect(originOf(session)).toEqual({
      username: '-',
      sessionId: '5204968271343713287',
      sessionVersion: '2',
      netType: 'IN',
      addressType: 'IP4',
      address: '127.0.0.1',
    });
    expect(sessionNameOf(session)).toBe('-');
    expect(timingOf(session)).toEqual({ start: '0', stop: '0' });
  });

  test('the version can be raised without touching anything else', () => {
    const description = parsed(chromiumData);
    description.session.setLine('o', originText({ ...originOf(description.session), sessionVersion: '3' }));
    expect(description.toString()).toBe(chromiumData.replace('287 2 IN', '287 3 IN'));
  });

  test('groups and msid semantics', () => {
    const { session } = parsed(chromiumAudioVideoData);
    expect(groupsOf(session)).toEqual([{ semantics: 'BUNDLE', mids: ['0', '1', '2'] }]);
    expect(bundleGroupsOf(session)).toEqual([['0', '1', '2']]);
    expect(msidSemanticOf(session)).toEqual(['WMS', 'stream']);
    expect(msidSemanticOf(parsed(firefoxData).session)).toEqual(['WMS', '*']);
    expect(allowsMixedExtmap(session)).toBe(true);
  });
});

describe('the m= and c= lines', () => {
  test('are read', () => {
    const [audio] = parsed(chromiumAudioVideoData).media;
    expect(mediaLineOf(audio)).toEqual({
      media: 'audio',
      port: 9,
      protocol: 'UDP/TLS/RTP/SAVPF',
      formats: ['111', '0'],
    });
    expect(connectionOf(audio)).toEqual({ netType: 'IN', addressType: 'IP4', address: '0.0.0.0' });
  });

  test('keep the number of ports', () => {
    const [section] = parsed('v=0\no=- 1 1 IN IP4 0\ns=-\nt=0 0\nm=audio 49170/2 RTP/AVP 31\n').media;
    setMediaPort(section, 5);
    expect(section.toString()).toBe('m=audio 5/2 RTP/AVP 31\n');
    setMediaLine(section, { media: 'video', port: 0, protocol: 'RTP/AVP', formats: ['1'] });
    expect(section.toString()).toBe('m=video 0 RTP/AVP 1\n');
  });

  test('follow the family of the address', () => {
    const [section] = parsed(chromiumData).media;
    setConnectionAddress(section, '2001:db8::1');
    expect(section.line('c')).toBe('IN IP6 2001:db8::1');
  });
});

describe('ICE', () => {
  test('credentials of the section win over the session’s', () => {
    const { session, media } = parsed(liteOffer);
    expect(iceCredentialsIn(media[0], session)?.usernameFragment).toBe('sfusfusfu');
    setIceCredentials(media[0], { usernameFragment: 'mine', password: 'p'.repeat(22) });
    expect(iceCredentialsIn(media[0], session)?.usernameFragment).toBe('mine');
  });

  test('lite, options, candidates and their end', () => {
    const lite = parsed(liteOffer);
    expect(isIceLite(lite.session)).toBe(true);
    expect(iceOptionsOf(lite.media[0], lite.session)).toEqual(['trickle', 'renomination']);
    const firefox = parsed(firefoxData);
    expect(candidatesOf(firefox.media[0]).map(({ transport, port }) => [transport, port])).toEqual([
      ['UDP', 54321],
      ['TCP', 9],
    ]);
    expect(hasEndOfCandidates(firefox.media[0], firefox.session)).toBe(true);
    expect(hasEndOfCandidates(lite.media[0], lite.session)).toBe(false);
  });

  test('a candidate that does not parse is passed over', () => {
    const { media } = parsed(firefoxData.replace('UDP 2122252543', 'UDP much'));
    expect(candidatesOf(media[0]).length).toBe(1);
  });
});

describe('DTLS', () => {
  test('several fingerprints, in normal form', () => {
    const { session, media } = parsed(liteOffer);
    expect(fingerprintsOf(media[0], session)).toEqual([
      { algorithm: 'sha-1', value: sha1 },
      { algorithm: 'sha-256', value: sha256 },
    ]);
  });

  test('a fingerprint of the section replaces those of the session', () => {
    const { session, media } = parsed(liteOffer);
    addFingerprint(media[0], { algorithm: 'sha-1', value: sha1 });
    expect(fingerprintsOf(media[0], session)).toEqual([{ algorithm: 'sha-1', value: sha1 }]);
  });

  test('setup and tls-id', () => {
    const { session, media } = parsed(
      chromiumData.replace('a=mid:0', 'a=mid:0\r\na=tls-id:91bbf309c0990a6bec11e38ba2933cee'),
    );
    expect(setupOf(media[0], session)).toBe('actpass');
    setSetup(media[0], 'passive');
    expect(setupOf(media[0], session)).toBe('passive');
    expect(tlsIdOf(media[0], session)).toBe('91bbf309c0990a6bec11e38ba2933cee');
  });
});

describe('SCTP', () => {
  test('of today', () => {
    expect(sctpOf(parsed(chromiumData).media[0])).toEqual({ port: 5000, maxMessageSizeBytes: 262144, isLegacy: false });
  });

  test('of the drafts', () => {
    expect(sctpOf(parsed(legacyOffer).media[0])).toEqual({
      port: 5000,
      maxMessageSizeBytes: undefined,
      isLegacy: true,
    });
  });

  test('is not what other sections describe', () => {
    const [audio] = parsed(chromiumAudioVideoData).media;
    expect(sctpOf(audio)).toBeUndefined();
    expect(sctpOf(parsed(chromiumData.replace('UDP/DTLS/SCTP', 'UDP/BFCP')).media[0])).toBeUndefined();
    expect(sctpOf(parsed(legacyOffer.replace('5000 webrtc', '5000 other')).media[0])).toBeUndefined();
  });

  test('any message size is written as 0', () => {
    const [section] = parsed(chromiumData).media;
    setMaxMessageSize(section, Infinity);
    expect(section.attribute('max-message-size')).toBe('0');
  });
});

describe('media attributes', () => {
  test('mid, rtcp-mux, bundle-only', () => {
    const [audio] = parsed(chromiumAudioVideoData).media;
    expect([midOf(audio), usesRtcpMux(audio), isBundleOnly(audio)]).toEqual(['0', true, false]);
  });

  test('direction: own, the session’s, sendrecv', () => {
    const { session, media } = parsed(chromiumAudioVideoData);
    expect(media.map((section) => directionOf(section, session))).toEqual(['sendrecv', 'sendonly', 'sendrecv']);
    session.addAttribute('inactive');
    expect(directionOf(media[2], session)).toBe('inactive');
  });

  test('direction is replaced where it stands', () => {
    const { media } = parsed(chromiumAudioVideoData);
    const text = media[1].toString();
    setDirection(media[1], 'recvonly');
    expect(media[1].toString()).toBe(text.replace('sendonly', 'recvonly'));
    setDirection(media[2], 'inactive');
    expect(media[2].toString().endsWith('a=inactive\r\n')).toBe(true);
  });
});
