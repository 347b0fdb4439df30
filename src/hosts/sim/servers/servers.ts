import { requireAddress } from '../address-plan.ts';
import type { Journal } from '../journal.ts';
import type { SimulatedHost } from '../simulated-host.ts';
import { SimulatedStunServer } from './stun-server.ts';
import { SimulatedTurnServer, type SimulatedTurnServerOptions } from './turn-server.ts';

export interface WorldServersParts {
  /** Makes the host of a server, on the internet. */
  readonly addHost: (name: string, addresses: readonly string[]) => SimulatedHost;
  /** On the internet. */
  readonly isFree: (address: string) => boolean;
  readonly journal: Journal;
}

const STUN_HOST = 'stun.sim';
const TURN_HOST = 'turn.sim';
/** TEST-NET-1 and the documentation prefix: out of the way of the hosts' addresses. */
const STUN_ADDRESSES = ['192.0.2.1', '2001:db8::1'];
const TURN_ADDRESSES = ['192.0.2.2', '2001:db8::2'];
/** Further servers count on from here. */
const FIRST_FURTHER = 3;
const LAST_FURTHER = 254;

/** Addresses of servers that may come, and names that no host may have. */
export const RESERVED_ADDRESSES: readonly string[] = [...STUN_ADDRESSES, ...TURN_ADDRESSES];
export const RESERVED_NAMES: readonly string[] = [STUN_HOST, TURN_HOST];

/** The servers of one world, each a host of its own from the moment it is first asked for. */
export class WorldServers {
  readonly #parts: WorldServersParts;
  #stun: SimulatedStunServer | undefined = undefined;
  #turn: SimulatedTurnServer | undefined = undefined;
  #next = FIRST_FURTHER;

  constructor(parts: WorldServersParts) {
    this.#parts = parts;
  }

  get stun(): SimulatedStunServer {
    this.#stun ??= new SimulatedStunServer(this.#parts.addHost(STUN_HOST, STUN_ADDRESSES), this.#parts.journal);
    return this.#stun;
  }

  get turn(): SimulatedTurnServer {
    this.#turn ??= new SimulatedTurnServer(this.#parts.addHost(TURN_HOST, TURN_ADDRESSES), this.#parts.journal);
    return this.#turn;
  }

  addTurn(name: string, options: SimulatedTurnServerOptions): SimulatedTurnServer {
    const addresses = options.addresses?.map(requireAddress) ?? this.#nextAddresses();
    return new SimulatedTurnServer(this.#parts.addHost(name, addresses), this.#parts.journal, options);
  }

  #nextAddresses(): readonly string[] {
    while (this.#next <= LAST_FURTHER) {
      const number = this.#next++;
      const addresses = [`192.0.2.${number}`, `2001:db8::${number.toString(16)}`];
      if (addresses.every(this.#parts.isFree)) return addresses;
    }
    throw new Error('addresses: none is left for another server');
  }
}
