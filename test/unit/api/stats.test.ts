import { describe, expect, test } from 'vitest';
import { connectedPair, fakeWorld, tasks } from '../../support/fake-peers.ts';

type Stats = RTCStats & Record<string, unknown>;

function ofType(report: RTCStatsReport, type: string): Stats[] {
  return [...report.values()].filter((stats) => stats.type === type);
}

describe('getStats', () => {
  test('links transport, pair, candidates, certificates and channel', async () => {
    const { alice, near, far } = await connectedPair();
    near.send('12345');
    far.send(new Uint8Array(3));
    await tasks();
    const report = await alice.getStats();
    const [transport] = ofType(report, 'transport');
    expect(transport).toMatchObject({
      dtlsState: 'connected',
      iceState: 'connected',
      iceRole: 'controlling',
      selectedCandidatePairChanges: 1,
      bytesSent: 100,
    });
    const pair = report.get(transport.selectedCandidatePairId as string);
    expect(pair).toMatchObject({
      type: 'candidate-pair',
      state: 'succeeded',
      nominated: true,
      totalRoundTripTime: 0.02,
    });
    expect(pair.transportId).toBe(transport.id);
    expect(report.get(pair.localCandidateId)).toMatchObject({ type: 'local-candidate', candidateType: 'host' });
    expect(report.get(pair.remoteCandidateId)).toMatchObject({ type: 'remote-candidate', protocol: 'udp' });
    for (const side of ['local', 'remote']) {
      expect(report.get(transport[`${side}CertificateId`] as string)).toMatchObject({
        type: 'certificate',
        fingerprintAlgorithm: 'sha-256',
        fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      });
    }
    expect(ofType(report, 'data-channel')).toMatchObject([
      { label: 'test', state: 'open', messagesSent: 1, bytesSent: 5, messagesReceived: 1, bytesReceived: 3 },
    ]);
    expect(ofType(report, 'peer-connection')).toMatchObject([{ dataChannelsOpened: 1, dataChannelsClosed: 0 }]);
  });

  test('gives certificates that match their fingerprints', async () => {
    const { alice } = await connectedPair();
    const { createHash } = await import('node:crypto');
    for (const { base64Certificate, fingerprint } of ofType(await alice.getStats(), 'certificate')) {
      const der = Buffer.from(base64Certificate as string, 'base64');
      expect(createHash('sha256').update(der).digest('hex')).toBe(
        (fingerprint as string).replaceAll(':', '').toLowerCase(),
      );
    }
  });

  test('keeps ids from report to report and keeps them apart between connections', async () => {
    const { alice, bob } = await connectedPair();
    const ids = async (pc: typeof alice) => [...(await pc.getStats()).keys()];
    expect(await ids(alice)).toEqual(await ids(alice));
    const others = await ids(bob);
    expect((await ids(alice)).filter((id) => others.includes(id))).toEqual([]);
  });

  test('stamps all records with one time', async () => {
    const { alice } = await connectedPair();
    const times = new Set([...(await alice.getStats()).values()].map(({ timestamp }) => timestamp));
    expect(times.size).toBe(1);
    expect(Math.abs([...times][0] - Date.now())).toBeLessThan(5000);
  });

  test('counts the channels that opened and those that left that state', async () => {
    const { alice, near } = await connectedPair();
    near.close();
    expect(ofType(await alice.getStats(), 'peer-connection')).toMatchObject([
      { dataChannelsOpened: 1, dataChannelsClosed: 1 },
    ]);
    await tasks();
    expect(ofType(await alice.getStats(), 'peer-connection')).toMatchObject([
      { dataChannelsOpened: 1, dataChannelsClosed: 1 },
    ]);
  });

  test('works on a closed connection', async () => {
    const { alice } = await connectedPair();
    alice.close();
    expect(ofType(await alice.getStats(), 'transport')).toMatchObject([{ dtlsState: 'closed', iceState: 'closed' }]);
  });

  test('refuses a selector that is not sent or received, or more than once', async () => {
    const { RTCPeerConnection } = fakeWorld();
    const pc = new RTCPeerConnection();
    const { track } = new RTCPeerConnection().addTransceiver('audio').receiver;
    await expect(pc.getStats(track)).rejects.toMatchObject({ name: 'InvalidAccessError' });
    pc.addTransceiver(track);
    expect((await pc.getStats(track)).size).toBe(0);
    pc.addTransceiver(track);
    await expect(pc.getStats(track)).rejects.toMatchObject({ name: 'InvalidAccessError' });
    await expect(pc.getStats({} as never)).rejects.toThrow(TypeError);
    // The connection, and the one source that two senders share.
    expect((await pc.getStats(null)).size).toBe(2);
  });
});

describe('RTCStatsReport', () => {
  test('is a read-only map', async () => {
    const { RTCPeerConnection, RTCStatsReport } = fakeWorld();
    const report = await new RTCPeerConnection().getStats();
    expect(report).toBeInstanceOf(RTCStatsReport);
    expect(RTCStatsReport.prototype[Symbol.iterator]).toBe(RTCStatsReport.prototype.entries);
    const [[id, stats]] = report;
    expect([report.has(id), report.get(id), report.get('nope')]).toEqual([true, stats, undefined]);
    const seen: unknown[] = [];
    report.forEach((value, key, parent) => seen.push([value, key, parent]));
    expect(seen).toEqual([[stats, id, report]]);
    expect('set' in report).toBe(false);
  });
});
