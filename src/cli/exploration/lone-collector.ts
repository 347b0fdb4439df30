import { setFlagsFromString } from 'node:v8';

/**
 * From now on a thread collects its young garbage alone. V8 would have other threads help it, at a fifth more of processor
 * time in all; where each core has a thread that explores, nobody is idle who could.
 */
export function collectWithoutHelpers(): void {
  setFlagsFromString('--no-parallel-scavenge');
}
