import type { Scenario, SwarmOptions } from 'twinrtc/testing';
import { Mesh } from './mesh.ts';

export const swarm: SwarmOptions = { hosts: 5 };

/** Five peers, each connected with each; everybody says something on every channel now and then. */
const scenario: Scenario = async ({ hosts, iceServers, world, oracle, random }) => {
  const mesh = new Mesh(hosts, { iceServers });
  await mesh.connect();
  oracle.eventually('every pair is connected', () => mesh.isConnected);
  for (let i = 0; i < 3; i++) {
    await world.advance(random.below(3000));
    mesh.sayEverywhere(`message ${i} ${'x'.repeat(random.below(500))}`);
  }
};

export default scenario;
