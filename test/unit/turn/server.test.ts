import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portableCrypto } from '../../../src/crypto/portable-crypto.ts';
import { SimulatedNetwork } from '../../../src/hosts/sim/simulated-network.ts';
import type { SocketAddress, UdpSocket } from '../../../src/ports/network.ts';
import { readXorAddress } from '../../../src/stun/address.ts';
import { AttributeType } from '../../../src/stun/attribute-type.ts';
import { readErrorCode } from '../../../src/stun/error-code.ts';
import { BINDING } from '../../../src/stun/header.ts';
import { hasValidIntegrity } from '../../../src/stun/integrity.ts';
import { longTermKey } from '../../../src/stun/long-term-key.ts';
import { readStunMessage, type StunMessage } from '../../../src/stun/message.ts';
import { StunMessageWriter } from '../../../src/stun/message-writer.ts';
import { ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH } from '../../../src/turn/attribute-type.ts';
import { readDataIndication, writeSendIndication } from '../../../src/turn/client-messages.ts';
import { TurnServer } from '../../../src/turn/server/turn-server.ts';
import type { TurnServerOptions } from '../../../src/turn/server/types.ts';
import { bytesOfHex, hexOf, textOfUtf8, utf8Of } from '../../../src/util/bytes.ts';

type Body = (request: StunMessageWriter) => unknown;

const SERVER: SocketAddress = { address: '192.0.2.50', port: 3478 };
const asUdp: Body = (request) => request.attribute(0x0019, bytesOfHex('11000000'));

/** Besides the transport, attributes by type and value in hex. */
const udpAnd =
  (...attributes: readonly (readonly [number, string])[]): Body =>
  (request) => {
    asUdp(request);
    for (const [type, hex] of attributes) request.attribute(type, bytesOfHex(hex));
  };

/** A client that writes every message itself. */
class RawClient {
  inbox: Uint8Array[] = [];
  socket!: UdpSocket;
  nonce = '';
  #ids = 0;
  readonly #world: SimulatedNetwork;
  readonly #username: string;
  readonly #key: Uint8Array;

  constructor(world: SimulatedNetwork, username = 'user', password = 'secret') {
    this.#world = world;
    this.#username = username;
    this.#key = longTermKey(portableCrypto, 'md5', { username, realm: 'twinrtc', password });
  }

  async bind(host: string): Promise<this> {
    const { network, addresses } = this.#world.host(host);
    this.socket = await network.bindUdp(addresses[0], 0, (packet) => this.inbox.push(packet));
    return this;
  }

