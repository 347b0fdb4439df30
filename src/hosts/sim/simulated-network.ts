import { AmbientTime } from './ambient-time.ts';
import type { Digest } from './digest.ts';
import type { FaultHandle } from './fault-handle.ts';
import type { JournalEntry, JournalListener } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { LinkWorld } from './link-faults.ts';
import { Link } from './link.ts';
import type { FabricObserver } from './packet-fates.ts';
import { pendingOn, type Pending } from './pending.ts';
import type { RuleDescription, RuleFunction } from './rules.ts';
import { nextEvent, runScenario, type RunOptions } from './scenario.ts';
import { scheduleSteps, type Scheduled } from './scheduler.ts';
import type { SeededRandom } from './seeded-random.ts';
import { RESERVED_NAMES } from './servers/servers.ts';
import type { SimulatedStunServer } from './servers/stun-server.ts';
import type { SimulatedTurnServer, SimulatedTurnServerOptions } from './servers/turn-server.ts';
import { SimulatedHost, type SimulatedHostParts } from './simulated-host.ts';
import type { Firewall, FirewallKind, FirewallOptions } from './topology/firewall.ts';
import type { SimulatedHostOptions } from './topology/host-options.ts';
import type { Machine } from './topology/machine.ts';
import type { NatKind, NatOptions } from './topology/nat-options.ts';
import type { Nat } from './topology/nat.ts';
import type { Reachability, ReachabilityOptions } from './topology/predict.ts';
import { requireFinite, requireNotNegative, requireRange } from './validate.ts';
import { WorldMachinery } from './world-machinery.ts';
import type { SimulatedNetworkOptions } from './world-options.ts';
import type { UntilOptions } from './world-time.ts';

export type { SimulatedHostOptions } from './topology/host-options.ts';

export type { SimulatedNetworkOptions, TimeMode } from './world-options.ts';

/** What is inside a world. */
export interface WorldParts extends LinkWorld {
  readonly digest: Digest;
  readonly createStream: (name: string) => SeededRandom;
  readonly isAmbient: boolean;
}

/** Whoever records a world: its packets, and what else happens. */
export interface WorldObserver extends FabricObserver {
  journal(at: number, entry: JournalEntry): void;
}

/** A world of hosts and links in which nothing is real and everything repeats: same seed, same calls, same bytes. */
export class SimulatedNetwork<H extends SimulatedHost = SimulatedHost> {
  readonly seed: number;
  readonly ledger: Ledger;
  readonly #machinery: WorldMachinery;
  readonly #hosts = new Map<string, H>();

  /** Throws a RangeError naming the first option out of range. */
  constructor(options: SimulatedNetworkOptions = {}) {
    this.#machinery = new WorldMachinery(options, (name) => this.hostCrashed(name));
    this.seed = this.#machinery.seed;
    this.ledger = this.#machinery.ledger;
  }

  /** The host of that name; a new one the first time. Options are for new ones: given for a known name they are an Error. */
  host(name: string, options?: SimulatedHostOptions): H {
    const known = this.#hosts.get(name);
    if (known === undefined) return this.#addHost(name, options ?? {});
    if (options !== undefined) throw new Error(`host ${name} exists already`);
    return known;
  }

