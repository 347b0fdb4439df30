import { expect, test } from 'vitest';
import type { SendOptions } from '../../src/sctp/types.ts';
import { type Message, SctpPair, SeededRandom, pattern } from './sctp-pair.ts';

/** Stream 0…2 are reliable and ordered, 3 reliable and unordered, 4 and 5 partially reliable. */
function optionsOf(streamId: number): SendOptions {
  if (streamId < 3) return { ordered: true };
  if (streamId === 3) return { ordered: false };
  return streamId === 4 ? { ordered: true, maxRetransmits: 1 } : { ordered: false, maxLifetimeMs: 80 };
}

/** The first byte of a message is its number on its stream, the rest follows from it. */
function isIntact({ streamId, data }: Message): boolean {
  const expected = pattern(data.length, streamId * 50 + data[0]);
  expected[0] = data[0];
  return Buffer.compare(expected, data) === 0;
}

function chaos(seed: number): void {
  const random = new SeededRandom(seed);
  const faults = {
    latencyMs: random.below(40),
    jitterMs: random.below(30),
    loss: random.below(25) / 100,
    duplicate: random.below(20) / 100,
    corrupt: random.below(5) / 100,
  };
  const options = {
    zeroChecksum: false,
    receiveWindowBytes: 20_000,
    maxPacketBytes: random.chance(0.3) ? 4000 : undefined,
  };
  const pair = SctpPair.connected(faults, options, seed);
  const counts = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < 20; i++) {
    const streamId = random.below(6);
    const length = 1 + random.below(random.chance(0.2) ? 6000 : 300);
    const data = pattern(length, streamId * 50 + counts[streamId]);
    data[0] = counts[streamId]++;
    pair.alice.association.send(streamId, 53, data, optionsOf(streamId), pair.now);
    if (random.chance(0.3)) pair.run(random.below(60));
  }
  pair.until(() => pair.alice.association.unackedDataChunks === 0 && queued(pair) === 0);
  pair.alice.association.resetStreams([0, 4], pair.now);
  pair.alice.association.send(0, 53, pattern(200, 77), { ordered: true }, pair.now);
  pair.alice.association.send(4, 53, pattern(2000, 77), { ordered: true }, pair.now);
  pair.until(() => pair.bob.messages.filter(isAfterReset).length === 2);
  // Healed, it must converge.
  Object.assign(pair.faults, { loss: 0, corrupt: 0, duplicate: 0 });
  pair.run(500);
  for (let streamId = 0; streamId < 6; streamId++) {
    const got = pair.bob.messages.filter((message) => message.streamId === streamId && !isAfterReset(message));
    expect(got.every(isIntact)).toBe(true);
    const numbers = got.map(({ data }) => data[0]);
    const sorted = [...numbers].sort((a, b) => a - b);
    expect(new Set(numbers).size).toBe(numbers.length);
    if (streamId < 4) expect(sorted).toEqual(Array.from({ length: counts[streamId] }, (_, i) => i));
    if (streamId !== 3 && streamId !== 5) expect(numbers).toEqual(sorted);
  }
}

/** What was sent on a stream that was reset before. */
function isAfterReset({ data }: Message): boolean {
  return data[0] === 77;
}

function queued(pair: SctpPair): number {
  let bytes = 0;
  for (let streamId = 0; streamId < 6; streamId++) bytes += pair.alice.association.bufferedBytes(streamId);
  return bytes;
}

test.each(Array.from({ length: 10 }, (_, i) => i * 50))(
  'fifty chaotic networks from seed %i keep every promise',
  (first) => {
    for (let seed = first; seed < first + 50; seed++) {
      try {
        chaos(seed);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  },
);
