import type { Scenario } from '../../../src/testing.node.ts';
import { Mesh } from './mesh.ts';

/** Two peers that talk over every kind of channel, and restart ICE when they have to. */
const scenario: Scenario = async ({ hosts, world, oracle, random }) => {
  const mesh = new Mesh(hosts);
  await mesh.connect();
  oracle.eventually('every pair is connected', () => mesh.isConnected);
  for (let i = 0; i < 12; i++) {
    mesh.sayEverywhere(`message ${i} ${'x'.repeat(random.below(4000))}`);
    await world.advance(random.below(1000));
  }
};
export default scenario;
