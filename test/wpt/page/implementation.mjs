import { install } from '../../../polyfill/install.node.ts';
import { SimulatedNetwork } from '../../../src/sim.node.ts';

/** Puts the library on the window, over real UDP or on a machine of a simulated network. */
export function installImplementation(page, host) {
  if (host === 'real') install(globalThis, { force: true });
  else new SimulatedNetwork({ seed: 1 }).host('page').install(globalThis);
}
