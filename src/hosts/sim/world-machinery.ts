import { portableCrypto } from '../../crypto/portable-crypto.ts';
import { simulatedCrypto } from './crypto/simulated-crypto.ts';
import { Fabric } from './fabric.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import { changeConditions, PERFECT_LINK } from './link-conditions.ts';
import type { LinkWorld } from './link-faults.ts';
import { linkPreset } from './link-presets.ts';
import { Links } from './links.ts';
import { randomSeed } from './real-time.ts';
import { Rules } from './rules.ts';
import { SeededRandom } from './seeded-random.ts';
import { RESERVED_ADDRESSES, WorldServers } from './servers/servers.ts';
import { SimulatedHost } from './simulated-host.ts';
import { Timeline } from './timeline.ts';
import { Topology } from './topology/topology.ts';
import { requireInteger } from './validate.ts';
import { WitnessedRandom, type DrawWitness } from './witness.ts';
import { createTime, requireWorldOptions, type SimulatedNetworkOptions } from './world-options.ts';
import type { WorldTime } from './world-time.ts';

/** The parts of one world, put together. */
export class WorldMachinery {
  readonly seed: number;
  readonly ledger: Ledger;
  readonly journal = new Journal(() => this.time.now());
  readonly timeline = new Timeline();
  readonly linkWorld: LinkWorld = {
    journal: this.journal,
    timeline: this.timeline,
    now: () => this.time.now(),
    wakeUp: () => this.time.wakeUp(),
  };
  readonly time: WorldTime;
  readonly rules: Rules;
  readonly links: Links;
  readonly fabric: Fabric;
  readonly topology: Topology;
  readonly servers: WorldServers;
  readonly #drawWitness: DrawWitness | undefined;

  /** Throws a RangeError naming the first option out of range. */
  constructor(options: SimulatedNetworkOptions, hostCrashed: (name: string) => void) {
    requireWorldOptions(options);
    this.seed = requireInteger('seed', options.seed ?? randomSeed(), 0, 0xffff_ffff);
    this.ledger = new Ledger(requireInteger('ledgerEntries', options.ledgerEntries ?? 0, 0, 1e9));
    this.#drawWitness = options.drawWitness;
    const createStream = (name: string): SeededRandom => this.createStream(name);
    this.time = createTime(this.timeline, options);
    this.rules = new Rules(this.createStream('rules'), this.journal);
    const preset = options.preset === undefined ? PERFECT_LINK : linkPreset(options.preset).down;
    const conditions = changeConditions(preset, options);
    this.links = new Links(conditions, createStream, this.timeline);
    this.fabric = new Fabric({
      timeline: this.timeline,
      time: this.time,
      rules: this.rules,
      ledger: this.ledger,
      random: this.createStream('corruption'),
      directionBetween: (from, to) => this.links.direction(from, to),
    });
    this.topology = new Topology({
      fabric: this.fabric,
      timeline: this.timeline,
      time: this.time,
      journal: this.journal,
      linkWorld: this.linkWorld,
      crypto: simulatedCrypto(options.crypto ?? portableCrypto),
      createStream,
      crashed: hostCrashed,
    });
    this.topology.reserve(RESERVED_ADDRESSES);
    this.servers = new WorldServers({
      addHost: (name, addresses) => this.topology.addServer(name, addresses, (parts) => new SimulatedHost(parts)),
      isFree: (address) => this.fabric.internet.refusalOf(address) === undefined,
      journal: this.journal,
    });
  }

  /** A source of randomness of its own for each name. */
  createStream(name: string): SeededRandom {
    const witness = this.#drawWitness;
    return witness === undefined ? new SeededRandom(this.seed, name) : new WitnessedRandom(this.seed, name, witness);
  }
}
