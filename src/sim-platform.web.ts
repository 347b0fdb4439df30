/** What a page brings to the simulation: portable crypto. */
import { portableCrypto } from './crypto/portable-crypto.ts';
import { interfacesFor } from './index.web.ts';
import type { SimulationPlatform } from './sim.ts';

export const platform: SimulationPlatform = { family: interfacesFor(globalThis), crypto: portableCrypto };
