import type { Crypto } from '../../../ports/crypto.ts';
import type { Fabric } from '../fabric.ts';
import type { Journal } from '../journal.ts';
import { changeConditions, PERFECT_LINK, type LinkChanges } from '../link-conditions.ts';
import { LinkDirection } from '../link-direction.ts';
import type { LinkWorld } from '../link-faults.ts';
import { Link } from '../link.ts';
import type { Attachment, Realm } from '../realm.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { SimulatedClock } from '../simulated-clock.ts';
import type { SimulatedHost, SimulatedHostParts } from '../simulated-host.ts';
import type { Timeline } from '../timeline.ts';
import type { WorldTime } from '../world-time.ts';
import { Edges } from './edges.ts';
import { HostInterface, type InterfaceOptions } from './host-interface.ts';
import { accessChanges, interfacesOf, type SimulatedHostOptions } from './host-options.ts';
import { requireKnown, type OptionNames } from './known-options.ts';
import { Machine } from './machine.ts';
import { Places } from './places.ts';
import { predict, type Reachability, type ReachabilityOptions } from './predict.ts';

export interface TopologyParts {
  readonly fabric: Fabric;
  readonly timeline: Timeline;
  readonly time: WorldTime;
  readonly journal: Journal;
  readonly linkWorld: LinkWorld;
  readonly crypto: Crypto;
  readonly createStream: (name: string) => SeededRandom;
  /** A host has lost its power. */
  readonly crashed: (host: string) => void;
}

/** Makes a host of its parts. */
export type HostMaker<H extends SimulatedHost> = (parts: SimulatedHostParts) => H;

/** Who is where: the hosts of a world, by name, and the edges they are behind. */
export class Topology {
  readonly edges: Edges;
  readonly #parts: TopologyParts;
  readonly #internet: Realm;
  readonly #places: Places;
  /** By name in lower case, as names are looked up. */
  readonly #machines = new Map<string, Machine>();

  constructor(parts: TopologyParts) {
    this.#parts = parts;
    this.#internet = parts.fabric.internet;
    this.edges = new Edges({
      internet: this.#internet,
      createStream: parts.createStream,
      now: () => parts.time.now(),
      tell: (what) => this.#tell(what),
      tellAddresses: (host, addresses) => parts.journal.tell(() => ({ type: 'host', host, addresses })),
    });
    this.#places = new Places(this.#internet, this.edges);
  }

  get machines(): readonly Machine[] {
    return [...this.#machines.values()];
  }

  find(name: string): Machine | undefined {
    const machine = this.#machines.get(name.toLowerCase());
    return machine?.name === name ? machine : undefined;
  }

  /** The best pair type between two hosts, over all their addresses. */
  predict(a: Machine, b: Machine, options: ReachabilityOptions): Reachability {
    const inUse = ({ isCrashed, interfaces }: Machine): readonly Attachment[] =>
      isCrashed ? [] : interfaces.flatMap(({ isUp, attachments }) => (isUp ? attachments : []));
    return predict(inUse(a), inUse(b), options);
  }

  /** `install` is told of the host, and of each that follows when it is restarted. */
  add<H extends SimulatedHost>(
    name: string,
    options: SimulatedHostOptions,
    create: HostMaker<H>,
    install: (host: H) => unknown,
  ): H {
    const namesake = this.#machines.get(name.toLowerCase());
    if (namesake !== undefined) throw new Error(`host ${name}: there is ${namesake.name} already`);
    return this.#boot(name, interfacesOf(options), 1, create, install);
  }

  /** Keeps addresses of the internet for servers that may come later. */
  reserve(addresses: readonly string[]): void {
    for (const address of addresses) this.#internet.reserve(address);
  }

  /** A server on the internet, at reserved addresses. */
  addServer<H extends SimulatedHost>(name: string, addresses: readonly string[], create: HostMaker<H>): H {
    for (const address of addresses) this.#internet.release(address);
    return this.add(name, { addresses }, create, () => {});
  }

  #boot<H extends SimulatedHost>(
    name: string,
    interfaces: readonly InterfaceOptions[],
    generation: number,
    create: HostMaker<H>,
    install: (host: H) => unknown,
  ): H {
    const { fabric, timeline, time, createStream, crypto } = this.#parts;
    const machine = new Machine({
      name,
      fabric,
      clock: new SimulatedClock(name, timeline, time),
      resolve: (hostname, asking) => this.#resolve(hostname, asking),
      createInterface: (options, owner) => this.#createInterface(options, owner),
      changed: (changed, what) => this.#machineChanged(changed, what),
      crashed: () => this.#parts.crashed(name),
    });
    addAll(machine, interfaces);
    this.#machines.set(name.toLowerCase(), machine);
    this.#tellAddresses(machine);
    const host = create({
      name,
      machine,
      clock: machine.clock,
      network: machine.network,
      random: createStream(generation === 1 ? `host ${name}` : `host ${name}, ${generation}`),
      crypto,
      restart: () => {
        const same = machine.interfaces.map((own) => own.options);
        for (const own of machine.interfaces) own.detach();
        return this.#boot(name, same, generation + 1, create, install);
      },
    });
    install(host);
    return host;
  }

