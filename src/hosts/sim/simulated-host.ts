import type { Clock } from '../../ports/clock.ts';
import type { Crypto } from '../../ports/crypto.ts';
import type { Host } from '../../ports/host.ts';
import type { Network } from '../../ports/network.ts';
import type { Random } from '../../ports/random.ts';
import type { HostInterface, InterfaceOptions, PlaceOptions } from './topology/host-interface.ts';
import type { Machine } from './topology/machine.ts';

/** What the world makes a host of. */
export interface SimulatedHostParts extends Host {
  readonly name: string;
  readonly machine: Machine;
  /** Makes the host that comes after this one. */
  readonly restart: () => SimulatedHost;
}

/** A machine in a simulated world. */
export class SimulatedHost implements Host {
  readonly name: string;
  readonly clock: Clock;
  readonly network: Network;
  readonly random: Random;
  readonly crypto: Crypto;
  readonly #machine: Machine;
  readonly #restart: () => SimulatedHost;

  constructor(parts: SimulatedHostParts) {
    this.name = parts.name;
    this.clock = parts.clock;
    this.network = parts.network;
    this.random = parts.random;
    this.crypto = parts.crypto;
    this.#machine = parts.machine;
    this.#restart = parts.restart;
  }

  /** Of all interfaces that are up, IPv4 before IPv6. */
  get addresses(): readonly string[] {
    return this.#machine.addresses;
  }

  get interfaces(): readonly HostInterface[] {
    return this.#machine.interfaces;
  }

  /** The interface of that name. Throws an Error if there is none. */
  interface(name: string): HostInterface {
    const found = this.#machine.find(name);
    if (found === undefined) throw new Error(`${this.name} has no interface ${name}`);
    return found;
  }

  /** One more interface: a cable is plugged in, a VPN comes up. */
  addInterface(options: InterfaceOptions): HostInterface {
    return this.#machine.add(options);
  }

  /** The interface is gone, and what is bound to its addresses is silent, unless another comes to have them. */
  removeInterface(name: string): void {
    this.#machine.remove(name);
  }

  /** Moves the only interface of the host: other addresses, behind another edge if `behind` says so. */
  move(place: PlaceOptions = {}): void {
    const { interfaces } = this;
    if (interfaces.length !== 1) {
      throw new Error(`${this.name} has ${interfaces.length} interfaces: say which one, host.interface(name).move(…)`);
    }
    interfaces[0].move(place);
  }

  /** The host loses power: its sockets vanish without a word, and nothing of it ever runs again. */
  crash(): void {
    this.#machine.crash();
  }

  get isCrashed(): boolean {
    return this.#machine.isCrashed;
  }

  /** A fresh host of the same name, at the same addresses, which the world knows from now on. This one is crashed. */
  restart(): this {
    this.crash();
    return this.#restart() as this;
  }
}
