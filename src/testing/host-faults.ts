import { FaultHandle } from '../hosts/sim/fault-handle.ts';
import { drawOne } from './draw.ts';
import { isBehindSomething } from './planned-host.ts';
import type { DrawnWorld, FaultKind } from './faults.ts';

/** A network interface is down. */
export interface InterfaceDownFault {
  readonly kind: 'interface-down';
  readonly host: string;
}

/** A host comes to have another address, as a phone does that leaves its Wi-Fi. Nothing to heal. */
export interface RoamFault {
  readonly kind: 'roam';
  readonly host: string;
}

/** The NAT that a host is behind loses power for a moment: its mappings are gone. Nothing to heal. */
export interface NatRestartFault {
  readonly kind: 'nat-restart';
  readonly host: string;
}

/** The provider gives the NAT another outside address. Nothing to heal. */
export interface NatRenumberFault {
  readonly kind: 'nat-renumber';
  readonly host: string;
}

/** The TURN server forgets its allocations. Nothing to heal. */
export interface TurnRestartFault {
  readonly kind: 'turn-restart';
}

/** The TURN server answers and relays nothing. */
export interface TurnSilentFault {
  readonly kind: 'turn-silent';
}

/** A host loses power, and is back, fresh, when it is over. Its applications are to begin anew: only on request. */
export interface CrashFault {
  readonly kind: 'crash';
  readonly host: string;
}

export type HostFault =
  InterfaceDownFault | RoamFault | NatRestartFault | NatRenumberFault | TurnRestartFault | TurnSilentFault | CrashFault;

const interfaceDown: FaultKind<InterfaceDownFault> = {
  kind: 'interface-down',
  draw: (random, { hosts }) => ({ kind: 'interface-down', host: drawOne(random, hosts).name }),
  hostsOf: ({ host }) => [host],
  apply({ world }, { host }) {
    const { interfaces } = world.host(host);
    for (const one of interfaces) one.down();
    return new FaultHandle(() => interfaces.forEach((one) => one.up()));
  },
};

const roam: FaultKind<RoamFault> = {
  kind: 'roam',
  draw: (random, { hosts }) => ({ kind: 'roam', host: drawOne(random, hosts).name }),
  hostsOf: ({ host }) => [host],
  apply({ world }, { host }) {
    world.host(host).move();
    return nothingToHeal();
  },
};

const natRestart: FaultKind<NatRestartFault> = {
  kind: 'nat-restart',
  objectionTo: objectionToHavingNoNat,
  isPossible: hasNat,
  draw: (random, { hosts }) => ({ kind: 'nat-restart', host: drawOne(random, hosts.filter(isBehindNat)).name }),
  hostsOf: ({ host }) => [host],
  apply({ natOf }, { host }) {
    natOf(host)?.restart();
    return nothingToHeal();
  },
};

const natRenumber: FaultKind<NatRenumberFault> = {
  kind: 'nat-renumber',
  objectionTo: (host) =>
    host.nat === 'one-to-one' ? `the address of ${host.name}’s NAT is configuration` : objectionToHavingNoNat(host),
  isPossible: ({ hosts }) => hosts.some(isBehindTranslation),
  draw: (random, { hosts }) => ({
    kind: 'nat-renumber',
    host: drawOne(random, hosts.filter(isBehindTranslation)).name,
  }),
  hostsOf: ({ host }) => [host],
  apply({ natOf }, { host }) {
    natOf(host)?.renumber();
    return nothingToHeal();
  },
};

const turnRestart: FaultKind<TurnRestartFault> = {
  kind: 'turn-restart',
  isPossible: hasServers,
  draw: () => ({ kind: 'turn-restart' }),
  hostsOf: () => [],
  apply({ world }) {
    world.turnServer.restart();
    return nothingToHeal();
  },
};

const turnSilent: FaultKind<TurnSilentFault> = {
  kind: 'turn-silent',
  isPossible: hasServers,
  draw: () => ({ kind: 'turn-silent' }),
  hostsOf: () => [],
  apply: ({ world }) => world.turnServer.silent(),
};

const crash: FaultKind<CrashFault> = {
  kind: 'crash',
  isOptIn: true,
  draw: (random, { hosts }) => ({ kind: 'crash', host: drawOne(random, hosts).name }),
  hostsOf: ({ host }) => [host],
  apply({ world }, { host }) {
    const former = world.host(host);
    // What has no power cannot lose it: it comes back when the fault is over that took it.
    if (former.isCrashed) return nothingToHeal();
    former.crash();
    return new FaultHandle(() => void (world.host(host) === former && former.restart()));
  },
};

export const hostFaults = [interfaceDown, roam, natRestart, natRenumber, turnRestart, turnSilent, crash] as const;

function objectionToHavingNoNat({ name, nat }: DrawnWorld['hosts'][number]): string | undefined {
  return nat === undefined ? `${name} is behind no NAT` : undefined;
}

/** Where somebody is behind something, a TURN server is used. */
function hasServers({ hosts }: DrawnWorld): boolean {
  return hosts.some(isBehindSomething);
}

function hasNat({ hosts }: DrawnWorld): boolean {
  return hosts.some(isBehindNat);
}

function isBehindNat({ nat }: DrawnWorld['hosts'][number]): boolean {
  return nat !== undefined;
}

/** A one-to-one NAT keeps its address. */
function isBehindTranslation({ nat }: DrawnWorld['hosts'][number]): boolean {
  return nat !== undefined && nat !== 'one-to-one';
}

function nothingToHeal(): FaultHandle {
  return new FaultHandle(() => undefined);
}
