import { expect, test } from 'vitest';
import { SimulatedNetwork, type SimulatedPeerHost } from '../../src/sim.node.ts';

/** Offer and answer with host candidates under mDNS names, as browsers send them. */
async function meetByName(world: SimulatedNetwork, alice: SimulatedPeerHost, bob: SimulatedPeerHost) {
  const [a, b] = [alice, bob].map((host) => new host.RTCPeerConnection());
  const forward = (to: RTCPeerConnection, name: string) => {
    return ({ candidate }: RTCPeerConnectionIceEvent) => {
      if (candidate === null) return;
      const text = candidate.candidate.replace(/\d+\.\d+\.\d+\.\d+/, `${name}.local`);
      void to.addIceCandidate({ ...candidate.toJSON(), candidate: text });
    };
  };
  a.onicecandidate = forward(b, alice.name);
  b.onicecandidate = forward(a, bob.name);
  const channel = a.createDataChannel('test');
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription!);
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription!);
  await world.until(() => channel.readyState === 'open' || a.connectionState === 'failed', { timeoutMs: 120_000 });
  return channel.readyState;
}

test('candidates under names of the local network connect hosts of one network, and no others', async () => {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 5 });
  const home = world.nat();
  const [alice, anna] = ['alice', 'anna'].map((name) => world.host(name, { behind: home }));
  expect(await meetByName(world, alice, anna)).toBe('open');
  const bob = world.host('bob', { behind: world.nat() });
  expect(await meetByName(world, alice, bob)).toBe('connecting');
  world.close();
});
