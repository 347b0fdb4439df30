import type { Fabric } from '../fabric.ts';
import { HostNetwork } from '../host-network.ts';
import { createAttachment, type Attachment, type Realm } from '../realm.ts';
import type { SimulatedClock } from '../simulated-clock.ts';
import type { HostInterface, InterfaceOptions } from './host-interface.ts';

export interface MachineParts {
  readonly name: string;
  readonly fabric: Fabric;
  readonly clock: SimulatedClock;
  readonly resolve: (hostname: string, machine: Machine) => readonly string[];
  /** Makes an interface; throws for one that cannot be. */
  readonly createInterface: (options: InterfaceOptions, machine: Machine) => HostInterface;
  /** Its addresses may be others from now on; `what`, if given, is for whoever keeps a record. */
  readonly changed: (machine: Machine, what: string | undefined) => void;
  /** It has lost its power. */
  readonly crashed: () => void;
}

/** What a simulated host runs on: clock, interfaces, power. */
export class Machine {
  readonly name: string;
  readonly clock: SimulatedClock;
  readonly network: HostNetwork;
  readonly #parts: MachineParts;
  readonly #interfaces = new Map<string, HostInterface>();
  readonly #attachments = new Map<string, Attachment>();
  #isCrashed = false;

  constructor(parts: MachineParts) {
    this.name = parts.name;
    this.clock = parts.clock;
    this.network = new HostNetwork(parts.fabric, parts.clock, this.#interfaces, (hostname) =>
      parts.resolve(hostname, this),
    );
    this.#parts = parts;
  }

  get interfaces(): readonly HostInterface[] {
    return [...this.#interfaces.values()];
  }

  get isCrashed(): boolean {
    return this.#isCrashed;
  }

  /** Of interfaces that are up, IPv4 before IPv6. */
  get addresses(): readonly string[] {
    return this.network.interfaces().map(({ address }) => address);
  }

  find(name: string): HostInterface | undefined {
    return this.#interfaces.get(name);
  }

  /** That of an address the machine has or has had: sockets are bound to addresses, not to interfaces. */
  attachmentOf(address: string, realm: Realm): Attachment {
    const known = this.#attachments.get(address);
    if (known !== undefined) return known;
    const made = createAttachment(this.name, address, realm);
    this.#attachments.set(address, made);
    return made;
  }

  add(options: InterfaceOptions): HostInterface {
    if (this.#interfaces.has(options.name)) throw new Error(`${this.name} has an interface ${options.name} already`);
    const made = this.#parts.createInterface(options, this);
    this.#interfaces.set(options.name, made);
    if (!this.#isCrashed) made.refresh();
    return made;
  }

  remove(name: string): void {
    const removed = this.#interfaces.get(name);
    if (removed === undefined) throw new Error(`${this.name} has no interface ${name}`);
    this.#interfaces.delete(name);
    removed.remove();
    this.refresh(`${name} of ${this.name} is removed`);
  }

  /** An interface went up or down, came, went or moved: those it carries follow. */
  refresh(what?: string): void {
    if (!this.#isCrashed) for (const own of this.#interfaces.values()) own.refresh();
    this.#parts.changed(this, what);
  }

  /** Nothing of it runs any more: sockets are gone without a word, alarms and tasks never come. */
  crash(): void {
    if (this.#isCrashed) return;
    this.#isCrashed = true;
    this.clock.stop();
    for (const attachment of this.#attachments.values()) cutOff(attachment);
    this.#parts.changed(this, `${this.name} crashes`);
    this.#parts.crashed();
  }
}

/** All sockets vanish, and nobody is told. */
function cutOff(attachment: Attachment): void {
  attachment.isUp = false;
  attachment.tcp = undefined;
  for (const socket of [...attachment.sockets.values()]) socket.close();
}
