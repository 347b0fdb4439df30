/** Many lives from one seed have one hash, on every version of Node; another seed has another. */
import assert from 'node:assert/strict';
import { hashOfOneLife } from '../support/one-scenario.ts';

export async function determinism(runs: number): Promise<string> {
  const hash = await hashOfOneLife(7);
  for (let run = 1; run < runs; run++) assert.equal(await hashOfOneLife(7), hash, `run ${run} differs`);
  const other = await hashOfOneLife(8);
  assert.notEqual(other, hash);
  return `${runs} lives of seed 7: ${hash.slice(0, 16)}; seed 8: ${other.slice(0, 16)}; Node ${process.version}`;
}
