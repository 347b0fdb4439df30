import type { Scenario } from 'twinrtc/testing';
import { Mesh } from './mesh.ts';

/** Two peers that talk over every kind of channel, and restart ICE when they have to. */
const scenario: Scenario = async ({ hosts, iceServers, world, oracle, random }) => {
  const mesh = new Mesh(hosts, { iceServers });
  await mesh.connect();
  oracle.eventually('every pair is connected', () => mesh.isConnected);
  for (let i = 0; i < 8; i++) {
    await world.advance(random.below(1500));
    mesh.sayEverywhere(`message ${i} ${'x'.repeat(random.below(1000))}`);
  }
};

export default scenario;
