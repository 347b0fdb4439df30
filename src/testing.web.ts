/** twinrtc's exploration of scenarios in a browser page. */
import { platform } from './sim-platform.web.ts';
import { testingOn } from './testing.ts';

export * from './testing.ts';

export const { explore, replay, checkDeterminism, snapshot } = testingOn({
  simulation: platform,

  catchStrayErrors(listener) {
    const onError = (event: ErrorEvent): void => tell(event, event.error);
    const onRejection = (event: PromiseRejectionEvent): void => tell(event, event.reason);
    const tell = (event: Event, error: unknown): void => {
      event.preventDefault();
      listener(error);
    };
    addEventListener('error', onError);
    addEventListener('unhandledrejection', onRejection);
    return () => {
      removeEventListener('error', onError);
      removeEventListener('unhandledrejection', onRejection);
    };
  },
});
