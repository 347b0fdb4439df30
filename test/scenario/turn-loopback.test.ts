import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../src/hosts/node/node-host.ts';
import { TurnServer } from '../../src/turn/server/turn-server.ts';
import {
  hasCoturn,
  hasOpenssl,
  relayedCallsTrusting,
  startCoturn,
  TemporaryCertificate,
} from '../support/relay-programs.ts';
import { relayedCall } from '../support/relayed-call.ts';

const connectedBy = (relayProtocol: string): object => ({ errors: [], state: 'connected', relayProtocol });

describe.skipIf(!hasOpenssl)('over real sockets, through our own TURN server', () => {
  let certificate: TemporaryCertificate;
  let server: TurnServer;

  beforeAll(async () => {
    certificate = new TemporaryCertificate();
    const { certificatePem, privateKeyPem } = certificate;
    const tls = { serverNames: ['localhost'], certificatePem, privateKeyPem };
    server = await TurnServer.start({
      host: createNodeHost(),
      listen: (['udp', 'tcp', 'tls'] as const).map((transport) => ({ transport, address: '127.0.0.1', port: 0, tls })),
      relayAddresses: ['127.0.0.1'],
      users: { user: 'secret' },
    });
  });

  afterAll(() => {
    server.close();
    certificate.remove();
  });

  const portOf = (wanted: string): number => server.addresses.find(({ transport }) => transport === wanted)!.port;

  test.each(['udp', 'tcp'] as const)('two peers talk by %s, and nothing is left when they end', async (transport) => {
    const report = await relayedCall(`turn:127.0.0.1:${portOf(transport)}?transport=${transport}`);
    expect(report).toEqual(connectedBy(transport));
    await expect.poll(() => server.allocationCount).toBe(0);
  });

  test('two peers talk by TLS if they trust its certificate, to a name or an address', async () => {
    const urls = ['localhost', '127.0.0.1'].map((name) => `turns:${name}:${portOf('tls')}`);
    const reports = await relayedCallsTrusting(certificate.certificateFile, ...urls);
    expect(reports).toEqual([connectedBy('tls'), connectedBy('tls')]);
  });

  test('a certificate that nobody vouches for is refused with 701', async () => {
    const { errors } = await relayedCall(`turns:localhost:${portOf('tls')}`);
    expect(errors).toEqual([
      expect.stringMatching(/^701 cannot connect to 127\.0\.0\.1 port \d+: self-signed certificate$/),
    ]);
  });

  test('a wrong password is refused with 401', async () => {
    const { errors } = await relayedCall(`turn:127.0.0.1:${portOf('udp')}`, 'wrong');
    expect(errors).toEqual(['401 Unauthenticated']);
  });
});

describe.skipIf(!hasOpenssl || !hasCoturn)('over real sockets, through coturn', () => {
  let certificate: TemporaryCertificate;
  let coturn: Awaited<ReturnType<typeof startCoturn>>;

  beforeAll(async () => {
    certificate = new TemporaryCertificate();
    coturn = await startCoturn(certificate);
  });

  afterAll(() => {
    coturn.stop();
    certificate.remove();
  });

  test.each(['udp', 'tcp'] as const)('two peers talk by %s', async (transport) => {
    const report = await relayedCall(`turn:127.0.0.1:${coturn.port}?transport=${transport}`);
    expect(report).toEqual(connectedBy(transport));
  });

  test('two peers talk by TLS', async () => {
    const url = `turns:localhost:${coturn.tlsPort}`;
    expect(await relayedCallsTrusting(certificate.certificateFile, url)).toEqual([connectedBy('tls')]);
  });

  test('a wrong password is refused with 401', async () => {
    const { errors } = await relayedCall(`turn:127.0.0.1:${coturn.port}`, 'wrong');
    expect(errors).toEqual(['401 Unauthorized']);
  });
});
