import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { hasPassed, readResults } from './results.mjs';

/** The names of all subtests, which compact results refer to by position. */
const UNIVERSE = 'universe.json';

/** Runs of several implementations, counted over the same subtests: every one that any of them has shown. */
export class Comparison {
  /** @param {readonly import('./results.mjs').Results[]} runs */
  constructor(runs, universe = {}) {
    this.runs = runs;
    /** @type {Map<string, Set<string>>} */
    this.subtests = new Map();
    for (const [id, names] of Object.entries(universe)) this.#add(id, names);
    for (const { files } of runs) for (const [id, { s }] of Object.entries(files)) this.#add(id, Object.keys(s));
  }

  #add(id, names) {
    const known = this.subtests.get(id) ?? new Set();
    for (const name of names) known.add(name);
    this.subtests.set(id, known);
  }

  /** Ids of the tests of a directory, or of all. */
  testsIn(directory) {
    const ids = [...this.subtests.keys()].sort();
    return directory === undefined ? ids : ids.filter((id) => id.startsWith(`${directory}/`));
  }

  get directories() {
    return [...new Set(this.testsIn().map((id) => id.split('/')[0]))];
  }

  total(ids) {
    return ids.reduce((sum, id) => sum + this.subtests.get(id).size, 0);
  }

  passed(run, ids) {
    return ids.reduce((sum, id) => sum + this.#namesOf(id).filter((name) => hasPassed(run, id, name)).length, 0);
  }

  /** `[id, names]` of what one run passes and another does not. */
  missing(reference, run) {
    const pairs = this.testsIn().map((id) => [
      id,
      this.#namesOf(id).filter((name) => hasPassed(reference, id, name) && !hasPassed(run, id, name)),
    ]);
    return pairs.filter(([, names]) => names.length > 0);
  }

  #namesOf(id) {
    return [...this.subtests.get(id)];
  }
}

/** What browsers and peers did on the same files, if somebody has measured it: a folder of results. */
export function readBaselines(directory) {
  if (!existsSync(directory)) return { runs: [], universe: {} };
  const universe = JSON.parse(readFileSync(path.join(directory, UNIVERSE), 'utf8'));
  const files = readdirSync(directory).filter((name) => name.endsWith('.json') && name !== UNIVERSE);
  const runs = files.sort().map((name) => readResults(path.join(directory, name), universe));
  return { runs, universe };
}
