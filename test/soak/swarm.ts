/** Many runs of one seed of a five-peer swarm have one hash, on every version of Node; another seed has another. */
import assert from 'node:assert/strict';
import { hashOfSwarm } from '../support/swarm-hash.ts';

export async function swarm(runs: number): Promise<string> {
  const hash = await hashOfSwarm(7);
  for (let run = 1; run < runs; run++) assert.equal(await hashOfSwarm(7), hash, `run ${run} differs`);
  const other = await hashOfSwarm(8);
  assert.notEqual(other, hash);
  return `${runs} swarms of seed 7: ${hash}; seed 8: ${other}; Node ${process.version}`;
}
