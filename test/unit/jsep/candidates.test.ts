import { describe, expect, test } from 'vitest';
import { sectionOfCandidate, withCandidates, withRemoteCandidate } from '../../../src/jsep/candidates.ts';
import type { DescriptionRecord } from '../../../src/jsep/types.ts';
import { parseCandidateAttribute } from '../../../src/sdp/candidate-attribute.ts';
import type { CandidateAttribute } from '../../../src/sdp/candidate-attribute.ts';
import { strangeMediaAndData, liteOffer } from '../sdp/fixtures.ts';
import { attributeIn, connected, linesOf, Peer } from './peer.ts';

const host = candidate('1 1 udp 2122260223 192.0.2.1 1000 typ host');
const host6 = candidate('2 1 udp 2122265343 2001:db8::1 1001 typ host');
const reflexive = candidate('3 1 udp 1686052607 203.0.113.1 1002 typ srflx raddr 192.0.2.1 rport 1000');
const relayed = candidate('4 1 udp 41885439 198.51.100.1 1003 typ relay raddr 203.0.113.1 rport 1002');
const tcp = candidate('5 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active');
const named = candidate('6 1 udp 2122260223 a.local 1000 typ host');

function candidate(text: string): CandidateAttribute {
  return parseCandidateAttribute(text)!;
}

function localOffer(): DescriptionRecord {
  const alice = new Peer('alice');
  alice.createOffer();
  return alice.setLocal('offer').slots.pendingLocal!;
}

const destination = (sdp: string): string =>
  linesOf(sdp)
    .filter((line) => /^[mc]=/.test(line))
    .map((line) => line.replace(/ (?:UDP|TCP).*|IN /, ''))
    .join(' ');

describe('a local description with its candidates', () => {
  test('has them at the end of their section', () => {
    const sdp = withCandidates(localOffer(), new Map([['0', [host, reflexive]]]), new Set(['0']));
    expect(linesOf(sdp).slice(-3)).toEqual([
      'a=candidate:1 1 udp 2122260223 192.0.2.1 1000 typ host',
      'a=candidate:3 1 udp 1686052607 203.0.113.1 1002 typ srflx raddr 192.0.2.1 rport 1000',
      'a=end-of-candidates',
    ]);
  });

  test.each<[string, CandidateAttribute[], string]>([
    ['nothing gathered', [], 'm=application 9 c=IP4 0.0.0.0'],
    ['host', [host], 'm=application 1000 c=IP4 192.0.2.1'],
    ['IPv4 before IPv6', [host6, host], 'm=application 1000 c=IP4 192.0.2.1'],
    ['IPv6 alone', [host6], 'm=application 1001 c=IP6 2001:db8::1'],
    ['reflexive before host', [host, reflexive], 'm=application 1002 c=IP4 203.0.113.1'],
    ['relayed before all', [relayed, reflexive, host], 'm=application 1003 c=IP4 198.51.100.1'],
    ['neither TCP nor a name', [tcp, named], 'm=application 9 c=IP4 0.0.0.0'],
  ])('default candidate: %s', (_, candidates, expected) => {
    expect(destination(withCandidates(localOffer(), new Map([['0', candidates]]), new Set()))).toBe(expected);
  });

  test('is what it was, when nothing was gathered', () => {
    const record = localOffer();
    expect(withCandidates(record, new Map(), new Set())).toBe(record.sdp);
  });

  test('has nothing in rejected sections', () => {
    const bob = new Peer('bob', {});
    bob.setRemote('offer', strangeMediaAndData);
    bob.createAnswer();
    const record = bob.setLocal('answer').slots.currentLocal!;
    const sdp = withCandidates(record, new Map([['2', [host]]]), new Set(['2']));
    expect(destination(sdp)).toBe('m=audio 0 c=IP4 0.0.0.0 m=video 0 c=IP4 0.0.0.0 m=application 1000 c=IP4 192.0.2.1');
    expect(attributeIn(sdp, 'candidate').length).toBe(1);
  });
});

describe('a remote description with trickled candidates', () => {
  const record = (): DescriptionRecord => new Peer('bob').setRemote('offer', liteOffer).slots.pendingRemote!;

  test('has them, and the record stays what it was', () => {
    const before = record();
    const after = withRemoteCandidate(withRemoteCandidate(before, 0, host), 0, undefined);
    expect(after.sdp).toBe(
      `${liteOffer}a=candidate:1 1 udp 2122260223 192.0.2.1 1000 typ host\r\na=end-of-candidates\r\n`,
    );
    expect(after.parsed.toString()).toBe(after.sdp);
    expect(before.sdp).toBe(liteOffer);
    expect(before.parsed.toString()).toBe(liteOffer);
  });

  test('the section is found by mid, else by index', () => {
    expect(sectionOfCandidate(record(), 'data', null)).toBe(0);
    expect(sectionOfCandidate(record(), 'data', 5)).toBe(0);
    expect(sectionOfCandidate(record(), null, 0)).toBe(0);
    expect(sectionOfCandidate(record(), 'other', 0)).toBeUndefined();
    expect(sectionOfCandidate(record(), null, 1)).toBeUndefined();
    expect(sectionOfCandidate(record(), null, null)).toBeUndefined();
  });

  test('and its ufrag, at whatever level', () => {
    expect(record().sections[0].usernameFragment).toBe('sfusfusfu');
    expect(connected().alice.slots.currentRemote!.sections[0].usernameFragment).toBe('bob1');
  });

  test('later plans know the candidates', () => {
    const { alice } = connected();
    alice.slots = { ...alice.slots, currentRemote: withRemoteCandidate(alice.slots.currentRemote!, 0, host) };
    alice.createOffer();
    expect(alice.setLocal('offer').transports[0].remoteCandidates).toEqual([host]);
  });
});
