import { describe, expect, test } from 'vitest';
import { RELIABLE, SctpPair, pattern } from './sctp-pair.ts';

describe('path MTU', () => {
  test('nothing is probed until there is more to send than a packet takes', () => {
    const pair = SctpPair.connected({ latencyMs: 1 }, { maxPacketBytes: 16_000 });
    for (let i = 0; i < 20; i++) {
      pair.alice.association.send(1, 53, pattern(500), RELIABLE, pair.now);
      pair.run(100);
    }
    expect(Math.max(...pair.sent.map(({ packet }) => packet.length))).toBeLessThan(1000);
    expect(pair.alice.association.mtuBytes).toBe(1188);
  });

  test('the maximum is tried first, and taken when it passes', () => {
    const pair = busyPair({ latencyMs: 1 }, { maxPacketBytes: 16_000 });
    pair.run(10);
    expect(pair.alice.association.mtuBytes).toBe(16_000);
    pair.alice.association.send(1, 53, pattern(64_000), RELIABLE, pair.now);
    pair.run(50);
    expect(Math.max(...pair.sent.map(({ packet }) => packet.length))).toBe(16_000);
    expect(pair.bob.messages[1].data.length).toBe(64_000);
  });

  test('a smaller path is found by halving, and data flows meanwhile', () => {
    const pair = SctpPair.connected({ latencyMs: 5, maxPacketBytes: 4321 }, { maxPacketBytes: 16_000 });
    pair.alice.association.send(1, 53, pattern(100_000), RELIABLE, pair.now);
    pair.until(() => pair.bob.messages.length === 1, 200);
    pair.run(20_000);
    expect(pair.alice.association.mtuBytes).toBeGreaterThan(4321 - 40);
    expect(pair.alice.association.mtuBytes).toBeLessThanOrEqual(4321);
    expect(pair.alice.closed).toBeUndefined();
    expect(pair.alice.association.counters.chunksRetransmitted).toBe(0);
  });

  test('lost probes are no errors of the path', () => {
    const pair = busyPair({ latencyMs: 5, maxPacketBytes: 1200 }, { maxPacketBytes: 60_000 });
    pair.run(120_000);
    expect(pair.alice.association.state).toBe('established');
    expect(pair.alice.association.mtuBytes).toBe(1188);
    expect(pair.alice.association.isQuiet).toBe(true);
  });

  test('each size is probed three times', () => {
    const pair = busyPair({ latencyMs: 5, maxPacketBytes: 2000 }, { maxPacketBytes: 16_000 });
    pair.run(20_000);
    const largest = pair.sent.filter(({ from, packet }) => from === 'alice' && packet.length === 16_000);
    expect(largest.length).toBe(3);
  });

  test('when large packets begin to vanish, new data goes in small ones', () => {
    const pair = busyPair({ latencyMs: 5 }, { maxPacketBytes: 16_000 });
    pair.run(50);
    pair.faults.maxPacketBytes = 1500;
    pair.alice.association.send(1, 53, pattern(10_000), { ordered: true, maxLifetimeMs: 3000 }, pair.now);
    pair.until(() => pair.alice.association.mtuBytes === 1188);
    pair.alice.association.send(2, 53, pattern(10_000), RELIABLE, pair.now);
    pair.until(() => pair.bob.messages.length === 2);
    expect(pair.bob.messages[1].streamId).toBe(2);
  });

  test('after ten minutes the search is repeated', () => {
    const pair = busyPair({ latencyMs: 5, maxPacketBytes: 1500 }, { maxPacketBytes: 4000 });
    pair.run(60_000);
    expect(pair.alice.association.mtuBytes).toBeLessThan(1500);
    pair.faults.maxPacketBytes = undefined;
    pair.run(600_000);
    expect(pair.alice.association.mtuBytes).toBe(4000);
  });
});

/** Connected, and with more to send than a packet takes: what sets the search going. */
function busyPair(...[faults, options]: Parameters<typeof SctpPair.connected>): SctpPair {
  const pair = SctpPair.connected(faults, options);
  pair.alice.association.send(0, 53, pattern(3000), RELIABLE, pair.now);
  return pair;
}
