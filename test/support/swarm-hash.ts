import { planOf, replay } from '../../src/testing.node.ts';
import { hashOfOutcome } from '../testing/scenarios/outcome-hash.ts';
import scenario, { swarm } from '../testing/scenarios/five-peer-mesh.ts';

/** One run of the five-peer scenario: every packet and its fate, and every state with its virtual time. */
export async function hashOfSwarm(seed: number): Promise<string> {
  return hashOfOutcome(await replay(scenario, planOf(seed, swarm)));
}
