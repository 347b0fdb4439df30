import { existsSync } from 'node:fs';

/** Seen from here, among the sources, or in one of two directories of the built package. */
const PLACES = ['./worker.ts', './explore-worker.js', '../explore-worker.js'];

/** The module that threads run. */
export function workerModule(): URL {
  const places = PLACES.map((place) => new URL(place, import.meta.url));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`the module of the threads is not beside ${import.meta.url}`);
  return found;
}
