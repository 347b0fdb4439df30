import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCandidateAttribute, serializeCandidateAttribute } from '../../../src/sdp/candidate-attribute.ts';
import type { CandidateAttribute } from '../../../src/sdp/candidate-attribute.ts';

const chromium =
  'candidate:842163049 1 udp 1677729535 203.0.113.5 46154 typ srflx raddr 192.0.2.3 rport 46154 generation 0 ufrag EEtu network-id 3 network-cost 10';

describe('reading', () => {
  test('a reflexive candidate as Chromium trickles it', () => {
    expect(parseCandidateAttribute(chromium)).toEqual({
      foundation: '842163049',
      component: 1,
      transport: 'udp',
      priority: 1677729535,
      address: '203.0.113.5',
      port: 46154,
      type: 'srflx',
      relatedAddress: '192.0.2.3',
      relatedPort: 46154,
      usernameFragment: 'EEtu',
      extensions: [
        { name: 'generation', value: '0' },
        { name: 'network-id', value: '3' },
        { name: 'network-cost', value: '10' },
      ],
    });
  });

  test('with and without what may stand before it', () => {
    const bare = chromium.slice('candidate:'.length);
    expect(parseCandidateAttribute(bare)).toEqual(parseCandidateAttribute(chromium));
    expect(parseCandidateAttribute(`a=${chromium}\r\n`)).toEqual(parseCandidateAttribute(chromium));
  });

  test('an mDNS name, a TCP candidate, IPv6', () => {
    const name = '0c3d1a7e-1b2c-4d5e-8f90-123456789abc.local';
    expect(parseCandidateAttribute(`candidate:1 1 UDP 2122252543 ${name} 60000 typ host`)?.address).toBe(name);
    const tcp = parseCandidateAttribute('candidate:1 1 tcp 1518280447 2001:db8::1 9 typ host tcptype active');
    expect(tcp).toMatchObject({ transport: 'tcp', address: '2001:db8::1', port: 9, tcpType: 'active', extensions: [] });
  });

  test.each([
    '',
    'candidate:',
    'candidate:1 1 udp 1 192.0.2.1 1',
    'candidate:1 1 udp 1 192.0.2.1 1 typ',
    'candidate:1 0 udp 1 192.0.2.1 1 typ host',
    'candidate:1 257 udp 1 192.0.2.1 1 typ host',
    'candidate:1 1 udp -1 192.0.2.1 1 typ host',
    'candidate:1 1 udp 4294967296 192.0.2.1 1 typ host',
    'candidate:1 1 udp 1 192.0.2.1 65536 typ host',
    'candidate:1 1 udp 1 192.0.2.1 1 typ srflx raddr 1.2.3.4 rport x',
    'candidate:1 1 udp 1 192.0.2.1 1 typ host generation',
    `candidate:${'f'.repeat(33)} 1 udp 1 192.0.2.1 1 typ host`,
    'candidate:f_o 1 udp 1 192.0.2.1 1 typ host',
  ])('not %j', (text) => {
    expect(parseCandidateAttribute(text)).toBeUndefined();
  });

  test('no text makes it throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => void parseCandidateAttribute(text)));
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => void parseCandidateAttribute(`candidate:${words.join(' ')}`)),
    );
  });
});

const word = fc.stringMatching(/^[a-z0-9-]{1,12}$/);
const candidate: fc.Arbitrary<CandidateAttribute> = fc.record(
  {
    foundation: fc.stringMatching(/^[A-Za-z0-9+/]{1,32}$/),
    component: fc.integer({ min: 1, max: 256 }),
    transport: fc.constantFrom('udp', 'UDP', 'tcp', 'ssltcp'),
    priority: fc.integer({ min: 0, max: 0xffff_ffff }),
    address: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant('name.local')),
    port: fc.nat(0xffff),
    type: fc.constantFrom('host', 'srflx', 'prflx', 'relay', 'future'),
    relatedAddress: fc.oneof(fc.ipV4(), fc.ipV6()),
    relatedPort: fc.nat(0xffff),
    tcpType: fc.constantFrom('active', 'passive', 'so'),
    usernameFragment: word,
    extensions: fc.array(fc.record({ name: word.map((name) => `x${name}`), value: word })),
  },
  { requiredKeys: ['foundation', 'component', 'transport', 'priority', 'address', 'port', 'type', 'extensions'] },
);

test('what is written is read back', () => {
  fc.assert(
    fc.property(candidate, (written) => {
      expect(parseCandidateAttribute(serializeCandidateAttribute(written))).toEqual(written);
    }),
  );
});
