import { portableCrypto } from '../../crypto/portable-crypto.ts';
import type { Host } from '../../ports/host.ts';
import { SimulatedNetwork } from '../sim/simulated-network.ts';
import { WebRandom } from './web-random.ts';

export interface WebHostOptions {
  /** The network it is on, best one in `ambient` time. Default: the one LAN of this page, without latency or loss. */
  readonly lan?: SimulatedNetwork;
  /** Its name there. Default: page-1, page-2, … */
  readonly name?: string;
}

/**
 * A host inside a browser page, which has no sockets: the network is a simulated LAN that all hosts of the page share,
 * time is the page's, randomness the browser's. Peers of one page reach each other and nobody else.
 */
export function createWebHost(options: WebHostOptions = {}): Host {
  const lan = options.lan ?? pageLan();
  const { clock, network } = lan.host(options.name ?? `page-${++hostCount}`);
  return { clock, network, random: new WebRandom(), crypto: portableCrypto };
}

let hostCount = 0;
let sharedLan: SimulatedNetwork | undefined;

function pageLan(): SimulatedNetwork {
  sharedLan ??= new SimulatedNetwork({ time: 'ambient' });
  return sharedLan;
}
