import { expect, test } from 'vitest';
import { internalsDumpOf, type TraceRecorder } from '../../../src/sim.node.ts';
import { isoTime } from '../../../src/trace/internals/iso-time.ts';
import { twoPeers } from '../../support/two-peers.ts';

async function recorded(): Promise<TraceRecorder> {
  const { world, alice, end } = await twoPeers({ seed: 2, latencyMs: 10, trace: true });
  for (let i = 0; i < 5; i++) alice.channel.send(`message ${i}`);
  await world.advance(3500);
  alice.connection.close();
  end();
  return world.trace;
}

test('each connection has its log, in the words of webrtc-internals', async () => {
  const { PeerConnections } = internalsDumpOf(await recorded());
  expect(Object.keys(PeerConnections)).toEqual(['alice-1', 'bob-1']);
  const { updateLog, rtcConfiguration } = PeerConnections['alice-1']!;
  expect(JSON.parse(rtcConfiguration)).toMatchObject({ iceTransportPolicy: 'all' });
  const log = updateLog.map(({ type, value }) => `${type} ${value}`);
  expect(log).toContain('signalingstatechange have-local-offer');
  expect(log).toContain('connectionstatechange connected');
  expect(log).toContain('setRemoteDescriptionOnSuccess ');
  expect(log.find((line) => line.startsWith('setRemoteDescription type: answer, sdp: v=0'))).toBeDefined();
  expect(log.find((line) => line.startsWith('icecandidate candidate: candidate:'))).toBeDefined();
  expect(log.find((line) => line.startsWith('createDataChannel label: test, '))).toBeDefined();
  expect(log).toContain('close ');
  expect(updateLog[0]!.time).toBe('2025-01-01T00:00:00.000Z');
});

test('stats are series of equal length with timestamps, a sample a second', async () => {
  const { stats } = internalsDumpOf(await recorded()).PeerConnections['bob-1']!;
  const timestamps = JSON.parse(stats['T01-timestamp']!.values) as number[];
  expect(timestamps.slice(0, 3).map((time) => time - Date.UTC(2025, 0, 1))).toEqual([1000, 2000, 3000]);
  for (const [name, { values, statsType }] of Object.entries(stats)) {
    if (statsType === 'transport') expect(JSON.parse(values), name).toHaveLength(timestamps.length);
  }
  const received = JSON.parse(stats['T01-bytesReceived']!.values) as number[];
  expect(received[0]).toBeGreaterThan(1000);
  expect(received).toEqual([...received].sort((a, b) => a - b));
  expect(stats['D1-messagesReceived']!.values).toMatch(/5\]$/);
  expect(stats['T01-dtlsState']!.statsType).toBe('transport');
});

test('times are ISO 8601', () => {
  for (const unixMs of [0, 951_782_399_999, 1_735_689_600_123, 4_102_444_799_000]) {
    expect(isoTime(unixMs)).toBe(new Date(unixMs).toISOString());
  }
});
