import { portableCrypto } from '../../crypto/portable-crypto.ts';
import type { Crypto } from '../../ports/crypto.ts';
import { ipv4OfHost, ipv6OfHost, requireAddress } from './address-plan.ts';
import { AmbientTime } from './ambient-time.ts';
import { Fabric } from './fabric.ts';
import type { FaultHandle } from './fault-handle.ts';
import { HostNetwork } from './host-network.ts';
import { Journal, type JournalEntry, type JournalListener } from './journal.ts';
import { Ledger } from './ledger.ts';
import { changeConditions, PERFECT_LINK, type LinkChanges } from './link-conditions.ts';
import type { LinkWorld } from './link-faults.ts';
import { linkPreset, type LinkPresetName } from './link-presets.ts';
import { Link } from './link.ts';
import { Links } from './links.ts';
import { ambientUnixMs, capturedEventLoop, randomSeed, type EventLoop } from './real-time.ts';
import type { FabricObserver } from './packet-fates.ts';
import { createAttachment, type Attachment } from './realm.ts';
import { Rules, type RuleDescription, type RuleFunction } from './rules.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { SimulatedHost, type SimulatedHostParts } from './simulated-host.ts';
import { startStunServer, STUN_PORT } from './stun-server.ts';
import { Timeline } from './timeline.ts';
import { requireInteger, requireNotNegative } from './validate.ts';
import { VirtualTime } from './virtual-time.ts';
import { WitnessedRandom, type DrawWitness } from './witness.ts';
import type { UntilOptions, WorldTime } from './world-time.ts';

export type TimeMode = 'auto' | 'manual' | 'ambient';

/** The link conditions are those of every link, until it is changed. */
export interface SimulatedNetworkOptions extends LinkChanges {
  /** What every link is like in both directions where the conditions given do not say. Default `perfect`. */
  readonly preset?: LinkPresetName;
  /** 0…2³²−1. Default: a random one, to be read from `seed`. */
  readonly seed?: number;
  /** Default `auto`. */
  readonly time?: TimeMode;
  /** Default: the portable one, with deterministic signatures. */
  readonly crypto?: Crypto;
  /** What the hosts' clocks show when the world begins. Default 2025-01-01T00:00:00Z; in `ambient` the ambient date. */
  readonly startTimeUnixMs?: number;
  /** How many entries the ledger keeps for reading. Default none: it only counts. */
  readonly ledgerEntries?: number;
  /** Told of every draw; for finding where two runs part. */
  readonly drawWitness?: DrawWitness;
  /** The real event loop that virtual time borrows its turns from. */
  readonly eventLoop?: EventLoop;
}

export interface SimulatedHostOptions {
  /** IPv4 and IPv6 literals. Default: the next of 10.0.0.0/8. */
  readonly addresses?: readonly string[];
  /** An IPv6 address as well, where `addresses` does not say. */
  readonly ipv6?: boolean;
  /** One-way latency of its own access, on top of that of each link. */
  readonly latencyMs?: number;
}

/** Whoever records a world: its packets, and what else happens. */
export interface WorldObserver extends FabricObserver {
  journal(at: number, entry: JournalEntry): void;
}

export interface StunServerAddress {
  readonly urls: string;
}

const DEFAULT_START_UNIX_MS = Date.UTC(2025, 0, 1);
const STUN_HOST = 'stun.sim';
/** TEST-NET-1 and the documentation prefix: out of the way of the hosts' addresses. */
const STUN_ADDRESSES = ['192.0.2.1', '2001:db8::1'];

