/**
 * A vitest environment: happy-dom's window with WebRTC in it, which happy-dom lacks. The interfaces are built on the
 * window's own `EventTarget` and `Event`; by default connections run over real UDP of this machine.
 *
 * `environmentOptions: { twinrtc: { network: 'simulated', seed: 7 } }` puts the window on a host of a simulated world
 * instead, which tests reach as the global `simulatedNetwork`. The options of happy-dom are passed on to it.
 */
import { builtinEnvironments, type Environment } from 'vitest/environments';
import { installInterfaces } from '../polyfill/install-interfaces.ts';
import { interfacesFor } from '../src/index.node.ts';
import { SimulatedNetwork, type SimulatedNetworkOptions } from '../src/sim.node.ts';

export interface TwinrtcEnvironmentOptions extends SimulatedNetworkOptions {
  /** Default 'real'. */
  readonly network?: 'real' | 'simulated';
}

const environment: Environment = {
  name: 'twinrtc',
  viteEnvironment: 'client',
  async setup(global: typeof globalThis, options: { readonly twinrtc?: TwinrtcEnvironmentOptions }) {
    const page = await builtinEnvironments['happy-dom'].setup(global, options);
    const { network = 'real', ...worldOptions } = options.twinrtc ?? {};
    const world = network === 'simulated' ? new SimulatedNetwork(worldOptions) : undefined;
    const family = world?.host('window').interfacesFor(global) ?? interfacesFor(global);
    const uninstall = installInterfaces(global, { ...family, ...(world && { simulatedNetwork: world }) }, true);
    return {
      async teardown() {
        uninstall();
        world?.close();
        await page.teardown(global);
      },
    };
  },
};

export default environment;
