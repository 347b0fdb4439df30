/** twinrtc's simulated network, on whatever platform: `sim.node.ts` and `sim.web.ts` say which classes and crypto. */
import { installInterfaces, type Interfaces, type Uninstall } from '../polyfill/install-interfaces.ts';
import type { Realm } from './api/index.ts';
import type { ConnectionWatcher } from './api/watcher.ts';
import type { UntilOptions } from './hosts/sim/world-time.ts';
import { startSwarm, type Swarm, type WorldSwarmOptions } from './testing/world-swarm.ts';
import { TraceRecorder, type TraceOptions } from './trace/recorder.ts';
import { formatTimeline } from './trace/timeline.ts';
import { installMediaDevices } from '../polyfill/install-media-devices.ts';
import { devicesOf, familiesOn, mediaDevicesOn, peerConnectionOn, type Family, type FamilyMaker } from './families.ts';
import type { FakeDevices } from './media/devices/fake-devices.ts';
import { UnreachedGoal } from './hosts/sim/goals.ts';
import { SimulatedHost, type SimulatedHostParts } from './hosts/sim/simulated-host.ts';
import { ApplicationWorld } from './hosts/sim/application-world.ts';
import type { SimulatedNetworkOptions as WorldOptions } from './hosts/sim/simulated-network.ts';

export { SimulatedHost } from './hosts/sim/simulated-host.ts';
export type { SimulatedHostOptions, TimeMode } from './hosts/sim/simulated-network.ts';
export type { SimulatedStunServer } from './hosts/sim/servers/stun-server.ts';
export type {
  SimulatedTurnServer,
  SimulatedTurnServerOptions,
  TurnTransport,
} from './hosts/sim/servers/turn-server.ts';
export type { ErrorResponse, StunMethod } from './hosts/sim/servers/server-faults.ts';
export type { Link, LinkStep, OneWay } from './hosts/sim/link.ts';
export type { LinkChanges, LinkConditions, QueueDiscipline } from './hosts/sim/link-conditions.ts';
export type { BurstLoss, GilbertElliott, MeanBurstLoss } from './hosts/sim/burst-loss.ts';
export type { BlackoutOptions } from './hosts/sim/link-faults.ts';
export { LINK_PRESET_NAMES, linkPreset, type LinkPreset, type LinkPresetName } from './hosts/sim/link-presets.ts';
export type { EdgeHandle } from './hosts/sim/topology/edge-handle.ts';
export type { Firewall, FirewallKind, FirewallOptions } from './hosts/sim/topology/firewall.ts';
export type { HostInterface, InterfaceOptions, PlaceOptions } from './hosts/sim/topology/host-interface.ts';
export type { Nat } from './hosts/sim/topology/nat.ts';
export type { NatKind, NatOptions } from './hosts/sim/topology/nat-options.ts';
export type { Dependence } from './hosts/sim/topology/pinholes.ts';
export type { PortAssignment } from './hosts/sim/topology/port-assignment.ts';
export type { Reachability, ReachabilityOptions } from './hosts/sim/topology/predict.ts';
export type { MappingInfo } from './hosts/sim/topology/translator.ts';
export type { RunOptions } from './hosts/sim/scenario.ts';
export type { Scheduled } from './hosts/sim/scheduler.ts';
export type { Pending, PendingTimer } from './hosts/sim/pending.ts';
export type { Signaling, SignalingPlace, SignalingServer } from './hosts/sim/signaling/signaling.ts';
export type { SignalingPort } from './hosts/sim/signaling/signaling-port.ts';
export type { ServerSocket } from './hosts/sim/signaling/connection.ts';
export type { MockSocketClasses } from './hosts/sim/signaling/mock-socket-bridge.ts';
export type { UntilOptions } from './hosts/sim/world-time.ts';
export type { Swarm, WorldSwarmOptions } from './testing/world-swarm.ts';
export type { FaultHandle } from './hosts/sim/fault-handle.ts';
export type { RuleDescription, RuleFunction, Verdict } from './hosts/sim/rules.ts';
export type { Ledger, LedgerEntry } from './hosts/sim/ledger.ts';

export { TraceRecorder, type TraceOptions } from './trace/recorder.ts';
export type * from './trace/entries.ts';
export { formatTimeline, type TimelineOptions } from './trace/timeline.ts';
export { describePacket } from './trace/packets/describe-packet.ts';
export type { PacketDescription, PacketKind } from './trace/packets/packet-description.ts';
export { describeDifference, diffTraces, type TraceDifference } from './trace/differences.ts';
export { internalsDumpOf, type InternalsDump } from './trace/internals/internals-dump.ts';
export { pcapngOf, type PcapngOptions } from './trace/pcapng/write-pcapng.ts';
export { readTrace } from './trace/read-trace.ts';