/** A world of hosts and links in which nothing is real and everything repeats: same seed, same calls, same bytes. */
export class SimulatedNetwork<H extends SimulatedHost = SimulatedHost> {
  readonly seed: number;
  readonly ledger: Ledger;
  readonly #crypto: Crypto;
  readonly #drawWitness: DrawWitness | undefined;
  readonly #journal = new Journal(() => this.#time.now());
  readonly #timeline = new Timeline();
  readonly #linkWorld: LinkWorld = {
    journal: this.#journal,
    timeline: this.#timeline,
    now: () => this.#time.now(),
    wakeUp: () => this.#time.wakeUp(),
  };
  readonly #time: WorldTime;
  readonly #rules: Rules;
  readonly #links: Links;
  readonly #fabric: Fabric;
  readonly #hosts = new Map<string, H>();
  #hasStunServer = false;
  #hostCount = 0;

  /** Throws a RangeError naming the first option out of range. */
  constructor(options: SimulatedNetworkOptions = {}) {
    this.seed = requireInteger('seed', options.seed ?? randomSeed(), 0, 0xffff_ffff);
    this.ledger = new Ledger(requireInteger('ledgerEntries', options.ledgerEntries ?? 0, 0, 1e9));
    this.#crypto = options.crypto ?? portableCrypto;
    this.#drawWitness = options.drawWitness;
    this.#time = createTime(this.#timeline, options);
    this.#rules = new Rules(this.#stream('rules'), this.#journal);
    const preset = options.preset === undefined ? PERFECT_LINK : linkPreset(options.preset).down;
    const conditions = changeConditions(preset, options);
    this.#links = new Links(conditions, (stream) => this.#stream(stream), this.#timeline);
    this.#fabric = new Fabric({
      timeline: this.#timeline,
      time: this.#time,
      rules: this.#rules,
      ledger: this.ledger,
      random: this.#stream('corruption'),
      directionBetween: (from, to) => this.#links.direction(from, to),
    });
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
    for (const name of [a, b]) if (!this.#isHost(name)) throw new Error(`no host ${name} in this world`);
    if (a === b) throw new Error(`host ${a} has no link to itself`);
    const [forth, back] = [this.#links.direction(a, b), this.#links.direction(b, a)];
    return new Link(a, b, forth, back, this.#linkWorld);
  }

  /** Asks the rule about every datagram from now on, after the rules that are there, until the handle is healed. */
  addRule(rule: RuleFunction | RuleDescription): FaultHandle {
    this.#time.wakeUp();
    return this.#rules.add(rule);
  }

  /** An entry for `iceServers`: a STUN server that is a host of this world; its links are those of `stun.sim`. */
  get stunServer(): StunServerAddress {
    if (!this.#hasStunServer) {
      this.#hasStunServer = true;
      startStunServer(new SimulatedHost(this.#hostParts(STUN_HOST, STUN_ADDRESSES)));
    }
    return { urls: `stun:${STUN_HOST}:${STUN_PORT}` };
  }

  /** Milliseconds since the world began. */
  get now(): number {
    return this.#time.now();
  }

  /** Unix milliseconds when the world began. */
  get timeOriginUnixMs(): number {
    return this.#time.timeOrigin;
  }

  /** Sixteen hex digits over every datagram sent so far: when, whence, whither, what, and its fate. */
  get digest(): string {
    return this.#fabric.digest.hex;
  }

  /** Tells the observer of all that happens from now on, hosts that are there first. Returns the function that ends it. */
  watch(observer: WorldObserver): () => void {
    const tell: JournalListener = (at, entry) => observer.journal(at, entry);
    for (const { name, addresses } of this.#hosts.values()) tell(this.now, { type: 'host', host: name, addresses });
    const ends = [this.#fabric.observeBy(observer), this.#journal.listen(tell)];
    return () => ends.forEach((end) => end());
  }

  /** Lets `ms` of the world's time pass, with everything that happens meanwhile. */
  async advance(ms: number): Promise<void> {
    await this.#time.advance(requireNotNegative('ms', ms));
  }

  /**
   * Lets time pass until the predicate holds. Rejects with an Error that names the virtual time and what is armed, when
   * nothing is left that could change the answer, or when `timeoutMs` (virtual, default ten minutes) have passed.
   */
  async until(predicate: () => boolean, options: UntilOptions = {}): Promise<void> {
    if (options.timeoutMs !== undefined) requireNotNegative('timeoutMs', options.timeoutMs);
    await this.#time.until(predicate, options);
  }

  /** Lets time pass until only housekeeping is left; rejects after an hour of virtual time. */
  async settle(): Promise<void> {
    await this.#time.settle();
  }

  /** Ends the world: nothing is delivered, no alarm wakes, nothing keeps the process alive. Goals pending are rejected. */
  close(): void {
    this.#time.close();
    this.#timeline.close();
    this.#fabric.close();
    this.ledger.noteClosed();
  }

  /** Makes the host of its parts; a subclass makes hosts of its own kind. */
  protected createHost(parts: SimulatedHostParts): H {
    return new SimulatedHost(parts) as H;
  }

  #addHost(name: string, options: SimulatedHostOptions): H {
    if (name === '' || name === STUN_HOST) throw new TypeError(`a host cannot be named ${JSON.stringify(name)}`);
    const latencyMs = requireNotNegative('latencyMs', options.latencyMs ?? 0);
    const host = this.createHost(this.#hostParts(name, this.#addressesFor(options)));
    this.#links.setAccessLatency(name, latencyMs);
    this.#hosts.set(name, host);
    return host;
  }

  #isHost(name: string): boolean {
    return this.#hosts.has(name) || (name === STUN_HOST && this.#hasStunServer);
  }

  #addressesFor({ addresses, ipv6 = false }: SimulatedHostOptions): readonly string[] {
    if (addresses === undefined) return this.#nextAddresses(ipv6);
    const canonical = addresses.map(requireAddress);
    if (canonical.length === 0) throw new TypeError('addresses: a host needs at least one');
    const taken = canonical.find((address, index) => !this.#isFree(address) || canonical.indexOf(address) !== index);
    if (taken !== undefined) throw new Error(`addresses: ${taken} is taken already`);
    return canonical;
  }

  #nextAddresses(ipv6: boolean): readonly string[] {
    for (;;) {
      const index = this.#hostCount++;
      const addresses = ipv6 ? [ipv4OfHost(index), ipv6OfHost(index)] : [ipv4OfHost(index)];
      if (addresses.every((address) => this.#isFree(address))) return addresses;
    }
  }

  #isFree(address: string): boolean {
    return !this.#fabric.internet.isTaken(address) && !STUN_ADDRESSES.includes(address);
  }

  #hostParts(name: string, addresses: readonly string[]): SimulatedHostParts {
    const attachments = addresses.map((address) => this.#attach(name, address));
    this.#journal.tell(() => ({ type: 'host', host: name, addresses }));
    return {
      name,
      addresses,
      clock: new SimulatedClock(name, this.#timeline, this.#time),
      network: new HostNetwork(this.#fabric, attachments, (hostname) => this.#addressesOf(hostname)),
      random: this.#stream(`host ${name}`),
      crypto: this.#crypto,
    };
  }

  #attach(host: string, address: string): Attachment {
    const realm = this.#fabric.internet;
    const attachment = createAttachment(host, address, realm);
    realm.attachments.set(address, attachment);
    return attachment;
  }

  #addressesOf(hostname: string): readonly string[] {
    if (hostname === STUN_HOST) return this.#hasStunServer ? STUN_ADDRESSES : [];
    for (const [name, host] of this.#hosts) if (name.toLowerCase() === hostname) return host.addresses;
    return [];
  }

  #stream(name: string): SeededRandom {
    const witness = this.#drawWitness;
    return witness === undefined ? new SeededRandom(this.seed, name) : new WitnessedRandom(this.seed, name, witness);
  }
}

function createTime(timeline: Timeline, options: SimulatedNetworkOptions): WorldTime {
  const { time: mode = 'auto', eventLoop = capturedEventLoop, startTimeUnixMs = DEFAULT_START_UNIX_MS } = options;
  const timeOrigin = requireNotNegative('startTimeUnixMs', startTimeUnixMs);
  if (mode === 'ambient') return new AmbientTime(timeline, eventLoop, options.startTimeUnixMs ?? ambientUnixMs());
  if (mode === 'auto' || mode === 'manual') return new VirtualTime(timeline, eventLoop, { mode, timeOrigin });
  throw new RangeError(`time: ${String(mode)} is not one of auto, manual, ambient`);
}
