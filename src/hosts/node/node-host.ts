import type { Host } from '../../ports/host.ts';
import { createNodeClock } from './node-clock.ts';
import { createNodeCrypto } from './node-crypto.ts';
import { NodeNetwork, type NodeNetworkOptions } from './node-network.ts';
import { NodeRandom } from './node-random.ts';

export interface NodeHostOptions extends NodeNetworkOptions {}

/** The real world under Node: UDP and TCP of this machine, its clock, OpenSSL's cryptography. */
export function createNodeHost(options: NodeHostOptions = {}): Host {
  const clock = createNodeClock();
  return {
    clock,
    network: new NodeNetwork(clock, options),
    random: new NodeRandom(),
    crypto: createNodeCrypto(),
  };
}
