/** What Node brings to the simulation: native crypto, with signatures that repeat, and an event loop that nobody fakes. */
import { createNodeCrypto } from './hosts/node/node-crypto.ts';
import { nodeEventLoop } from './hosts/node/node-event-loop.ts';
import { interfacesFor } from './index.node.ts';
import type { SimulationPlatform } from './sim.ts';

export const platform: SimulationPlatform = {
  family: interfacesFor(globalThis),
  crypto: createNodeCrypto({ deterministic: true }),
  eventLoop: nodeEventLoop,
};
