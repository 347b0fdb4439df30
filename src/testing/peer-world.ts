import type { SimulatedHost } from '../hosts/sim/simulated-host.ts';
import type { SimulatedNetwork, SimulatedNetworkOptions } from '../hosts/sim/simulated-network.ts';

/** A host that applications can run on. */
export interface PeerHost extends SimulatedHost {
  readonly RTCPeerConnection: typeof globalThis.RTCPeerConnection;
}

export type PeerWorld<H extends PeerHost = PeerHost> = SimulatedNetwork<H>;

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
