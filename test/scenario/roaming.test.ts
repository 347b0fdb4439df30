import { describe, expect, test } from 'vitest';
import { SimulatedNetwork, type SimulatedNetworkOptions, type SimulatedPeerHost } from '../../src/sim.node.ts';
import { collect, negotiate } from '../support/two-peers.ts';

/** A call between two hosts, that its application mends with an ICE restart when it is told to. */
async function call(world: SimulatedNetwork, alice: SimulatedPeerHost, bob: SimulatedPeerHost, relay = false) {
  const iceServers = relay ? [world.stunServer, world.turnServer] : [world.stunServer];
  const [a, b] = [alice, bob].map((host) => new host.RTCPeerConnection({ iceServers }));
  const channel = a.createDataChannel('chat');
  let remote: RTCDataChannel | undefined;
  b.ondatachannel = (event) => (remote = event.channel);
  await negotiate(a, b);
  await world.until(() => channel.readyState === 'open' && remote !== undefined);
  return {
    a,
    b,
    restart: async () => {
      a.restartIce();
      await negotiate(a, b);
    },
    /** Says something, and waits until it is heard. */
    talk: async (timeoutMs = 60_000) => {
      const heard = collect(remote as RTCDataChannel, 1);
      channel.send('hello');
      let isHeard = false;
      void heard.then(() => (isHeard = true));
      await world.until(() => isHeard, { timeoutMs });
      return selected(b);
    },
  };
}

/** The pair a connection uses, as `local type address → remote type address`. */
function selected({ sctp }: RTCPeerConnection): string {
  const pair = sctp?.transport.iceTransport.getSelectedCandidatePair();
  return `${pair?.local.type} ${pair?.local.address} → ${pair?.remote.type} ${pair?.remote.address}`;
}

function cafe(options: SimulatedNetworkOptions = {}) {
  const world = new SimulatedNetwork({ seed: 7, latencyMs: 20, ...options });
  const alice = world.host('alice');
  const wifi = world.nat('port-restricted', { name: 'wifi router' });
  const mapping = 'address-and-port-dependent';
  const lte = world.nat('carrier-grade', { name: 'lte gateway', mapping, filtering: mapping });
  return { world, alice, wifi, lte };
}

describe('a host with two interfaces', () => {
  test('goes on over the other one when the one in use goes down, without a restart', async () => {
    const { world, alice, wifi } = cafe();
    const lte = world.nat('carrier-grade');
    const bob = world.host('bob', {
      interfaces: [
        { name: 'wifi', behind: wifi },
        { name: 'lte', behind: lte, link: 'lte' },
      ],
    });
    const { talk, a } = await call(world, alice, bob);
    expect(await talk()).toContain(wifi.addresses[0]);
    bob.interface('wifi').down();
    expect(await talk()).toContain(lte.addresses[0]);
    expect(a.connectionState).toBe('connected');
    world.close();
  });
});

describe('a host that moves to another network', () => {
  test('is back after an ICE restart: bob goes from Wi-Fi to LTE behind a symmetric NAT while the TURN server restarts', async () => {
    const { world, alice, wifi, lte } = cafe();
    const bob = world.host('bob', { behind: wifi });
    const { talk, restart, a } = await call(world, alice, bob, true);
    await talk();
    bob.move({ behind: lte });
    world.turnServer.restart();
    await world.until(() => a.connectionState === 'disconnected');
    await restart();
    expect(await talk()).toContain(lte.addresses[0]);
    world.close();
  });

  test('gets through a relay where nothing else does, and leaves it when it is home again', async () => {
    const { world, wifi, lte } = cafe();
    const alice = world.host('alice at home', { behind: world.nat('port-restricted') });
    const bob = world.host('bob', { behind: wifi });
    const { talk, restart } = await call(world, alice, bob, true);
    expect(await talk()).toMatch(/^srflx/);
    bob.move({ behind: lte });
    await restart();
    expect(world.canConnect('alice at home', 'bob', { turn: true })).toBe('relay');
    expect(await talk()).toContain('relay');
    bob.move({ behind: wifi });
    await restart();
    await talk();
    await world.advance(5000);
    expect(await talk()).toMatch(/^(srflx|prflx) .* → (srflx|prflx)/);
    world.close();
  });

  test('fails where nobody restarts', async () => {
    const { world, alice, wifi, lte } = cafe();
    const bob = world.host('bob', { behind: wifi });
    const { a } = await call(world, alice, bob);
    bob.move({ behind: lte });
    await world.until(() => a.connectionState === 'disconnected');
    await world.until(() => a.connectionState === 'failed');
    world.close();
  });
});

test('a host that moves to where its address is the same goes on without a restart', async () => {
  const { world, alice, wifi } = cafe();
  const bob = world.host('bob', { behind: wifi });
  const { talk, a } = await call(world, alice, bob);
  await talk();
  bob.move({ behind: world.nat('symmetric'), addresses: bob.addresses });
  await talk();
  expect(a.connectionState).toBe('connected');
  world.close();
});

describe('a NAT', () => {
  test.each(['preserving', 'random'] as const)('that restarts, ports %s: the call goes on', async (ports) => {
    const { world, alice } = cafe();
    const nat = world.nat({ ports });
    const { talk, a, b } = await call(world, alice, world.host('bob', { behind: nat }));
    await talk();
    nat.restart();
    await talk();
    await world.advance(60_000);
    await talk();
    expect([a.connectionState, b.connectionState]).toEqual(['connected', 'connected']);
    world.close();
  });

  test('whose mappings live shorter than a pause in the talk is kept open by consent checks', async () => {
    const { world, alice } = cafe();
    const nat = world.nat('symmetric', { mappingLifetimeMs: 15_000 });
    const { talk } = await call(world, alice, world.host('bob', { behind: nat }));
    const before = await talk();
    await world.advance(3_600_000);
    expect(await talk()).toBe(before);
    world.close();
  });

  test('whose provider gives it another address: the call goes on', async () => {
    const { world, alice } = cafe();
    const nat = world.nat('full-cone');
    const { talk, a, b } = await call(world, alice, world.host('bob', { behind: nat }));
    await talk();
    nat.renumber();
    await talk();
    await world.advance(60_000);
    await talk();
    expect([a.connectionState, b.connectionState]).toEqual(['connected', 'connected']);
    world.close();
  });
});

describe('a host that crashes', () => {
  test('is missed by its peer, and is called again when it is back', async () => {
    const { world, alice, wifi } = cafe();
    const bob = world.host('bob', { behind: wifi });
    const { a } = await call(world, alice, bob);
    bob.crash();
    await world.until(() => a.connectionState === 'failed');
    expect(world.canConnect('alice', 'bob')).toBe('none');
    a.close();
    const { talk } = await call(world, alice, bob.restart());
    expect(world.canConnect('alice', 'bob')).toBe('srflx');
    await talk();
    world.close();
  });
});

test('the same seed gives the same packets, whoever moves, crashes and translates', async () => {
  const run = async (): Promise<string> => {
    const { world, alice, wifi, lte } = cafe();
    const bob = world.host('bob', { behind: wifi, link: 'wifi' });
    const { talk, restart } = await call(world, alice, bob, true);
    await talk();
    bob.move({ behind: lte });
    await restart();
    await talk();
    wifi.restart();
    bob.crash();
    const { talk: talkAgain } = await call(world, alice, bob.restart());
    await talkAgain();
    world.close();
    return world.digest;
  };
  expect(await run()).toBe(await run());
});
