import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../src/crypto/certificate.ts';
import { DtlsPair, type Side, certificateFor, fingerprintsOf, nodeCrypto } from './dtls-pair.ts';

const PROFILES = [7, 1];
const BAD_CERTIFICATE = 42;

describe('the announced certificate', () => {
  test('may become known after the handshake: only then the association is connected', () => {
    const pair = new DtlsPair({ fingerprints: false }).connect();
    expect(pair.client.states).toEqual(['connecting']);
    expect(() => pair.client.send('too early')).toThrow(/connected/);
    expect(pair.isSettled).toBe(true);
    pair.client.endpoint.setRemoteFingerprints(fingerprintsOf(pair.server.certificate));
    pair.client.send('held until the server knows');
    pair.exchange();
    expect(pair.server.texts).toEqual([]);
    pair.announce();
    pair.exchange();
    expect(pair.isConnected).toBe(true);
    expect(pair.server.texts).toEqual(['held until the server knows']);
  });

  test('is reported before the state', () => {
    const { client, server } = new DtlsPair().connect();
    expect(client.news.map(({ type }) => type)).toEqual(['state', 'remote-certificates', 'state']);
    expect(client.news[1]).toEqual({ type: 'remote-certificates', chain: [server.certificate.der] });
    expect(client.endpoint.session?.remoteFingerprints).toEqual(fingerprintsOf(server.certificate));
  });

  test.each(['client', 'server'] as const)('that is not the %s’s ends the association with bad_certificate', (liar) => {
    const pair = new DtlsPair();
    const judge = liar === 'client' ? 'server' : 'client';
    pair[judge].endpoint.setRemoteFingerprints(fingerprintsOf(certificateFor('somebody else')));
    pair.connect();
    expect(pair[judge].states).toEqual(['connecting', 'failed']);
    expect(pair[judge].errors[0]).toMatchObject({ detail: 'fingerprint-failure', sentAlert: BAD_CERTIFICATE });
    expect(pair[liar].states).toEqual(['connecting', 'failed']);
    expect(pair[liar].errors[0]).toMatchObject({ detail: 'dtls-failure', receivedAlert: BAD_CERTIFICATE });
    expect(pair.isSettled).toBe(true);
  });

  test('that turns out wrong after the handshake ends it as well', () => {
    const pair = new DtlsPair({ fingerprints: false }).connect();
    pair.server.endpoint.setRemoteFingerprints(fingerprintsOf(certificateFor('somebody else')));
    pair.exchange();
    expect(pair.server.errors[0]).toMatchObject({ detail: 'fingerprint-failure', sentAlert: BAD_CERTIFICATE });
    expect(pair.client.errors[0]).toMatchObject({ receivedAlert: BAD_CERTIFICATE });
  });

  test('may be one of several', () => {
    const pair = new DtlsPair();
    const value = fingerprintOf(nodeCrypto, 'sha-512', pair.server.certificate.der) as string;
    pair.client.endpoint.setRemoteFingerprints([
      { algorithm: 'md2', value: '00' },
      ...fingerprintsOf(certificateFor('somebody else')),
      { algorithm: 'SHA-512', value: value.toLowerCase() },
    ]);
    expect(pair.connect().isConnected).toBe(true);
  });
});

describe('the end', () => {
  test('is announced with close_notify, which the other side answers', () => {
    const pair = new DtlsPair().connect();
    pair.client.endpoint.close(pair.now);
    pair.exchange();
    expect(pair.client.states).toEqual(['connecting', 'connected', 'closed']);
    expect(pair.server.states).toEqual(['connecting', 'connected', 'closed']);
    expect(pair.client.errors).toEqual([]);
    expect(pair.server.errors).toEqual([]);
    expect(pair.isSettled).toBe(true);
    expect(() => pair.client.send('late')).toThrow();
  });

  test('during the handshake closes the other side too', () => {
    const pair = new DtlsPair({ link: (datagram, from) => (from === 'server' ? [] : [datagram]) }).start().exchange();
    pair.client.endpoint.close(pair.now);
    pair.exchange();
    expect(pair.server.states).toEqual(['connecting', 'closed']);
    expect(pair.isSettled).toBe(true);
  });

  test('before the beginning is silent', () => {
    const { client } = new DtlsPair();
    client.endpoint.close(0);
    expect(client.flush(0)).toEqual([]);
    expect(client.states).toEqual(['closed']);
  });
});

