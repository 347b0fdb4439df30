import type { EdgeHandle } from '../hosts/sim/topology/edge-handle.ts';
import type { Nat } from '../hosts/sim/topology/nat.ts';
import type { Arena, PeerWorld } from './peer-world.ts';
import type { Plan } from './plan.ts';
import { isBehindSomething, type PlannedHost } from './planned-host.ts';

/** Builds what a plan says of a world: hosts behind their NATs and firewalls, and signalling. */
export function createArena(world: PeerWorld, { hosts, signaling }: Plan): Arena {
  const nats = new Map<string, Nat>();
  for (const host of hosts) {
    const nat = natOf(world, host);
    if (nat !== undefined) nats.set(host.name, nat);
    addHost(world, host, nat ?? firewallOf(world, host));
  }
  return { world, signaling: world.signaling(signaling), natOf: (host) => nats.get(host) };
}

/** STUN and TURN where somebody is behind a NAT or a firewall. */
export function iceServersFor(world: PeerWorld, { hosts }: Plan): RTCIceServer[] {
  if (!hosts.some(isBehindSomething)) return [];
  return [{ urls: world.stunServer.urls }, turnServerOf(world)];
}

function addHost(world: PeerWorld, { name, ipv6 }: PlannedHost, behind: EdgeHandle | undefined): void {
  if (behind === undefined && ipv6 === undefined) world.host(name);
  else world.host(name, { ...(behind && { behind }), ...(ipv6 && { ipv6 }) });
}

function natOf(world: PeerWorld, { name, nat, carrier }: PlannedHost): Nat | undefined {
  if (nat === undefined) return undefined;
  const outer = carrier && world.nat(carrier, { name: `carrier of ${name}` });
  return world.nat(nat, { name: `nat of ${name}`, ...(outer && { behind: outer }) });
}

function firewallOf(world: PeerWorld, { name, firewall }: PlannedHost): EdgeHandle | undefined {
  return firewall && world.firewall(firewall, { name: `firewall of ${name}` });
}

function turnServerOf(world: PeerWorld): RTCIceServer {
  const { urls, username, credential } = world.turnServer;
  return { urls: [...urls], username, credential };
}
