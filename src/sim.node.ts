/** twinrtc's simulated network in Node: native crypto, with signatures that repeat. */
import { closeForExit, explainAtExit } from './hosts/node/exit-report.ts';
import { platform } from './sim-platform.node.ts';
import { SimulatedPeerNetwork, type SimulatedNetworkOptions } from './sim.ts';

export * from './sim.ts';

/** A world of hosts and links in which nothing is real and everything repeats: same seed, same calls, same bytes. */
export class SimulatedNetwork extends SimulatedPeerNetwork {
  constructor(options: SimulatedNetworkOptions = {}) {
    super(options, platform);
    explainAtExit(this);
  }

  override close(): void {
    closeForExit(this);
    super.close();
  }
}