describe('both sides agree on', () => {
  test('exported keying material and the SRTP profile', () => {
    const pair = new DtlsPair({ client: { srtpProfiles: PROFILES }, server: { srtpProfiles: [2, 1, 7] } }).connect();
    const [ours, theirs] = [pair.client, pair.server].map(({ endpoint }) =>
      endpoint.exportKeyingMaterial('EXTRACTOR-dtls_srtp', 60),
    );
    expect(ours).toHaveLength(60);
    expect(ours).toEqual(theirs);
    expect(pair.client.endpoint.exportKeyingMaterial('another label', 60)).not.toEqual(ours);
    expect(pair.client.endpoint.session?.srtpProfile).toBe(1);
    expect(pair.server.endpoint.session?.srtpProfile).toBe(1);
    expect(pair.client.masterSecret).toHaveLength(48);
    expect(pair.client.masterSecret).toEqual(pair.server.masterSecret);
  });

  test('having no SRTP profile in common', () => {
    const pair = new DtlsPair({ client: { srtpProfiles: PROFILES } }).connect();
    expect(pair.client.endpoint.session?.srtpProfile).toBeUndefined();
    expect(pair.isConnected).toBe(true);
  });

  test('failing where no cipher suite or no group is in common', () => {
    const suites = {
      client: { cipherSuites: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'] },
      server: {},
    };
    const groups = { client: { groups: ['x25519'] as const }, server: { groups: ['p-256'] as const } };
    for (const options of [suites, groups]) {
      const pair = new DtlsPair(options).connect();
      expect(pair.server.errors[0]).toMatchObject({ detail: 'dtls-failure', sentAlert: 40 });
      expect(pair.client.errors[0]).toMatchObject({ detail: 'dtls-failure', receivedAlert: 40 });
      expect(pair.client.endpoint.state).toBe('failed');
    }
  });
});

describe('what comes early', () => {
  test('a ClientHello waits for the server to start', () => {
    const pair = new DtlsPair();
    pair.client.endpoint.start('client', 0);
    pair.exchange();
    pair.server.endpoint.start('server', 0);
    pair.exchange();
    expect(pair.isConnected).toBe(true);
    expect(pair.now).toBe(1000);
  });

  test('application data that overtakes the Finished message is delivered after it', () => {
    const pair = new DtlsPair();
    const late: Uint8Array[] = [];
    pair.link = (datagram, from, index) => (from === 'server' && index === 1 ? (late.push(datagram), []) : [datagram]);
    pair.start().exchange();
    pair.server.send('first');
    pair.exchange();
    expect(pair.client.texts).toEqual([]);
    pair.client.endpoint.receive(late[0], pair.now);
    expect(pair.client.texts).toEqual(['first']);
    expect(pair.client.endpoint.counters.recordsDropped).toBe(0);
  });
});

describe('data of the turn that ends the handshake', () => {
  function beforeTheLastFlight(): DtlsPair {
    const pair = new DtlsPair().start();
    const carry = (from: Side, to: Side): void => {
      for (const datagram of from.flush(pair.now)) to.endpoint.receive(datagram, pair.now);
    };
    carry(pair.client, pair.server);
    carry(pair.server, pair.client);
    carry(pair.client, pair.server);
    return pair;
  }

  test('shares a datagram with the last flight', () => {
    const { client, server, now } = beforeTheLastFlight();
    server.endpoint.beginFlush(now);
    server.send('at once');
    server.endpoint.endFlush();
    const datagrams = server.flush(now);
    expect(datagrams.length).toBe(1);
    client.endpoint.receive(datagrams[0], now);
    expect(client.endpoint.state).toBe('connected');
    expect(client.texts).toEqual(['at once']);
  });

  test('goes by itself where there is no room for it, and after the last flight', () => {
    const { client, server, now } = beforeTheLastFlight();
    server.endpoint.beginFlush(now);
    server.send('x'.repeat(1180));
    server.send('and more');
    server.endpoint.endFlush();
    const datagrams = server.flush(now);
    expect(datagrams.length).toBe(3);
    for (const datagram of datagrams) client.endpoint.receive(datagram, now);
    expect(client.texts).toEqual(['x'.repeat(1180), 'and more']);
  });
});

describe('hostile datagrams', () => {
  test('forged and replayed records are dropped and counted', () => {
    const pair = new DtlsPair().connect();
    pair.client.send('once');
    const [record] = pair.client.flush(pair.now);
    const { endpoint } = pair.server;
    const forged = record.slice();
    forged[record.length - 1] ^= 1;
    endpoint.receive(forged, pair.now);
    expect(endpoint.counters.recordsDropped).toBe(1);
    endpoint.receive(record.slice(), pair.now);
    endpoint.receive(record.slice(), pair.now);
    expect(endpoint.counters.recordsDropped).toBe(2);
    expect(pair.server.texts).toEqual(['once']);
  });

  test('records out of order are delivered as they come', () => {
    const pair = new DtlsPair().connect();
    for (let i = 0; i < 100; i++) pair.client.send(`${i}`);
    for (const record of pair.client.flush(pair.now).reverse()) pair.server.endpoint.receive(record, pair.now);
    expect(pair.server.texts).toEqual(Array.from({ length: 100 }, (_, i) => `${99 - i}`));
  });

  test('several records share a datagram', () => {
    const pair = new DtlsPair().connect();
    pair.client.send('one');
    pair.client.send('two');
    const [one, two] = pair.client.flush(pair.now);
    pair.server.endpoint.receive(new Uint8Array([...one, ...two, ...one]), pair.now);
    expect(pair.server.texts).toEqual(['one', 'two']);
    expect(pair.server.endpoint.counters.recordsDropped).toBe(1);
  });

  test('nothing in the clear, and no random bytes, disturb a connected association', () => {
    const pair = new DtlsPair().connect();
    fc.assert(
      fc.property(
        fc.constantFrom(20, 21, 22, 23, 64),
        fc.nat(2),
        fc.uint8Array({ maxLength: 80 }),
        (type, epoch, body) => {
          const header = [type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 1, 0, 0, body.length];
          for (const side of [pair.client, pair.server]) {
            side.endpoint.receive(new Uint8Array([...header, ...body]), pair.now);
            side.endpoint.receive(body, pair.now);
          }
        },
      ),
    );
    expect(pair.client.flush(pair.now)).toEqual([]);
    expect(pair.server.flush(pair.now)).toEqual([]);
    const fatalAlert = [21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 9, 9, 0, 2, 2, 40];
    pair.client.endpoint.receive(new Uint8Array(fatalAlert), pair.now);
    expect(pair.isConnected).toBe(true);
  });

  test('a handshake with damaged datagrams never throws, and ends connected or failed', () => {
    fc.assert(
      fc.property(
        fc.nat(9),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (victim, at, flip, fromClient) => {
          const pair = new DtlsPair({ client: { maxDatagramBytes: 300 }, server: { maxDatagramBytes: 300 } });
          pair.link = (datagram, from, index) => {
            if (index !== victim || (from === 'client') !== fromClient) return [datagram];
            const damaged = datagram.slice();
            damaged[at % damaged.length] ^= flip;
            return [damaged];
          };
          pair.connect();
          const isFailed = pair.client.endpoint.state === 'failed' || pair.server.endpoint.state === 'failed';
          expect(pair.isConnected || isFailed).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('random datagrams during a handshake never throw', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { maxLength: 8 }), (bodies) => {
        const pair = new DtlsPair();
        pair.start();
        for (const body of bodies) {
          const header = [22, 0xfe, 0xfd, 0, body[0] & 1, 0, 0, 0, 0, 1, 0, 0, body.length];
          pair.server.endpoint.receive(new Uint8Array([...header, ...body]), pair.now);
          pair.client.endpoint.receive(new Uint8Array([...header, ...body]), pair.now);
        }
        pair.run(1000);
      }),
      { numRuns: 50 },
    );
  });
});
