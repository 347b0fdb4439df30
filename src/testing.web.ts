/** twinrtc's exploration of scenarios in a browser page. */
import { testingOn } from './testing/testing-on.ts';
import { testingPlatform } from './testing-platform.web.ts';

export * from './testing.ts';

export const { explore, replay, checkDeterminism, snapshot } = testingOn(testingPlatform);
