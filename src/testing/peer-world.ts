import type { SimulatedHost } from '../hosts/sim/simulated-host.ts';
import type { Signaling } from '../hosts/sim/signaling/signaling.ts';
import type { ApplicationWorld } from '../hosts/sim/application-world.ts';
import type { SimulatedNetworkOptions } from '../hosts/sim/simulated-network.ts';
import type { Nat } from '../hosts/sim/topology/nat.ts';

/** A host that applications can run on. */
export interface PeerHost extends SimulatedHost {
  readonly RTCPeerConnection: typeof globalThis.RTCPeerConnection;
}

export type PeerWorld<H extends PeerHost = PeerHost> = ApplicationWorld<H>;

/** What faults can reach. */
export interface Arena {
  readonly world: PeerWorld;
  readonly signaling: Signaling;
  /** The NAT that a host of the plan is behind. */
  natOf(host: string): Nat | undefined;
}

/** What exploration needs of the platform it runs on. */
export interface TestingPlatform<H extends PeerHost> {
  /** `watchHost` is called with each host that the world makes, before anybody else sees it. */
  createWorld(options: SimulatedNetworkOptions, watchHost: (host: H) => void): PeerWorld<H>;
  /**
   * Until the function returned is called, rejections that nobody handles and exceptions that nobody catches are told
   * to the listener, and to nobody else.
   */
  catchStrayErrors(listener: (error: unknown) => void): () => void;
}
