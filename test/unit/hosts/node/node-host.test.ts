import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createNodeClock } from '../../../../src/hosts/node/node-clock.ts';
import { NodeNetwork } from '../../../../src/hosts/node/node-network.ts';
import { NodeRandom } from '../../../../src/hosts/node/node-random.ts';
import type { SocketAddress, UdpSocket } from '../../../../src/ports/network.ts';

const clock = createNodeClock();
const network = new NodeNetwork(clock, { includeLoopback: true });

test('a datagram sent over loopback arrives with its sender and the time of the host clock', async () => {
  const { socket: bob, next } = await bind('127.0.0.1');
  const { socket: alice } = await bind('127.0.0.1');
  const before = clock.now();
  alice.send(Uint8Array.of(1, 2, 3), bob.local);
  const { packet, from, now } = await next();
  expect([...packet]).toEqual([1, 2, 3]);
  expect(packet.constructor, 'a Buffer would share its bytes with its slices').toBe(Uint8Array);
  expect(from).toEqual(alice.local);
  expect(now).toBeGreaterThanOrEqual(before);
  close(alice, bob);
});

test('the sender is one object as long as it stays the same', async () => {
  const { socket: bob, next } = await bind('127.0.0.1');
  const { socket: alice } = await bind('127.0.0.1');
  alice.send(Uint8Array.of(1), bob.local);
  alice.send(Uint8Array.of(2), bob.local);
  expect((await next()).from).toBe((await next()).from);
  close(alice, bob);
});

test('IPv6 works alike', async () => {
  const { socket: bob, next } = await bind('::1');
  const { socket: alice } = await bind('::1');
  alice.send(Uint8Array.of(6), bob.local);
  const { from } = await next();
  expect(from).toEqual({ address: '::1', port: alice.local.port });
  close(alice, bob);
});

test('what cannot be sent is silence', async () => {
  const { socket } = await bind('127.0.0.1');
  const closed = await freePort();
  socket.send(new Uint8Array(70_000), { address: '127.0.0.1', port: 9 });
  socket.send(new Uint8Array(1), { address: '127.0.0.1', port: closed });
  socket.send(new Uint8Array(1), { address: '::1', port: 9 });
  socket.send(new Uint8Array(1), { address: '127.0.0.1', port: 0 });
  socket.send(new Uint8Array(1), { address: 'no-literal', port: 9 });
  await hostTurn();
  socket.close();
  socket.close();
  socket.send(new Uint8Array(1), { address: '127.0.0.1', port: 9 });
});

test('a socket closed with sends in flight hears nothing more', async () => {
  const { socket: bob, received } = await bind('127.0.0.1');
  const { socket: alice } = await bind('127.0.0.1');
  for (let i = 0; i < 100; i++) alice.send(new Uint8Array(1000), bob.local);
  close(alice, bob);
  await hostTurn();
  expect(received).toHaveLength(0);
});

test('a port in use is refused with an error that names it', async () => {
  const { socket } = await bind('127.0.0.1');
  const { port } = socket.local;
  await expect(network.bindUdp('127.0.0.1', port, () => {})).rejects.toThrow(`cannot bind UDP 127.0.0.1 port ${port}`);
  socket.close();
});

test('a port range is kept, and its end is an error', async () => {
  const port = await freePort();
  const ranged = new NodeNetwork(clock, { portRange: { min: port, max: port } });
  const socket = await ranged.bindUdp('127.0.0.1', 0, () => {});
  expect(socket.local.port).toBe(port);
  await expect(ranged.bindUdp('127.0.0.1', 0, () => {})).rejects.toThrow(`no port free in ${port}–${port}`);
  socket.close();
  expect(() => new NodeNetwork(clock, { portRange: { min: 5, max: 4 } })).toThrow(RangeError);
});

test('loopback is listed only on request, and link-local IPv6 never', () => {
  expect(new NodeNetwork(clock).interfaces().some((local) => local.isLoopback)).toBe(false);
  expect(network.interfaces().some((local) => local.address === '127.0.0.1')).toBe(true);
  expect(network.interfaces().some((local) => local.address.startsWith('fe80'))).toBe(false);
});

