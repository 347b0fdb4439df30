/** What exploration stands on in Node. */
import { platform } from './sim-platform.node.ts';
import { SimulatedPeerNetwork, type SimulatedPeerHost } from './sim.ts';
import type { TestingPlatform } from './testing/peer-world.ts';

const STRAY_ERROR_EVENTS = ['unhandledRejection', 'uncaughtException'] as const;

export const testingPlatform: TestingPlatform<SimulatedPeerHost> = {
  createWorld: (options, hostMade) => new SimulatedPeerNetwork(options, { ...platform, hostMade }),

  catchStrayErrors(listener) {
    const others = STRAY_ERROR_EVENTS.map((event) => [event, process.rawListeners(event)] as const);
    for (const event of STRAY_ERROR_EVENTS) process.removeAllListeners(event).on(event, listener);
    return () => {
      for (const [event, listeners] of others) {
        process.removeListener(event, listener);
        for (const other of listeners) process.on(event, other as never);
      }
    };
  },
};
