import { defaultFaultKinds, type Scenario, type SwarmOptions } from '../../../src/testing.node.ts';
import { MeshPeer, serveMesh } from './mesh-peer.ts';

export const swarm: SwarmOptions = {
  hosts: 5,
  topology: 'nats',
  signaling: true,
  faults: 10,
  kinds: [...defaultFaultKinds, 'crash'],
  faultsForMs: 40_000,
};

/** Five peers behind NATs that roam, crash and come back, while the signalling between them fails as well. */
const scenario: Scenario = async (stage) => {
  const { hosts, world, oracle, random } = stage;
  const peers = new Map<string, MeshPeer>();
  serveMesh(stage);
  for (const { name } of hosts) stage.boot(name, (host) => void peers.set(name, new MeshPeer(host, stage)));
  const pairs = hosts.flatMap((a, i) => hosts.slice(i + 1).map((b) => [a.name, b.name] as const));
  for (const [a, b] of pairs)
    oracle.eventually(`${a} and ${b} are connected`, () => {
      const [one, other] = [peers.get(a), peers.get(b)];
      return one !== undefined && other !== undefined && one.isConnectedWith(other) && other.isConnectedWith(one);
    });
  for (let i = 0; i < 6; i++) {
    await world.advance(random.below(6000));
    for (const peer of peers.values()) peer.sayEverywhere(`message ${i} ${'x'.repeat(random.below(500))}`);
  }
};

export default scenario;
