/** Two peers with the specification's perfect negotiation agree in the end, whatever they do and when. */
import assert from 'node:assert/strict';
import { negotiatingLife } from '../support/negotiating-life.ts';

export async function perfectNegotiation(lives: number): Promise<string> {
  let collisions = 0;
  for (let seed = 1; seed <= lives; seed++) {
    const outcome = await negotiatingLife(seed).catch((error: unknown) =>
      assert.fail(`seed ${seed}: ${String(error)}`),
    );
    assert.deepEqual([outcome.errors, outcome.disagreements], [[], []], `seed ${seed}`);
    collisions += outcome.collisions;
  }
  return `${lives} lives, ${collisions} offers that collided: no error, and the peers agreed every time`;
}
