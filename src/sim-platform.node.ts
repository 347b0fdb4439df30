/** What Node brings to the simulation: native crypto, with signatures that repeat. */
import { createNodeCrypto } from './hosts/node/node-crypto.ts';
import { interfacesFor } from './index.node.ts';
import type { SimulationPlatform } from './sim.ts';

export const platform: SimulationPlatform = {
  family: interfacesFor(globalThis),
  crypto: createNodeCrypto({ deterministic: true }),
};
