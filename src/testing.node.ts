/** twinrtc's exploration of scenarios in Node. */
import { platform } from './sim-platform.node.ts';
import { testingOn } from './testing.ts';

export * from './testing.ts';

const STRAY_ERROR_EVENTS = ['unhandledRejection', 'uncaughtException'] as const;

export const { explore, replay, checkDeterminism, snapshot } = testingOn({
  simulation: platform,

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
});
