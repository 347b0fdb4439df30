/** Reliable channels stay reliable, and unreliable ones keep their promises, on many seeds of a bad link. */
import assert from 'node:assert/strict';
import { badPeers, range } from '../support/two-peers.ts';

const MESSAGES = 20;
const expected = range(MESSAGES).map(String);

export async function lossy(seeds: number): Promise<string> {
  let dropped = 0;
  for (let seed = 0; seed < seeds; seed++) {
    dropped += await reliable(seed, { ordered: true });
    dropped += await reliable(seed, { ordered: false });
    await withoutRetransmissions(seed);
  }
  return `${seeds} seeds × 3 channels, ${dropped} packets dropped on the reliable ones: nothing lost, doubled or late`;
}

async function reliable(seed: number, { ordered }: { ordered: boolean }): Promise<number> {
  const { world, alice, bob, end } = await badPeers(seed, { ordered });
  const arrived: string[] = [];
  bob.channel.onmessage = ({ data }) => arrived.push(data as string);
  for (const text of expected) alice.channel.send(text);
  await world.until(() => arrived.length >= MESSAGES, { timeoutMs: 3_600_000 });
  if (!ordered) arrived.sort((a, b) => Number(a) - Number(b));
  assert.deepEqual(arrived, expected, `seed ${seed}, ordered ${ordered}`);
  const { dropped } = world.ledger;
  end();
  return dropped;
}

async function withoutRetransmissions(seed: number): Promise<void> {
  const { world, alice, bob, end } = await badPeers(seed, { maxRetransmits: 0 });
  const arrived: number[] = [];
  bob.channel.onmessage = ({ data }) => arrived.push(Number(data));
  for (const text of expected) {
    alice.channel.send(text);
    await world.advance(50);
  }
  await world.advance(20_000);
  const inOrder = [...new Set(arrived)].sort((a, b) => a - b);
  assert.deepEqual(arrived, inOrder, `seed ${seed}: doubled or out of order`);
  end();
}