test('large datagrams are for this machine only', () => {
  expect(network.maxDatagramBytes('127.0.0.1', '127.0.0.1')).toBe(16384);
  expect(network.maxDatagramBytes('::1', '::1')).toBe(16384);
  for (const { address } of network.interfaces()) expect(network.maxDatagramBytes(address, address)).toBe(16384);
  expect(network.maxDatagramBytes('127.0.0.1', '203.0.113.9')).toBeUndefined();
});

test('literals resolve to themselves, names to addresses, and an unknown .local name fails soon', async () => {
  expect(await network.resolve('FE80:0::1')).toEqual(['fe80::1']);
  expect((await network.resolve('localhost')).length).toBeGreaterThan(0);
  await expect(network.resolve('no-such-host-here.local')).rejects.toThrow();
});

test('a TCP connection carries bytes both ways and reports the end once', async () => {
  const server = createServer((socket) => socket.on('data', (bytes) => socket.end(bytes)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const received: number[] = [];
  let ends = 0;
  const end = withResolvers();
  const receiver = {
    receive: (bytes: Uint8Array) => received.push(...bytes),
    closed: () => {
      ends++;
      end.resolve(undefined);
    },
  };
  const socket = await network.connectTcp({ address: '127.0.0.1', port }, {}, receiver);
  socket.send(Uint8Array.of(7, 8));
  await end.promise;
  expect(received).toEqual([7, 8]);
  expect(ends).toBe(1);
  server.close();
  await expect(network.connectTcp({ address: '127.0.0.1', port: await freePort() }, {}, receiver)).rejects.toThrow(
    'cannot connect to 127.0.0.1',
  );
});

test('an attempt to connect is given up when it is told so, and the other end sees it', async () => {
  const gone = withResolvers();
  const silent = createServer((socket) => socket.on('error', () => {}).on('close', gone.resolve));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  let abandon = (): void => expect.unreachable('there is no attempt');
  const options = { tls: { serverName: 'example.org' }, onAttempt: (giveUp: () => void) => void (abandon = giveUp) };
  const receiver = { receive: () => {}, closed: () => {} };
  const connecting = network.connectTcp({ address: '127.0.0.1', port }, options, receiver);
  silent.once('connection', () => abandon());
  await expect(connecting).rejects.toThrow(`cannot connect to 127.0.0.1 port ${port}: given up`);
  await gone.promise;
  silent.close();
});

test('random bytes are spread over the whole request and never repeat', () => {
  const random = new NodeRandom();
  const draws = Array.from({ length: 1000 }, () => {
    const bytes = new Uint8Array(16);
    random.fill(bytes);
    return bytes.join();
  });
  expect(new Set(draws).size).toBe(1000);
  const large = new Uint8Array(10_000);
  random.fill(large);
  expect(new Set(large).size).toBe(256);
});

interface Arrival {
  readonly packet: Uint8Array;
  readonly from: SocketAddress;
  readonly now: number;
}

async function bind(
  address: string,
): Promise<{ socket: UdpSocket; received: Arrival[]; next: () => Promise<Arrival> }> {
  const received: Arrival[] = [];
  let waiting: ((arrival: Arrival) => void) | undefined;
  const socket = await network.bindUdp(address, 0, (packet, from, now) => {
    const arrival = { packet, from, now };
    if (waiting === undefined) received.push(arrival);
    else waiting(arrival);
    waiting = undefined;
  });
  const next = (): Promise<Arrival> =>
    new Promise((resolve) => {
      const arrival = received.shift();
      if (arrival === undefined) waiting = resolve;
      else resolve(arrival);
    });
  return { socket, received, next };
}

function close(...sockets: UdpSocket[]): void {
  for (const socket of sockets) socket.close();
}

async function freePort(): Promise<number> {
  const { socket } = await bind('127.0.0.1');
  socket.close();
  return socket.local.port;
}

function hostTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

function withResolvers(): { promise: Promise<unknown>; resolve: (value: unknown) => void } {
  let resolve!: (value: unknown) => void;
  const promise = new Promise((r) => (resolve = r));
  return { promise, resolve };
}
