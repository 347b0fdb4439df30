import { expect, test } from 'vitest';
import { internalsDumpOf, SimulatedNetwork, type InternalsDump, type TraceRecorder } from '../../../src/sim.node.ts';
import { isoTime } from '../../../src/trace/internals/iso-time.ts';
import { negotiate, twoPeers } from '../../support/two-peers.ts';

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
  expect(
    log.find((line) => line.startsWith('icecandidate sdpMid: , sdpMLineIndex: , candidate: candidate:')),
  ).toBeDefined();
  expect(
    log.find((line) => line.startsWith('addIceCandidate sdpMid: 0, sdpMLineIndex: 0, candidate: candidate:')),
  ).toBeDefined();
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
  expect(stats['P-dataChannelsOpened']!.values).toMatch(/^\[1,.*1\]$/);
  expect(stats['P-dataChannelsClosed']!.values).toMatch(/^\[0,/);
});

/**
 * What those who read such dumps do with a line: a value in braces is JSON, one with a description in it has a type and
 * SDP, and of a candidate the third item is taken to pieces. Lines are sorted by `timestamp`, or by `time` parsed.
 */
function readLines(connection: InternalsDump['PeerConnections'][string]): string[] {
  return connection.updateLog.map(({ type, value, time, timestamp }) => {
    expect(new Date(time).getTime()).toBe(Math.floor(timestamp));
    if (value.startsWith('{')) JSON.parse(value);
    if (value.includes(', sdp: ')) expect(value).toMatch(/^type: (offer|answer|pranswer|rollback), sdp: /);
    if (value === '' || (type !== 'icecandidate' && type !== 'addIceCandidate')) return type;
    const [mid, index, candidate] = value.split(', ');
    expect([mid, index].map((item) => item.split(': ')[0])).toEqual(['sdpMid', 'sdpMLineIndex']);
    const words = candidate.slice('candidate: '.length).split(' ');
    expect([words[2], words[6]]).toEqual(['udp', 'typ']);
    return `${type} ${words[7]}`;
  });
}

test('importers find what they take to pieces, whatever an application calls its channels and adds as candidates', async () => {
  const world = new SimulatedNetwork({ seed: 2, latencyMs: 10, trace: true });
  const [alice, bob] = ['alice', 'bob'].map((name) => new (world.host(name).RTCPeerConnection)());
  const labels = ['{not json', 'a, sdp: b', '"quoted": x', ''];
  for (const label of labels) alice.createDataChannel(label);
  await negotiate(alice, bob);
  for (const candidate of ['nonsense', 'candidate:1 1 udp', ''])
    await alice.addIceCandidate({ candidate, sdpMid: '0' }).catch(() => undefined);
  await alice.addIceCandidate(null);
  await bob.setRemoteDescription({ type: 'answer', sdp: '{}' }).catch(() => undefined);
  await world.until(() => alice.connectionState === 'connected');
  await world.advance(2500);
  alice.close();
  await world.advance(2000);
  const dump = internalsDumpOf(world.trace);
  world.close();
  const [alices, bobs] = Object.values(dump.PeerConnections).map(readLines);
  expect(alices.filter((line) => line.startsWith('icecandidate '))).toEqual(['icecandidate host']);
  expect(alices.filter((line) => line === 'addIceCandidateOnFailure')).toHaveLength(2);
  expect(bobs).toContain('addIceCandidate host');
  const lastLine = dump.PeerConnections['bob-1']!.updateLog.at(-1)!;
  expect(dump.timestamp).toBeGreaterThanOrEqual(lastLine.timestamp);
  const { stats } = dump.PeerConnections['alice-1']!;
  expect([stats['T01-dtlsState'], stats['T01-iceState']].map((one) => JSON.parse(one!.values).at(-1))).toEqual([
    'closed',
    'closed',
  ]);
  expect(JSON.parse(stats['P-dataChannelsClosed']!.values).at(-1)).toBe(labels.length);
  expect(labels.map((_, index) => JSON.parse(stats[`D${index + 1}-label`]!.values)[0])).toEqual(labels);
});

test('times are ISO 8601', () => {
  for (const unixMs of [0, 951_782_399_999, 1_735_689_600_123, 4_102_444_799_000]) {
    expect(isoTime(unixMs)).toBe(new Date(unixMs).toISOString());
  }
});