export interface SimulatedNetworkOptions extends WorldOptions {
  /** Records from the beginning what happens: `world.trace`. Default false; costs nothing while it is off. */
  readonly trace?: boolean | TraceOptions;
}

/** A machine of a simulated world that applications can run on: it has an RTCPeerConnection of its own. */
export class SimulatedPeerHost extends SimulatedHost {
  /** Like the global one, but every connection made with it lives on this host. */
  readonly RTCPeerConnection: typeof globalThis.RTCPeerConnection;
  readonly #family: Family;
  readonly #familyOf: FamilyMaker;

  constructor(parts: SimulatedHostParts, family: Family, trace: TraceRecorder) {
    super(parts);
    const watch = (): ConnectionWatcher | undefined => trace.watchConnection(parts.name);
    this.RTCPeerConnection = peerConnectionOn(this, family, { watch });
    this.#family = family;
    this.#familyOf = familiesOn(this, { watch });
  }

  /** What `navigator.mediaDevices` is on this host. */
  get mediaDevices(): MediaDevices {
    return mediaDevicesOn(this, this.#family);
  }

  /** The host's microphones, cameras, speakers and displays, for a test to plug in and out, to mute and to deny. */
  get fakeDevices(): FakeDevices {
    return devicesOf(this);
  }

  /** The interfaces built for a global object (a happy-dom or jsdom window, say), on this host. */
  interfacesFor(realm: Realm): Family {
    return this.#familyOf(realm);
  }

  /**
   * Installs the interfaces on a window, replacing what it has, so that what runs in it runs on this host. Returns the
   * function that puts everything back.
   */
  install(window: Realm & object): Uninstall {
    const family = this.interfacesFor(window);
    const uninstallInterfaces = installInterfaces(window, family as unknown as Interfaces, true);
    const uninstallDevices = installMediaDevices(window, () => mediaDevicesOn(this, family), true);
    return () => {
      uninstallDevices();
      uninstallInterfaces();
    };
  }
}

/** What a platform brings to the simulation. */
export interface SimulationPlatform {
  readonly family: Family;
  readonly crypto: NonNullable<WorldOptions['crypto']>;
  /** Default: that of the global object, as far as it has one. */
  readonly eventLoop?: NonNullable<WorldOptions['eventLoop']>;
  /** Sees each host before anybody else does. */
  readonly hostMade?: (host: SimulatedPeerHost) => void;
}

/** How much of the past a failure tells. */
const PAST_LINES = 40;

/** A world whose hosts have an RTCPeerConnection. */
export class SimulatedPeerNetwork extends ApplicationWorld<SimulatedPeerHost> {
  /** The recording of this world; empty until it is begun. */
  readonly trace: TraceRecorder;
  readonly #family: Family;
  readonly #hostMade: (host: SimulatedPeerHost) => void;
  readonly #hostNames = new Set<string>();

  constructor({ trace = false, ...options }: SimulatedNetworkOptions, platform: SimulationPlatform) {
    const { crypto, eventLoop } = platform;
    super({ crypto, ...(eventLoop && { eventLoop }), ...options });
    this.#family = platform.family;
    this.#hostMade = platform.hostMade ?? (() => undefined);
    this.trace = new TraceRecorder(this, typeof trace === 'object' ? trace : {});
    if (trace !== false) this.trace.start();
  }

  /** Begins to record, from now on. */
  record(): TraceRecorder {
    return this.trace.start();
  }

  /** As in every world; while this one is recorded, the Error ends with what happened last. */
  override until(predicate: () => boolean, options?: UntilOptions): Promise<void> {
    return this.#tellingThePast(super.until(predicate, options));
  }

  override settle(): Promise<void> {
    return this.#tellingThePast(super.settle());
  }

  /**
   * Lets the seed choose: the conditions of the links between the hosts that there are, and faults that begin and end
   * in the time to come. Throws a RangeError for an option out of range, an Error if there are not two hosts.
   */
  swarm(options: WorldSwarmOptions = {}): Swarm {
    return startSwarm(this, [...this.#hostNames], options);
  }

  protected override createHost(parts: SimulatedHostParts): SimulatedPeerHost {
    const host = new SimulatedPeerHost(parts, this.#family, this.trace);
    this.#hostNames.add(parts.name);
    this.#hostMade(host);
    return host;
  }

  #tellingThePast(reached: Promise<void>): Promise<void> {
    if (!this.trace.isRecording) return reached;
    return reached.catch((error: unknown) => {
      if (!(error instanceof UnreachedGoal)) throw error;
      const lines = formatTimeline(this.trace, { last: PAST_LINES });
      throw new UnreachedGoal(`${error.message}\n\nWhat happened last:\n${lines.join('\n')}`, { cause: error.cause });
    });
  }
}
