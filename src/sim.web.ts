/** twinrtc's simulated network in a browser page: portable crypto. */
import { platform } from './sim-platform.web.ts';
import { SimulatedPeerNetwork, type SimulatedNetworkOptions } from './sim.ts';

export * from './sim.ts';

/** A world of hosts and links in which nothing is real and everything repeats: same seed, same calls, same bytes. */
export class SimulatedNetwork extends SimulatedPeerNetwork {
  constructor(options: SimulatedNetworkOptions = {}) {
    super(options, platform);
  }
}
