/** What exploration stands on in a browser page. */
import { platform } from './sim-platform.web.ts';
import { SimulatedPeerNetwork, type SimulatedPeerHost } from './sim.ts';
import type { TestingPlatform } from './testing/peer-world.ts';

export const testingPlatform: TestingPlatform<SimulatedPeerHost> = {
  createWorld: (options, hostMade) => new SimulatedPeerNetwork(options, { ...platform, hostMade }),

  catchStrayErrors(listener) {
    const tell = (event: Event, error: unknown): void => {
      event.preventDefault();
      listener(error);
    };
    const onError = (event: ErrorEvent): void => tell(event, event.error);
    const onRejection = (event: PromiseRejectionEvent): void => tell(event, event.reason);
    addEventListener('error', onError);
    addEventListener('unhandledrejection', onRejection);
    return () => {
      removeEventListener('error', onError);
      removeEventListener('unhandledrejection', onRejection);
    };
  },
};
