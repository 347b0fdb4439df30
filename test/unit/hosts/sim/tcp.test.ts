import { describe, expect, test } from 'vitest';
import type { SimulatedNetworkOptions } from '../../../../src/hosts/sim/simulated-network.ts';
import { SimulatedNetwork } from '../../../../src/hosts/sim/simulated-network.ts';
import { hexOf } from '../../../../src/util/bytes.ts';
import type { StreamReceiver, TcpListenOptions, TcpOptions, TcpSocket } from '../../../../src/ports/network.ts';

const PORT = 7000;

/** One end of a connection that remembers what it was told. */
class End implements StreamReceiver {
  readonly received: number[] = [];
  closings: (string | undefined)[] = [];
  socket: TcpSocket | undefined;

  receive(bytes: Uint8Array): void {
    this.received.push(...bytes);
  }

  closed(reason?: string): void {
    this.closings.push(reason);
  }
}

async function listeningWorld(options: SimulatedNetworkOptions = {}, listen: TcpListenOptions = {}) {
  const world = new SimulatedNetwork({ seed: 1, time: 'manual', latencyMs: 20, ...options });
  const [client, server] = [world.host('client'), world.host('server')];
  const accepted: End[] = [];
  const remote = { address: server.addresses[0], port: PORT };
  const listener = await server.network.listenTcp(remote.address, PORT, listen, (socket) => {
    const end = new End();
    end.socket = socket;
    accepted.push(end);
    return end;
  });
  const connect = (tcpOptions: TcpOptions = {}, to = remote): { end: End; outcome: Promise<TcpSocket> } => {
    const end = new End();
    const outcome = client.network.connectTcp(to, tcpOptions, end);
    outcome.then(
      (socket) => (end.socket = socket),
      () => {},
    );
    return { end, outcome };
  };
  return { world, listener, remote, accepted, connect };
}

async function connectedPair(options: SimulatedNetworkOptions = {}) {
  const { world, accepted, connect } = await listeningWorld(options);
  const { end, outcome } = connect();
  await world.advance(30_000);
  await outcome;
  return { world, client: end, server: accepted[0] };
}

const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251);

describe('TCP between simulated hosts', () => {
  test('is open for the client after one round trip, and carries bytes both ways', async () => {
    const { world, accepted, connect } = await listeningWorld();
    const { end } = connect();
    await world.advance(39);
    expect(end.socket).toBeUndefined();
    await world.advance(1);
    end.socket?.send(Uint8Array.of(1, 2, 3));
    await world.advance(20);
    accepted[0].socket?.send(Uint8Array.of(4));
    await world.advance(20);
    expect(accepted[0].received).toEqual([1, 2, 3]);
    expect(end.received).toEqual([4]);
  });

  test.each([{ loss: 0.2 }, { reorder: 0.3, jitterMs: 30 }, { duplicate: 0.3 }, { corrupt: 0.2 }])(
    'delivers everything once and in order over a link with %o',
    async (conditions) => {
      const { world, client, server } = await connectedPair(conditions);
      const bytes = counted(80_000);
      client.socket?.send(bytes);
      server.socket?.send(bytes.slice(0, 5000));
      await world.advance(300_000);
      expect(hexOf(Uint8Array.from(server.received))).toBe(hexOf(bytes));
      expect(hexOf(Uint8Array.from(client.received))).toBe(hexOf(bytes.slice(0, 5000)));
      expect([...client.closings, ...server.closings]).toEqual([]);
    },
  );

  test('waits out a partition of twenty seconds, and gives up after a minute of silence', async () => {
    const { world, client, server } = await connectedPair();
    const cut = world.link('client', 'server').partition();
    client.socket?.send(Uint8Array.of(9));
    await world.advance(20_000);
    cut.heal();
    await world.advance(20_000);
    expect(server.received).toEqual([9]);
    world.link('client', 'server').partition();
    client.socket?.send(Uint8Array.of(10));
    await world.advance(130_000);
    expect(client.closings).toEqual(['connection timed out']);
  });

  test('closing sends what was written before, and the other side hears of the end once', async () => {
    const { world, client, server } = await connectedPair({ loss: 0.2 });
    client.socket?.send(counted(20_000));
    client.socket?.close();
    client.socket?.send(Uint8Array.of(1));
    await world.advance(60_000);
    expect(server.received).toEqual([...counted(20_000)]);
    expect(server.closings).toEqual([undefined]);
    expect(client.closings).toEqual([]);
    expect(world.ledger.inFlight).toBe(0);
  });

  test('nobody listens: refused at once; nobody is there: no answer within a minute', async () => {
    const { world, connect, remote } = await listeningWorld();
    const refused = expect(connect({}, { ...remote, port: 1 }).outcome).rejects.toThrow(/port 1: connection refused/);
    await world.advance(40);
    await refused;
    const lost = expect(connect({}, { address: '203.0.113.9', port: 1 }).outcome).rejects.toThrow(/timed out/);
    await world.advance(130_000);
    await lost;
  });

  test('a listener that is closed takes no more connections, those that stand go on', async () => {
    const { world, accepted, connect, listener } = await listeningWorld();
    const { end } = connect();
    await world.advance(100);
    listener.close();
    const refused = expect(connect().outcome).rejects.toThrow(/refused/);
    end.socket?.send(Uint8Array.of(1));
    await world.advance(100);
    await refused;
    expect(accepted[0].received).toEqual([1]);
  });

  test('a port is listened at once; a free one can be chosen', async () => {
    const { world, remote } = await listeningWorld();
    const { network } = world.host('server');
    await expect(network.listenTcp(remote.address, PORT, {}, () => new End())).rejects.toThrow(/in use/);
    await expect(network.listenTcp('203.0.113.9', 1, {}, () => new End())).rejects.toThrow(/not an address/);
    const { local } = await network.listenTcp(remote.address, 0, {}, () => new End());
    expect(local.port).toBeGreaterThan(49_151);
  });
});

describe('modelled TLS', () => {
  const tls = { serverNames: ['turn.example', '*.relay.example'] };

  test.each(['turn.example', 'a.relay.example', 'TURN.example'])(
    'a server that is %s is accepted',
    async (serverName) => {
      const { world, accepted, connect } = await listeningWorld({}, { tls });
      const { end } = connect({ tls: { serverName } });
      await world.advance(79);
      expect(end.socket).toBeUndefined();
      await world.advance(1);
      end.socket?.send(counted(40_000));
      await world.advance(1000);
      expect(accepted[0].received).toEqual([...counted(40_000)]);
    },
  );

  test.each(['other.example', 'relay.example', 'a.b.relay.example'])('%s is not its name', async (serverName) => {
    const { world, connect } = await listeningWorld({}, { tls });
    const refused = expect(connect({ tls: { serverName } }).outcome).rejects.toThrow(
      /the certificate is for turn\.example/,
    );
    await world.advance(1000);
    await refused;
  });

  test('TLS and no TLS do not understand each other', async () => {
    const plain = await listeningWorld();
    const refused = plain.connect({ tls: { serverName: 'turn.example' } });
    await plain.world.advance(1000);
    expect(plain.accepted[0].received[0]).toBe(22);
    expect(refused.end.socket).toBeUndefined();
    const secure = await listeningWorld({}, { tls });
    const { end } = secure.connect();
    await secure.world.advance(100);
    end.socket?.send(counted(100));
    await secure.world.advance(1000);
    expect(end.closings).toEqual([undefined]);
    expect(secure.accepted).toEqual([]);
  });
});
