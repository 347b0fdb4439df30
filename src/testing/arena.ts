import type { Nat } from '../hosts/sim/topology/nat.ts';
import type { Arena, PeerWorld } from './peer-world.ts';
import type { Plan } from './plan.ts';

/** Builds what a plan says of a world: hosts behind their NATs, and signalling. */
export function createArena(world: PeerWorld, { hosts, signaling }: Plan): Arena {
  const nats = new Map<string, Nat>();
  for (const { name, nat: kind } of hosts) {
    if (kind === undefined) {
      world.host(name);
      continue;
    }
    const nat = world.nat(kind, { name: `nat of ${name}` });
    nats.set(name, nat);
    world.host(name, { behind: nat });
  }
  return { world, signaling: world.signaling(signaling), natOf: (host) => nats.get(host) };
}

/** STUN and TURN where somebody is behind a NAT. */
export function iceServersFor(world: PeerWorld, { hosts }: Plan): RTCIceServer[] {
  if (hosts.every(({ nat }) => nat === undefined)) return [];
  return [{ urls: world.stunServer.urls }, turnServerOf(world)];
}

function turnServerOf(world: PeerWorld): RTCIceServer {
  const { urls, username, credential } = world.turnServer;
  return { urls: [...urls], username, credential };
}
