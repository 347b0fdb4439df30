import { describe, expect, test } from 'vitest';
import { portableCrypto } from '../../src/crypto/portable-crypto.ts';
import { CIPHER_SUITES } from '../../src/dtls/cipher-suites.ts';
import { createNodeCrypto } from '../../src/hosts/node/node-crypto.ts';
import { DtlsPair, ECDSA, RSA, certificateFor } from './dtls-pair.ts';

describe('a handshake', () => {
  test('connects both sides, and they hear each other', () => {
    const pair = new DtlsPair().connect();
    expect(pair.client.states).toEqual(['connecting', 'connected']);
    expect(pair.server.states).toEqual(['connecting', 'connected']);
    pair.client.send('from the client');
    pair.server.send('from the server');
    pair.exchange();
    expect(pair.server.texts).toEqual(['from the client']);
    expect(pair.client.texts).toEqual(['from the server']);
    expect(pair.isSettled).toBe(true);
  });

  test('needs two round trips and four datagrams', () => {
    const pair = new DtlsPair().connect();
    expect(pair.sent).toEqual({ client: 2, server: 2 });
    expect(pair.now).toBe(1000);
  });

  test.each(
    CIPHER_SUITES.flatMap(({ name, keyType }) =>
      (['x25519', 'p-256'] as const).flatMap((curve) =>
        [ECDSA, RSA].map((clientKey) => ({ name, keyType, curve, clientKey, clientKeyType: clientKey.type })),
      ),
    ),
  )('$name on $curve, the client with $clientKeyType', ({ name, keyType, curve, clientKey }) => {
    const pair = new DtlsPair({
      client: { cipherSuites: [name], groups: [curve], certificate: certificateFor('client', clientKey) },
      server: { certificate: certificateFor('server', keyType === 'rsa' ? RSA : ECDSA) },
    }).connect();
    const group = curve === 'p-256' ? 'secp256r1' : curve;
    expect(pair.client.endpoint.session).toMatchObject({ version: 'FEFD', cipherSuite: name, group });
    expect(pair.server.endpoint.session).toMatchObject({ version: 'FEFD', cipherSuite: name, group });
    pair.client.send('hello');
    pair.exchange();
    expect(pair.server.texts).toEqual(['hello']);
  });

  test('works between the native and the portable crypto', () => {
    const pair = new DtlsPair({ client: { crypto: portableCrypto }, server: { crypto: createNodeCrypto() } }).connect();
    expect(pair.isConnected).toBe(true);
  });

  test('gives the same bytes from the same seeds, whichever the crypto', () => {
    const datagramsWith = (crypto = portableCrypto) => {
      const datagrams: Uint8Array[] = [];
      const link = (datagram: Uint8Array) => [(datagrams.push(datagram), datagram)];
      new DtlsPair({ client: { crypto }, server: { crypto }, link }).connect();
      return datagrams;
    };
    expect(datagramsWith(createNodeCrypto({ deterministic: true }))).toEqual(datagramsWith());
  });
});
