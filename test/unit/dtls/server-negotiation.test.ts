import { describe, expect, test } from 'vitest';
import { Side, fingerprintsOf } from '../../pair/dtls-pair.ts';
import { readServerHello } from '../../../src/dtls/server-hello.ts';
import { readServerKeyExchange } from '../../../src/dtls/server-key-exchange.ts';
import { ByteWriter } from '../../../src/util/byte-writer.ts';
import { messagesIn, records } from './plain-records.ts';

const GREASE = 0x5a5a;
const ML_KEM = 0x11ec;

/** A ClientHello as browsers that know DTLS 1.3 send it: unknown suites, groups and extensions, and a large key share. */
function browserHello(
  change: Partial<{ version: number; groups: number[]; schemes: number[]; suites: number[] }> = {},
) {
  const {
    version = 0xfefd,
    groups = [GREASE, ML_KEM, 29, 23, 24],
    schemes = [0x0403, 0x0804, 0x0401],
    suites,
  } = change;
  const writer = new ByteWriter();
  const numbers = (values: number[]) => writer.vector(2, () => values.forEach((value) => writer.uint16(value)));
  const extension = (type: number, body: () => unknown) => writer.uint16(type).vector(2, () => void body());
  writer.uint16(version).bytes(new Uint8Array(32).fill(1)).uint8(0).uint8(0);
  numbers(suites ?? [GREASE, 0x1301, 0x1303, 0xc02b, 0xc02f, 0xcca9]);
  writer.uint8(1).uint8(0);
  writer.vector(2, () => {
    extension(GREASE, () => {});
    extension(43, () => writer.uint8(4).uint16(0xfefc).uint16(0xfefd));
    extension(51, () => writer.vector(2, () => writer.uint16(ML_KEM).vector(2, () => writer.zeros(1216))));
    extension(10, () => numbers(groups));
    extension(11, () => writer.uint8(1).uint8(0));
    extension(13, () => numbers(schemes));
    extension(14, () => numbers([7, 8, 1]).uint8(0));
    extension(23, () => {});
    extension(0xff01, () => writer.uint8(0));
  });
  return writer.take();
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = value;
  return changed;
}

function serverAfter(body: Uint8Array, size = 1200) {
  const server = new Side('server', { srtpProfiles: [1, 7], maxDatagramBytes: 4000 });
  server.endpoint.setRemoteFingerprints(fingerprintsOf(server.certificate));
  server.endpoint.start('server', 0);
  for (const datagram of records(1, 0, body, size)) server.endpoint.receive(datagram, 0);
  return { server, flight: server.flush(0) };
}

describe('a server and a browser’s ClientHello', () => {
  test('of 1400 bytes in two fragments, before any cookie', () => {
    expect(browserHello().length).toBeGreaterThan(1300);
    const { server, flight } = serverAfter(browserHello());
    const [hello, , keyExchange] = messagesIn(flight[0]);
    expect(server.endpoint.state).toBe('connecting');
    expect(readServerHello(hello)).toMatchObject({
      version: 0xfefd,
      cipherSuite: 0xc02b,
      extensions: { srtpProfiles: [1], extendedMasterSecret: true, renegotiationInfo: new Uint8Array(0) },
      extensionTypes: [0xff01, 23, 11, 14],
    });
    expect(readServerKeyExchange(keyExchange)).toMatchObject({ groupId: 29, schemeId: 0x0403 });
  });

  test('in fragments of any size', () => {
    for (const size of [1, 100, 999]) expect(serverAfter(browserHello(), size).flight).toHaveLength(1);
  });

  test('that names P-256 only', () => {
    const { flight } = serverAfter(browserHello({ groups: [23] }));
    expect(readServerKeyExchange(messagesIn(flight[0])[2])).toMatchObject({ groupId: 23 });
  });

  test.each([
    ['knows DTLS 1.0 only', browserHello({ version: 0xfeff }), 70],
    ['has no group of ours', browserHello({ groups: [ML_KEM] }), 40],
    ['has no signature scheme of ours', browserHello({ schemes: [0x0203] }), 40],
    ['has no suite for our key', browserHello({ suites: [0xc02f] }), 40],
    ['takes compressed messages only', withByte(browserHello(), 51, 1), 47],
    ['is malformed', browserHello().subarray(0, 100), 50],
  ])('that %s fails with an alert', (_, hello, alert) => {
    const { server, flight } = serverAfter(hello);
    expect(server.states).toEqual(['connecting', 'failed']);
    expect(server.errors).toMatchObject([{ detail: 'dtls-failure', sentAlert: alert }]);
    expect(flight.map((datagram) => [...datagram.subarray(13)])).toEqual([[2, alert]]);
  });
});
