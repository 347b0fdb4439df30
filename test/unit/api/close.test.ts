import { describe, expect, test } from 'vitest';
import { connectedPair, fakeWorld, record, tasks } from '../../support/fake-peers.ts';

describe('close', () => {
  test('sets every state at once and fires nothing, now or later, but that the SCTP transport is closed', async () => {
    const { alice, near, world } = await connectedPair();
    const { sctp } = alice;
    const { transport: dtls } = sctp!;
    const ice = dtls.iceTransport;
    const events = [
      record(alice, ['signalingstatechange', 'iceconnectionstatechange', 'connectionstatechange', 'icecandidate']),
      record(near, ['close', 'closing', 'error', 'message']),
      ...[dtls, ice].map((target) => record(target, ['statechange', 'error'])),
    ];
    const sctpEvents = record(sctp!, ['statechange', 'error']);
    alice.restartIce();
    alice.close();
    expect(sctpEvents).toEqual([]);
    expect(alice).toMatchObject({ signalingState: 'closed', iceConnectionState: 'closed', connectionState: 'closed' });
    expect([sctp!.state, dtls.state, ice.state, near.readyState]).toEqual(Array(4).fill('closed'));
    expect(world.network.transports[0].isClosed).toBe(true);
    alice.close();
    await tasks();
    expect(events.flat()).toEqual([]);
    expect(sctpEvents).toEqual(['statechange']);
  });

  test('leaves the descriptions and the configuration readable', async () => {
    const { alice } = await connectedPair();
    alice.close();
    expect(alice.localDescription?.type).toBe('offer');
    expect(alice.sctp?.state).toBe('closed');
    expect(alice.getConfiguration().bundlePolicy).toBe('balanced');
  });

  test('rejects every later operation with InvalidStateError', async () => {
    const { RTCPeerConnection } = fakeWorld();
    const pc = new RTCPeerConnection();
    pc.close();
    const operations = [
      pc.createOffer(),
      pc.createAnswer(),
      pc.setLocalDescription(),
      pc.setRemoteDescription({ type: 'offer', sdp: '' }),
      pc.addIceCandidate(),
    ];
    for (const operation of operations) await expect(operation).rejects.toMatchObject({ name: 'InvalidStateError' });
    expect(() => pc.restartIce()).not.toThrow();
  });

  test('inside an event handler stops the events behind it', async () => {
    const { alice, bob } = await connectedPair();
    bob.onsignalingstatechange = () => bob.close();
    await alice.setLocalDescription();
    void bob.setRemoteDescription(alice.localDescription!);
    const events = record(bob, ['negotiationneeded', 'icecandidate', 'connectionstatechange']);
    await tasks();
    expect(bob.signalingState).toBe('closed');
    expect(events).toEqual([]);
  });
});
