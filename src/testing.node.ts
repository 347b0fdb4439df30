/** twinrtc's exploration of scenarios in Node. */
import { exploreFile } from './cli/exploration/explore-file.ts';
import type { Exploration, ExploreOptions, Scenario } from './testing.ts';
import { testingOn } from './testing/testing-on.ts';
import { testingPlatform } from './testing-platform.node.ts';

export * from './testing.ts';

const testing = testingOn(testingPlatform);
export const { replay, checkDeterminism, snapshot } = testing;

export interface JobOptions extends ExploreOptions {
  /** How many threads share the seeds. Default: one for each core. */
  readonly jobs?: number;
}

/**
 * Plays the scenario once per seed, each time in another world with other faults, and rejects with an ExplorationError
 * for the first seed that breaks a promise: with a line that repeats it and the smallest schedule that does, as a test.
 * A scenario given by its file's URL (its default export) is played by several threads. Throws a RangeError for options
 * out of range.
 */
export function explore(scenario: Scenario, options: ExploreOptions): Promise<Exploration>;
export function explore(scenario: URL, options: JobOptions): Promise<Exploration>;
export function explore(scenario: Scenario | URL, options: JobOptions): Promise<Exploration> {
  if (scenario instanceof URL) return exploreFile(scenario, options);
  return testing.explore(scenario, options);
}