  #createInterface(options: InterfaceOptions, machine: Machine): HostInterface {
    requireKnown('an interface', options, INTERFACE_OPTION_NAMES);
    const { name, over, link } = options;
    if (name === '') throw new TypeError('name: an interface needs one');
    const carrier = over === undefined ? undefined : machine.find(over);
    if (over !== undefined && carrier === undefined) throw new Error(`over: ${machine.name} has no interface ${over}`);
    return new HostInterface({
      host: machine.name,
      name,
      options,
      carrier,
      access: link === undefined ? undefined : this.#createAccess(machine.name, name, link),
      place: this.#places.find(options, machine, undefined),
      attachmentOf: (address, realm) => machine.attachmentOf(address, realm),
      findPlace: (place, current) => this.#places.find(place, machine, current),
      changed: (what) => machine.refresh(what),
      fault: (what, undo) => this.#parts.journal.fault(() => what, undo),
    });
  }

  #createAccess(host: string, name: string, changes: NonNullable<InterfaceOptions['link']>) {
    const { down, up } = accessChanges(changes);
    const network = `the network at ${name} of ${host}`;
    const uplink = this.#createDirection(`${host} to ${network}`, up);
    const downlink = this.#createDirection(`${network} to ${host}`, down);
    return { uplink, downlink, link: new Link(host, network, uplink, downlink, this.#parts.linkWorld) };
  }

  #createDirection(name: string, changes: LinkChanges): LinkDirection {
    const random = this.#parts.createStream(`access ${name}`);
    const conditions = changeConditions(PERFECT_LINK, changes);
    return new LinkDirection(`the link from ${name}`, conditions, random, this.#parts.timeline);
  }

  /** Addresses that mean the host to whoever asks; a name under .local (RFC 6762) is known on the same network only. */
  #resolve(hostname: string, asking: Machine): readonly string[] {
    const isLocal = hostname.endsWith('.local');
    const machine = this.#machines.get(isLocal ? hostname.slice(0, -'.local'.length) : hostname);
    if (machine === undefined) return [];
    const realms = asking.interfaces.flatMap(({ attachments }) => attachments.map(({ realm }) => realm));
    const attachments = machine.interfaces.flatMap((own) => (own.isUp ? own.attachments : []));
    const known = attachments.filter((own) =>
      realms.some((realm) => (isLocal ? realm === own.realm : seenFrom(realm, own.address) === own)),
    );
    return known.map(({ address }) => address);
  }

  #machineChanged(machine: Machine, what: string | undefined): void {
    if (what !== undefined) this.#tell(what);
    if (!machine.isCrashed) this.#tellAddresses(machine);
    this.#parts.time.wakeUp();
  }

  #tellAddresses(machine: Machine): void {
    this.#parts.journal.tell(() => ({ type: 'host', host: machine.name, addresses: machine.addresses }));
  }

  #tell(what: string): void {
    this.#parts.journal.tell(() => ({ type: 'change', what }));
  }
}

const INTERFACE_OPTION_NAMES: OptionNames<InterfaceOptions> = {
  name: true,
  behind: true,
  addresses: true,
  ipv6: true,
  link: true,
  over: true,
};

/** All of them or none. */
function addAll(machine: Machine, interfaces: readonly InterfaceOptions[]): void {
  try {
    for (const options of interfaces) machine.add(options);
  } catch (error) {
    for (const own of machine.interfaces) own.detach();
    throw error;
  }
}

/** Whose an address is, seen from a realm, unless something translates on the way. */
function seenFrom(from: Realm, address: string): unknown {
  for (let realm: Realm | undefined = from; realm !== undefined; realm = realm.edge?.outside) {
    const found = realm.routeTo(address);
    if (found !== undefined) return found;
  }
  return undefined;
}
