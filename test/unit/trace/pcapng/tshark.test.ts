import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test as base } from 'vitest';
import type { SimulatedNetworkOptions, Trace } from '../../../../src/sim.node.ts';
import { pcapngOf } from '../../../../src/trace/pcapng/write-pcapng.ts';
import { concatBytes } from '../../../../src/util/bytes.ts';
import { complaintsOf, hasTshark, NO_TSHARK, tshark } from '../../../support/tshark.ts';
import { eventOf, negotiate, twoPeers } from '../../../support/two-peers.ts';
import { SimulatedNetwork } from '../../../../src/sim.node.ts';

let directory = '';
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'twinrtc-pcapng-'))));
afterAll(() => rmSync(directory, { recursive: true }));

const isHere = hasTshark();
const test = (name: string, body: () => Promise<void>): void =>
  base(name, async ({ skip }) => {
    if (!isHere) skip(NO_TSHARK);
    await body();
  });

function fileOf(trace: Trace): string {
  const path = join(directory, 'trace.pcapng');
  writeFileSync(path, concatBytes(...pcapngOf(trace)));
  return path;
}

/** Connects, sends messages of all kinds over a link that gets worse and better, renegotiates, closes. */
async function fileOfALife(options: SimulatedNetworkOptions): Promise<string> {
  const { world, alice, bob, end } = await twoPeers({ ...options, trace: true });
  for (let i = 0; i < 20; i++) alice.channel.send(`hello ${i}`);
  bob.channel.send(new Uint8Array(10_000));
  const cut = world.link('alice', 'bob').partition({ from: 'alice' });
  await world.advance(300);
  cut.heal();
  await world.advance(2000);
  alice.connection.restartIce();
  await negotiate(alice.connection, bob.connection);
  alice.channel.close();
  await world.advance(20_000);
  alice.connection.close();
  await world.advance(1000);
  end();
  return fileOf(world.trace);
}

test('tshark finds nothing wrong with a trace of a good link, IPv4', async () => {
  expect(complaintsOf(await fileOfALife({ seed: 1, latencyMs: 20 }))).toEqual([]);
});

test('nor with one of a bad link: lost, copied, reordered, corrupted', async () => {
  const bad = { loss: 0.1, duplicate: 0.1, reorder: 0.2, reorderDelayMs: 30, corrupt: 0.05 };
  for (const seed of [1, 2, 3]) expect(complaintsOf(await fileOfALife({ seed, latencyMs: 20, ...bad }))).toEqual([]);
});

test('nor with IPv6 and a STUN server', async () => {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 10, trace: true });
  const [alice, bob] = ['fd00::1', 'fd00::2'].map((address, index) => {
    const host = world.host(['alice', 'bob'][index]!, { addresses: [address] });
    return new host.RTCPeerConnection({ iceServers: [world.stunServer] });
  }) as [RTCPeerConnection, RTCPeerConnection];
  const opened = eventOf(alice.createDataChannel('chat'), 'open');
  await negotiate(alice, bob);
  await opened;
  const file = fileOf(world.trace);
  expect(complaintsOf(file)).toEqual([]);
  expect(tshark(file, 'ipv6 && dtls').length).toBeGreaterThan(4);
  expect(tshark(file, 'frame.interface_name == "stun.sim"').length).toBeGreaterThan(2);
  for (const connection of [alice, bob]) connection.close();
  world.close();
});

for (const transport of ['udp', 'tcp', 'tls'] as const) {
  test(`nor with a relay over ${transport.toUpperCase()}, behind a NAT`, async () => {
    const world = new SimulatedNetwork({ seed: 1, latencyMs: 10, trace: true });
    const { username, credential } = world.turnServer;
    const scheme = transport === 'tls' ? 'turns' : 'turn';
    const port = transport === 'tls' ? 5349 : 3478;
    const urls = `${scheme}:turn.sim:${port}?transport=${transport === 'udp' ? 'udp' : 'tcp'}`;
    const hosts = [world.host('alice', { behind: world.nat('symmetric') }), world.host('bob')];
    const [alice, bob] = hosts.map(
      (host) =>
        new host.RTCPeerConnection({ iceServers: [{ urls, username, credential }], iceTransportPolicy: 'relay' }),
    ) as [RTCPeerConnection, RTCPeerConnection];
    const channel = alice.createDataChannel('chat');
    const opened = eventOf(channel, 'open');
    await negotiate(alice, bob);
    await opened;
    channel.send('through the relay');
    await world.advance(1000);
    const file = fileOf(world.trace);
    expect(complaintsOf(file)).toEqual([]);
    expect(tshark(file, 'frame.interface_name == "turn.sim"').length).toBeGreaterThan(20);
    const clear = 'frame.interface_name == "SCTP in the clear"';
    if (transport !== 'tls') expect(tshark(file, `${clear} && frame contains "through the relay"`).length).toBe(1);
    for (const connection of [alice, bob]) connection.close();
    world.close();
  });
}

test('tshark decrypts all of DTLS with the keys in the file', async () => {
  const file = await fileOfALife({ seed: 1, latencyMs: 20 });
  const protectedRecords = tshark(file, 'dtls.record.content_type == 23');
  const decrypted = tshark(file, 'dtls.record.content_type == 23', '-x').filter((line) =>
    line.startsWith('Decrypted DTLS'),
  );
  expect(protectedRecords.length).toBeGreaterThan(20);
  expect(decrypted.length).toBeGreaterThanOrEqual(protectedRecords.length);
  expect(tshark(file, 'dtls.handshake.type == 20').length).toBeGreaterThan(1);
});

test('SCTP is there in the clear, down to the label of a channel and the text of a message', async () => {
  const file = await fileOfALife({ seed: 1, latencyMs: 20 });
  const clear = 'frame.interface_name == "SCTP in the clear"';
  expect(tshark(file, `${clear} && sctp.chunk_type == 10`).length).toBeGreaterThan(0);
  expect(tshark(file, clear, '-V').join('\n')).toMatch(/Label: test/);
  expect(tshark(file, `${clear} && frame contains "hello 7"`).length).toBeGreaterThan(0);
  expect(tshark(file, `${clear} && !sctp`)).toEqual([]);
});

test('comments tell fates and faults; names stand for addresses', async () => {
  const file = await fileOfALife({ seed: 1, latencyMs: 20 });
  expect(tshark(file, 'frame.comment contains "dropped after 0 ms: partition"').length).toBeGreaterThan(0);
  expect(tshark(file, 'frame.comment contains "fault healed: partition alice → bob"')).toHaveLength(1);
  expect(tshark(file, 'stun', '-N', 'n', '-W', 'n').join('\n')).toMatch(/alice/);
});