  /** Both directions between two hosts, by name, in whatever order. Throws an Error for an unknown host. */
  link(a: string, b: string): Link {
    for (const name of [a, b]) this.#machine(name);
    if (a === b) throw new Error(`host ${a} has no link to itself`);
    const [forth, back] = [this.#machinery.links.direction(a, b), this.#machinery.links.direction(b, a)];
    return new Link(a, b, forth, back, this.#machinery.linkWorld);
  }

  /**
   * A NAT, for hosts and other NATs to be behind: one of the kinds people have names for, with what the options change,
   * or by options alone (which start from `port-restricted`). Throws a TypeError or a RangeError for a bad option.
   */
  nat(kind: NatKind | NatOptions = 'port-restricted', options: NatOptions = {}): Nat {
    return this.#machinery.topology.edges.addNat(kind, options);
  }

  /** A firewall, by kind or by options (which start from `stateful`). Throws a TypeError or a RangeError for a bad option. */
  firewall(kind: FirewallKind | FirewallOptions = 'stateful', options: FirewallOptions = {}): Firewall {
    return this.#machinery.topology.edges.addFirewall(kind, options);
  }

  /**
   * The type of the best pair that ICE can find between two hosts as they are now, or `none`: told from the kinds of NATs
   * and firewalls alone, without running anything. Throws an Error for an unknown host.
   */
  canConnect(a: string, b: string, options: ReachabilityOptions = {}): Reachability {
    return this.#machinery.topology.predict(this.#machine(a), this.#machine(b), options);
  }

  /**
   * Asks the rule about every datagram from now on, after the rules that are there, until the handle is healed. Throws an
   * Error for an unknown host, a RangeError for a verdict or a probability that is none.
   */
  addRule(rule: RuleFunction | RuleDescription): FaultHandle {
    if (typeof rule === 'object') this.#requireHosts(rule.from, rule.to);
    this.#machinery.time.wakeUp();
    return this.#machinery.rules.add(rule);
  }

  /** An entry for `iceServers`: a STUN server that is a host of this world; its links are those of `stun.sim`. */
  get stunServer(): SimulatedStunServer {
    return this.#machinery.servers.stun;
  }

  /** An entry for `iceServers`: a TURN server over UDP, TCP and TLS; its links are those of `turn.sim`. */
  get turnServer(): SimulatedTurnServer {
    return this.#machinery.servers.turn;
  }

  /**
   * Another TURN server, for `iceServers`, which is a host of that name. Throws a RangeError for an option out of range,
   * an Error for a name or an address that is taken.
   */
  addTurnServer(name: string, options: SimulatedTurnServerOptions = {}): SimulatedTurnServer {
    this.#checkName(name);
    return this.#machinery.servers.addTurn(name, options);
  }

  /** Does `steps`, in a task, when the world is `ms` old. Throws a RangeError if it is older. */
  at(ms: number, steps: () => void): Scheduled {
    requireRange('ms', ms, this.now, Number.MAX_SAFE_INTEGER);
    this.#machinery.time.wakeUp();
    return scheduleSteps(this.#machinery.timeline, ms, 'what world.at was given', () =>
      this.#machinery.timeline.queueTask(steps),
    );
  }

  /**
   * Runs a scenario to its end and gives what it gives. Rejects with an Error that says what is armed when the scenario
   * awaits something that nothing can bring about, or has taken more than `limitMs` of the world's time.
   */
  run<T>(scenario: () => T | PromiseLike<T>, options: RunOptions = {}): Promise<T> {
    return runScenario((predicate, limits) => this.until(predicate, limits), scenario, options);
  }

  /** The next event of that type. Rejects as `until` does, where a bare `await` would never end. */
  event<E extends Event = Event>(target: EventTarget, type: string, options: UntilOptions = {}): Promise<E> {
    return nextEvent<E>((predicate, limits) => this.until(predicate, limits), target, type, options);
  }

  /** What is yet to happen; as text, a summary for people. */
  get pending(): Pending {
    return pendingOn(this.#machinery.timeline);
  }

  /** Milliseconds since the world began. */
  get now(): number {
    return this.#machinery.time.now();
  }

  /** Unix milliseconds when the world began. */
  get timeOriginUnixMs(): number {
    return this.#machinery.time.timeOrigin;
  }

  /** Sixteen hex digits over every datagram sent so far: when, whence, whither, what, and its fate. */
  get digest(): string {
    return this.#machinery.fabric.digest.hex;
  }

  /** Tells the observer of all that happens from now on, hosts that are there first. Returns the function that ends it. */
  watch(observer: WorldObserver): () => void {
    const tell: JournalListener = (at, entry) => observer.journal(at, entry);
    for (const { name, addresses } of this.#machinery.topology.machines)
      tell(this.now, { type: 'host', host: name, addresses });
    const ends = [this.#machinery.fabric.observeBy(observer), this.#machinery.journal.listen(tell)];
    return () => ends.forEach((end) => end());
  }

  /** Lets `ms` of the world's time pass, with everything that happens meanwhile. */
  async advance(ms: number): Promise<void> {
    await this.#machinery.time.advance(requireFinite('ms', ms));
  }

  /**
   * Lets time pass until the predicate holds. Rejects with an Error that names the virtual time and what is armed, when
   * nothing is left that could change the answer, or when `timeoutMs` (virtual, default ten minutes) have passed.
   */
  async until(predicate: () => boolean, options: UntilOptions = {}): Promise<void> {
    if (options.timeoutMs !== undefined) requireNotNegative('timeoutMs', options.timeoutMs);
    await this.#machinery.time.until(predicate, options);
  }

  /** Lets time pass until only housekeeping is left; rejects after an hour of virtual time. */
  async settle(): Promise<void> {
    await this.#machinery.time.settle();
  }

  /** Ends the world: nothing is delivered, no alarm wakes, nothing keeps the process alive. Goals pending are rejected. */
  close(): void {
    this.#machinery.time.close();
    this.#machinery.timeline.close();
    this.#machinery.fabric.close();
    this.ledger.noteClosed();
  }

  /** What the worlds built on this one need of it. */
  protected get parts(): WorldParts {
    return {
      ...this.#machinery.linkWorld,
      digest: this.#machinery.fabric.digest,
      createStream: (stream) => this.#machinery.createStream(stream),
      isAmbient: this.#machinery.time instanceof AmbientTime,
    };
  }

  /** Makes the host of its parts; a subclass makes hosts of its own kind. */
  protected createHost(parts: SimulatedHostParts): H {
    return new SimulatedHost(parts) as H;
  }

  /** What a host has besides its network goes with it: a subclass knows what that is. */
  protected hostCrashed(_name: string): void {}

  #addHost(name: string, options: SimulatedHostOptions): H {
    this.#checkName(name);
    const latencyMs = requireFinite('latencyMs', options.latencyMs ?? 0);
    const install = (host: H): unknown => this.#hosts.set(name, host);
    const host = this.#machinery.topology.add(name, options, (parts) => this.createHost(parts), install);
    this.#machinery.links.setAccessLatency(name, latencyMs);
    return host;
  }

  #machine(name: string): Machine {
    const machine = this.#machinery.topology.find(name);
    if (machine === undefined) throw new Error(`no host ${name} in this world`);
    return machine;
  }

  #requireHosts(...names: readonly (string | undefined)[]): void {
    for (const name of names) if (name !== undefined) this.#machine(name);
  }

  #checkName(name: string): void {
    if (name !== '' && !RESERVED_NAMES.includes(name)) return;
    throw new TypeError(`a host cannot be named ${JSON.stringify(name)}`);
  }
}
