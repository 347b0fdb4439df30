import { describe, expect, test } from 'vitest';
import { familiesOn, mediaDevicesOn } from '../../src/families.ts';
import { createNodeHost } from '../../src/hosts/node/node-host.ts';
import type { Host } from '../../src/ports/host.ts';
import { SimulatedNetwork } from '../../src/sim.node.ts';
import { negotiatingLife } from '../support/negotiating-life.ts';
import { runExample, signalingPath, type ExamplePeer, type Surroundings } from '../support/perfect-negotiation.ts';

/** The two places where the specification's example runs: what it uses, and how to wait there. */
const places = {
  'over real UDP': () => {
    const host = withoutNames(createNodeHost());
    const family = familiesOn(host)(globalThis);
    const around = { RTCPeerConnection: family.RTCPeerConnection, mediaDevices: mediaDevicesOn(host, family) };
    return { peers: pair([around, around], really), until: eventually };
  },
  'in a simulated world': () => {
    const world = new SimulatedNetwork({ seed: 1 });
    const hosts = ['alice', 'bob'].map((name) => world.host(name));
    const pause = (ms: number) => new Promise<void>((resolve) => void world.at(world.now + ms, resolve));
    return { peers: pair(hosts, pause), until: (condition: () => boolean) => world.until(condition) };
  },
};

describe.each(Object.entries(places))('the example of the specification, %s', (_, place) => {
  test('brings camera and microphone across, whoever starts', async () => {
    const { peers, until } = place();
    const [alice, bob] = peers;
    const announced: string[] = [];
    bob.pc.addEventListener('track', ({ track, streams: [stream] }) => announced.push(`${track.kind} ${stream.id}`));
    await Promise.all([alice.start(), bob.start()]);
    await until(() => peers.every(isConnected));
    const streamId = alice.selfView.srcObject!.id;
    expect(announced.sort()).toEqual([`audio ${streamId}`, `video ${streamId}`]);
    alice.pc.restartIce();
    bob.pc.createDataChannel('late');
    await until(() => peers.every(({ pc }) => pc.sctp?.state === 'connected' && pc.signalingState === 'stable'));
    expect(peers.map(({ errors }) => errors)).toEqual([[], []]);
    for (const { pc } of peers) pc.close();
  });
});

describe('two peers that change what they send at random moments', () => {
  test('agree in the end, whatever the delays of their signalling', async () => {
    let collisions = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const { errors, disagreements, ...outcome } = await negotiatingLife(seed, { changes: 4 });
      collisions += outcome.collisions;
      expect([seed, errors, disagreements]).toEqual([seed, [], []]);
    }
    expect(collisions).toBeGreaterThan(12);
  });
});

type Around = Omit<Surroundings, 'signaling' | 'polite'>;

type Pause = (milliseconds: number) => Promise<void>;

const really: Pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function pair(around: readonly Around[], pause: Pause): readonly ExamplePeer[] {
  const path = signalingPath({ pause });
  return around.map(({ RTCPeerConnection, mediaDevices }, i) =>
    runExample({ RTCPeerConnection, mediaDevices, signaling: path[i], polite: i === 0 }),
  );
}

function isConnected({ pc }: ExamplePeer): boolean {
  const isNegotiated = pc.getTransceivers().every(({ currentDirection }) => currentDirection === 'sendrecv');
  return pc.connectionState === 'connected' && pc.signalingState === 'stable' && isNegotiated;
}

/** The example names a STUN server, which a test must not ask. */
function withoutNames(host: Host): Host {
  const { network } = host;
  return {
    ...host,
    network: {
      interfaces: () => network.interfaces(),
      bindUdp: (...args) => network.bindUdp(...args),
      connectTcp: (...args) => network.connectTcp(...args),
      listenTcp: (...args) => network.listenTcp(...args),
      maxDatagramBytes: (...args) => network.maxDatagramBytes(...args),
      resolve: (name) => Promise.reject(new Error(`no address for ${name}`)),
    },
  };
}

async function eventually(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it does not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
