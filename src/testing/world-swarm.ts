import type { Arena, PeerWorld } from './peer-world.ts';
import type { Plan } from './plan.ts';
import { Schedule } from './schedule.ts';
import { planForHosts, type SwarmOptions } from './swarm.ts';

export type WorldSwarmOptions = Pick<SwarmOptions, 'faults' | 'kinds' | 'link' | 'faultsForMs'>;

/** What a seed chose for a world, in force. */
export interface Swarm {
  /** Its times count from the moment it was chosen. */
  readonly plan: Plan;
  /** Ends every fault and lets no more come. The links stay as they were drawn. */
  heal(): void;
}

/** Draws the links between the hosts that there are, and the faults to come, from the world's seed. */
export function startSwarm(world: PeerWorld, hosts: readonly string[], options: WorldSwarmOptions): Swarm {
  if (hosts.length < 2) throw new Error(`swarm: there are ${hosts.length} hosts, and links are between two`);
  const planned = hosts.map((name) => ({ name }));
  const plan = planForHosts(world.seed, planned, options);
  planned.forEach((host, i) =>
    planned.slice(i + 1).forEach((other) => world.link(host.name, other.name).change(plan.link)),
  );
  const arena: Arena = { world, signaling: world.signaling(), natOf: () => undefined };
  const schedule = new Schedule(arena, plan, { originMs: world.now });
  return { plan, heal: () => schedule.healAll() };
}
