import { createInstall } from '../../../polyfill/install.ts';
import { mediaFacesOf } from '../../../src/api/index.ts';
import { devicesOf, familiesOn, mediaDevicesOn } from '../../../src/families.ts';
import { createNodeHost } from '../../../src/hosts/node/node-host.ts';
import { SimulatedNetwork } from '../../../src/sim.node.ts';
import { installFrames } from './frames.mjs';
import { connectMedia } from './media.mjs';

/** Puts the library on the window, over real UDP or on a machine of a simulated network. */
export function installImplementation(page, hostName) {
  const host = hostName === 'real' ? createNodeHost() : new SimulatedNetwork({ seed: 1 }).host('page');
  const interfacesFor = familiesOn(host);
  const family = interfacesFor(globalThis);
  createInstall(interfacesFor, () => mediaDevicesOn(host, family))(globalThis, { force: true });
  installFrames(page.dom, createInstall(interfacesFor));
  // A user who is asked each time: what was granted is granted once, so that it exposes nothing else.
  devicesOf(host).permissionOf = (name) => (page.permissions.stateOf(name) === 'denied' ? 'denied' : 'prompt');
  connectMedia(page, host, mediaFacesOf(family));
}
