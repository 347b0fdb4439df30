import { describe, expect, test } from 'vitest';
import type { SimulatedHost } from '../../../../../src/hosts/sim/simulated-host.ts';
import type { SimulatedNetwork } from '../../../../../src/hosts/sim/simulated-network.ts';
import type { SocketAddress, TcpOptions, TcpSocket } from '../../../../../src/ports/network.ts';
import { plug, seenBy, worldInHand } from './network.ts';

/** A server that remembers who called and what they said; TLS on 443, the same without on the other ports. */
async function serve(host: SimulatedHost, ...ports: number[]) {
  const callers: SocketAddress[] = [];
  const heard: number[] = [];
  for (const port of ports) {
    const options = port === 443 ? { tls: { serverNames: [host.name] } } : {};
    await host.network.listenTcp(host.addresses[0], port, options, (_socket, remote) => {
      callers.push(remote);
      return { receive: (bytes) => heard.push(...bytes), closed() {} };
    });
  }
  return { callers, heard };
}

/** The socket, or why there is none. */
async function connect(
  world: SimulatedNetwork,
  from: SimulatedHost,
  to: SimulatedHost,
  port: number,
  options: TcpOptions = port === 443 ? { tls: { serverName: to.name } } : {},
): Promise<TcpSocket | string> {
  let outcome: TcpSocket | string | undefined;
  const receiver = { receive() {}, closed() {} };
  from.network.connectTcp({ address: to.addresses[0], port }, options, receiver).then(
    (socket) => (outcome = socket),
    (error: Error) => (outcome = error.message),
  );
  await world.until(() => outcome !== undefined);
  return outcome as unknown as TcpSocket | string;
}

describe('TCP through a NAT (RFC 5382)', () => {
  test('has ports of its own, beside those of UDP', async () => {
    const world = worldInHand();
    const nat = world.nat({ ports: 'sequential', portRange: [1024, 1025] });
    const [alice, bob] = [world.host('alice', { behind: nat }), world.host('bob')];
    const { callers } = await serve(bob, 80);
    const udp = await seenBy(await plug(bob), await plug(alice), world);
    await connect(world, alice, bob, 80);
    await connect(world, alice, bob, 80);
    await world.settle();
    expect([udp?.port, ...callers.map(({ port }) => port)]).toEqual([1024, 1025, 1024]);
    expect(nat.mappings.map(({ protocol }) => protocol)).toEqual(['udp', 'tcp', 'tcp']);
  });

  test('lives for hours once established, for minutes before and after', async () => {
    const world = worldInHand();
    const nat = world.nat();
    const [alice, bob] = [world.host('alice', { behind: nat }), world.host('bob')];
    const { heard } = await serve(bob, 80);
    const socket = (await connect(world, alice, bob, 80)) as TcpSocket;
    await world.advance(7_000_000);
    socket.send(Uint8Array.of(7));
    await world.settle();
    expect(heard).toEqual([7]);
    expect(nat.mappings[0].expiresAt).toBeGreaterThan(world.now + 7_400_000);
    socket.close();
    await world.settle();
    expect(nat.mappings.map(({ expiresAt }) => expiresAt <= world.now + 240_000)).toEqual([true]);
    await world.advance(240_000);
    expect(nat.mappings).toEqual([]);
  });

  test('a server behind it is called only where the NAT is one to one', async () => {
    const world = worldInHand();
    const [hidden, shown] = [world.nat('full-cone'), world.nat('one-to-one')];
    const bob = world.host('bob');
    for (const [nat, isReached] of [
      [hidden, false],
      [shown, true],
    ] as const) {
      const alice = world.host(`alice behind ${nat.name}`, { behind: nat });
      await serve(alice, 80);
      let isConnected = false;
      const to = { address: nat.addresses[0], port: 80 };
      void bob.network.connectTcp(to, {}, { receive() {}, closed() {} }).then(
        () => (isConnected = true),
        () => {},
      );
      await world.advance(1000);
      expect(isConnected).toBe(isReached);
    }
  });
});

describe('TCP through a firewall', () => {
  test.each([
    ['stateful', [true, true, true]],
    ['udp-blocked', [true, true, true]],
    ['tls-only', [false, true, false]],
  ] as const)('%s: port 80, TLS on 443, plain on 443: %j', async (kind, passes) => {
    const world = worldInHand();
    const alice = world.host('alice', { behind: world.firewall(kind) });
    const [bob, plain] = [world.host('bob'), world.host('plain')];
    await serve(bob, 80, 443);
    await plain.network.listenTcp(plain.addresses[0], 443, {}, () => ({ receive() {}, closed() {} }));
    const outcomes = [
      await connect(world, alice, bob, 80),
      await connect(world, alice, bob, 443),
      await connect(world, alice, plain, 443, {}),
    ];
    expect(outcomes.map((outcome) => typeof outcome !== 'string')).toEqual(passes);
  });

  test('to the ports it names only, and nothing from outside', async () => {
    const world = worldInHand();
    const alice = world.host('alice', { behind: world.firewall({ tcp: [8080] }) });
    const bob = world.host('bob');
    await serve(bob, 80, 8080);
    await serve(alice, 80);
    const open = async (from: SimulatedHost, to: SimulatedHost, port: number) =>
      typeof (await connect(world, from, to, port)) !== 'string';
    expect(await open(alice, bob, 8080)).toBe(true);
    expect(await open(alice, bob, 80)).toBe(false);
    expect(await open(bob, alice, 80)).toBe(false);
    const server = world.host('server', { behind: world.firewall({ tcp: [8080], filtering: 'open' }) });
    await serve(server, 80);
    expect([await open(bob, server, 80), await open(server, bob, 80)]).toEqual([true, false]);
  });
});