  /** Another user at the same socket. */
  as(username: string): RawClient {
    const other = new RawClient(this.#world, username);
    other.socket = this.socket;
    other.inbox = this.inbox;
    other.#ids = 100;
    return other;
  }

  nextId(): Uint8Array {
    return new Uint8Array(12).fill(++this.#ids);
  }

  async exchange(message: Uint8Array): Promise<StunMessage | undefined> {
    this.socket.send(message, SERVER);
    await this.#world.advance(100);
    const answer = this.inbox.shift();
    return answer && readStunMessage(answer);
  }

  /** A signed request, with the nonce of the first 401. */
  async ask(method: number, body: Body = () => {}, id = this.nextId()): Promise<StunMessage> {
    if (this.nonce === '') await this.learnNonce();
    const request = new StunMessageWriter('request', method, id);
    body(request);
    request.text(AttributeType.username, this.#username).text(AttributeType.realm, 'twinrtc');
    request.text(AttributeType.nonce, this.nonce).messageIntegrity(portableCrypto, this.#key);
    return (await this.exchange(request.take()))!;
  }

  async learnNonce(): Promise<void> {
    const challenge = await this.exchange(new StunMessageWriter('request', ALLOCATE, this.nextId()).take());
    this.nonce = textOfUtf8(challenge!.value(AttributeType.nonce)!);
  }

  isSignedForUs(response: StunMessage): boolean {
    return hasValidIntegrity(response, portableCrypto, this.#key);
  }
}

async function servedWorld(options: Partial<TurnServerOptions> = {}) {
  const world = new SimulatedNetwork({ seed: 1, time: 'manual' });
  const host = world.host('server', { addresses: [SERVER.address, '2001:db8::50'] });
  const server = await TurnServer.start({
    host,
    listen: [{ transport: 'udp', ...SERVER }],
    relayAddresses: host.addresses,
    users: { user: 'secret', other: 'secret' },
    ...options,
  });
  const client = await new RawClient(world).bind('client');
  const peerHost = world.host('peer');
  const heard: string[] = [];
  const peer = await peerHost.network.bindUdp(peerHost.addresses[0], 0, (packet) => heard.push(textOfUtf8(packet)));
  return { world, server, client, peer, heard };
}

const codeOf = (response: StunMessage): number | undefined => {
  const value = response.value(AttributeType.errorCode);
  return value && readErrorCode(value)?.code;
};
const relayedOf = (response: StunMessage): SocketAddress =>
  readXorAddress(response.value(0x0016)!, response.transactionId)!;

describe('authentication', () => {
  test('what is not signed is challenged, and the answer names realm and nonce', async () => {
    const { client } = await servedWorld();
    const response = (await client.exchange(new StunMessageWriter('request', REFRESH, client.nextId()).take()))!;
    expect(codeOf(response)).toBe(401);
    expect(textOfUtf8(response.value(AttributeType.realm)!)).toBe('twinrtc');
    expect(response.has(AttributeType.nonce)).toBe(true);
  });

  test('a nonce of another server or of long ago is stale', async () => {
    const { client, world } = await servedWorld({ nonceLifetimeS: 60 });
    client.nonce = 'ffffffff-0000';
    expect(codeOf(await client.ask(ALLOCATE, asUdp))).toBe(438);
    await client.learnNonce();
    await world.advance(61_000);
    expect(codeOf(await client.ask(ALLOCATE, asUdp))).toBe(438);
  });

  test('answers are signed as the requests were', async () => {
    const { client } = await servedWorld();
    expect(client.isSignedForUs(await client.ask(ALLOCATE, asUdp))).toBe(true);
    expect(client.isSignedForUs(await client.ask(ALLOCATE, asUdp))).toBe(true);
  });

  test('Binding requests need none', async () => {
    const { client } = await servedWorld();
    const response = (await client.exchange(new StunMessageWriter('request', BINDING, client.nextId()).take()))!;
    expect(readXorAddress(response.value(0x0020)!, response.transactionId)).toEqual(client.socket.local);
  });
});

describe('Allocate', () => {
  test.each([
    ['no transport', () => {}, 400],
    ['TCP', (request: StunMessageWriter) => request.attribute(0x0019, bytesOfHex('06000000')), 442],
    ['a pair of ports', udpAnd([0x0018, '80']), 508],
    ['a family twice over', udpAnd([0x0017, '01000000'], [0x8000, '02000000']), 400],
    ['what nobody knows', udpAnd([0x7fff, '00']), 420],
  ] as const)('that asks for %s is refused', async (_, body, code) => {
    const { client, server } = await servedWorld();
    expect(codeOf(await client.ask(ALLOCATE, body))).toBe(code);
    expect(server.allocationCount).toBe(0);
  });

  test('a family that the server has not is 440, besides one that it has a note', async () => {
    const { client } = await servedWorld({ relayAddresses: [SERVER.address] });
    expect(codeOf(await client.ask(ALLOCATE, udpAnd([0x0017, '02000000'])))).toBe(440);
    const response = await client.ask(ALLOCATE, udpAnd([0x8000, '02000000']));
    expect(relayedOf(response).address).toBe(SERVER.address);
    expect(hexOf(response.value(0x8001)!)).toBe('02000428');
  });

  test('repeated word for word is answered as before; another one is a mismatch', async () => {
    const { client, server } = await servedWorld();
    const id = new Uint8Array(12).fill(99);
    const first = await client.ask(ALLOCATE, asUdp, id);
    const again = await client.ask(ALLOCATE, asUdp, id);
    expect(relayedOf(again)).toEqual(relayedOf(first));
    expect(codeOf(await client.ask(ALLOCATE, asUdp))).toBe(437);
    expect(server.allocationCount).toBe(1);
  });

  test('beyond the quota is 486 for that user, and for nobody else', async () => {
    const { client, world } = await servedWorld({ maxAllocationsPerUser: 1 });
    await client.ask(ALLOCATE, asUdp);
    const second = await new RawClient(world).bind('client');
    expect(codeOf(await second.ask(ALLOCATE, asUdp))).toBe(486);
    const other = await new RawClient(world, 'other').bind('client');
    expect(codeOf(await other.ask(ALLOCATE, asUdp))).toBeUndefined();
  });

  test('lasts as long as was asked for, within bounds', async () => {
    const { client, world, server } = await servedWorld({ maxLifetimeS: 1000 });
    const lasting =
      (seconds: number): Body =>
      (request) =>
        request.uint32(0x000d, seconds);
    await client.ask(ALLOCATE, asUdp);
    const lifetimes = [];
    for (const seconds of [5, 800, 5000])
      lifetimes.push(hexOf((await client.ask(REFRESH, lasting(seconds))).value(0x000d)!));
    expect(lifetimes).toEqual(['00000258', '00000320', '000003e8']);
    await world.advance(999_000);
    expect(server.allocationCount).toBe(1);
    await world.advance(1000);
    expect(server.allocationCount).toBe(0);
  });
});

describe('an allocation', () => {
  test('is its owner’s alone, and nothing without one', async () => {
    const { client } = await servedWorld();
    expect(codeOf(await client.ask(REFRESH))).toBe(437);
    await client.ask(ALLOCATE, asUdp);
    expect(codeOf(await client.as('other').ask(REFRESH))).toBe(441);
    expect(codeOf(await client.ask(REFRESH))).toBeUndefined();
  });

  test('carries packets both ways once the peer is permitted, for five minutes', async () => {
    const { client, world, peer, heard } = await servedWorld();
    const relayed = relayedOf(await client.ask(ALLOCATE, asUdp));
    const send = (text: string): void =>
      client.socket.send(writeSendIndication(client.nextId(), peer.local, utf8Of(text)), SERVER);
    send('too early');
    peer.send(utf8Of('too early'), relayed);
    await world.advance(100);
    expect([heard, client.inbox]).toEqual([[], []]);
    await client.ask(CREATE_PERMISSION, (request) => request.xorAddress(0x0012, { ...peer.local, port: 0 }));
    send('hello');
    peer.send(utf8Of('hello back'), relayed);
    await world.advance(100);
    expect(heard).toEqual(['hello']);
    const received = readDataIndication(readStunMessage(client.inbox.shift()!)!)!;
    expect([received.peer, textOfUtf8(received.data)]).toEqual([peer.local, 'hello back']);
    await world.advance(300_000);
    send('too late');
    await world.advance(100);
    expect(heard).toEqual(['hello']);
  });

  test('has peers of its own families only', async () => {
    const { client } = await servedWorld({ relayAddresses: [SERVER.address] });
    await client.ask(ALLOCATE, asUdp);
    const six = { address: '2001:db8::99', port: 1 };
    expect(codeOf(await client.ask(CREATE_PERMISSION, (request) => request.xorAddress(0x0012, six)))).toBe(443);
    expect(codeOf(await client.ask(CREATE_PERMISSION))).toBe(400);
    const bind: Body = (request) => request.attribute(0x000c, bytesOfHex('40000000')).xorAddress(0x0012, six);
    expect(codeOf(await client.ask(CHANNEL_BIND, bind))).toBe(443);
  });

  test('binds a channel to one peer and a peer to one channel, until both are free again', async () => {
    const { client, world, peer, heard } = await servedWorld({ maxLifetimeS: 3600, defaultLifetimeS: 3600 });
    const relayed = relayedOf(await client.ask(ALLOCATE, asUdp));
    const bind = async (channel: string, port = peer.local.port): Promise<number | undefined> =>
      codeOf(
        await client.ask(CHANNEL_BIND, (request) =>
          request.attribute(0x000c, bytesOfHex(`${channel}0000`)).xorAddress(0x0012, { ...peer.local, port }),
        ),
      );
    expect(await bind('4000')).toBeUndefined();
    expect(await bind('4000')).toBeUndefined();
    expect(await bind('4001')).toBe(400);
    expect(await bind('4000', 1)).toBe(400);
    expect(await bind('5000')).toBe(400);
    client.socket.send(bytesOfHex('4000 0002 6869'), SERVER);
    peer.send(utf8Of('yo'), relayed);
    await world.advance(100);
    expect(heard).toEqual(['hi']);
    expect(client.inbox.splice(0).map(hexOf)).toEqual(['40000002796f']);
    await world.advance(600_000);
    expect(await bind('4000', 1)).toBeUndefined();
  });

  test('is gone after a restart, and so are nonces', async () => {
    const { client, server } = await servedWorld();
    await client.ask(ALLOCATE, asUdp);
    server.restart();
    expect(codeOf(await client.ask(REFRESH))).toBe(438);
    await client.learnNonce();
    expect(codeOf(await client.ask(REFRESH))).toBe(437);
  });
});

test('hostile bytes are dropped and counted; the server answers on', async () => {
  const { client, server, world } = await servedWorld();
  await client.ask(ALLOCATE, asUdp);
  const packets = fc.sample(fc.uint8Array({ maxLength: 80 }), { numRuns: 200, seed: 1 });
  for (const packet of packets) client.socket.send(packet, SERVER);
  await world.advance(100);
  const { malformedDropped, unpermittedDropped } = server.counters;
  expect(malformedDropped + unpermittedDropped).toBe(packets.length);
  expect(client.inbox).toEqual([]);
  expect(codeOf(await client.ask(REFRESH))).toBeUndefined();
});
