import { describe, expect, test } from 'vitest';
import { connectedPair, fakeWorld, record } from '../../support/fake-peers.ts';

const { RTCPeerConnection } = fakeWorld();

/** The name of what a call throws. */
function thrownBy(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as Error).name;
  }
  return 'nothing';
}

function withServer(server: object): () => unknown {
  return () => new RTCPeerConnection({ iceServers: [server as RTCIceServer] });
}

describe('RTCConfiguration', () => {
  test('is returned complete, with its defaults', () => {
    expect(new RTCPeerConnection().getConfiguration()).toEqual({
      bundlePolicy: 'balanced',
      certificates: [],
      iceCandidatePoolSize: 0,
      iceServers: [],
      iceTransportPolicy: 'all',
      rtcpMuxPolicy: 'require',
    });
  });

  test('shows a single URL as a list', () => {
    const pc = new RTCPeerConnection({ iceServers: [{ urls: 'stun:a' }] });
    expect(pc.getConfiguration().iceServers).toEqual([{ urls: ['stun:a'] }]);
  });

  test('is a copy: changing what was given or returned changes nothing', () => {
    const pc = new RTCPeerConnection({ iceServers: [{ urls: ['stun:a'] }] });
    pc.getConfiguration().iceServers!.pop();
    expect(pc.getConfiguration().iceServers).toEqual([{ urls: ['stun:a'] }]);
  });

  test.each([
    ['no urls', {}, 'TypeError'],
    ['no URL', { urls: [] }, 'SyntaxError'],
    ['a bad URL', { urls: 'http://a' }, 'SyntaxError'],
    ['a bad URL among good ones', { urls: ['stun:a', 'stun://b'] }, 'SyntaxError'],
    ['TURN without credentials', { urls: 'turn:a' }, 'InvalidAccessError'],
    ['TURN without a credential', { urls: 'turns:a', username: 'u' }, 'InvalidAccessError'],
    ['a username of 509 bytes', { urls: 'turn:a', username: 'u'.repeat(509), credential: 'c' }, 'InvalidAccessError'],
    ['empty credentials', { urls: 'turn:a', username: '', credential: '' }, 'nothing'],
    ['STUN', { urls: 'stun:a' }, 'nothing'],
  ])('an ICE server with %s', (_, server, name) => {
    expect(thrownBy(withServer(server))).toBe(name);
  });

  test.each([
    [{ iceTransportPolicy: 'none' }],
    [{ bundlePolicy: '' }],
    [{ bundlePolicy: null }],
    [{ rtcpMuxPolicy: 'negotiate' }],
    [{ iceCandidatePoolSize: -1 }],
    [{ iceCandidatePoolSize: 256 }],
    [{ iceServers: null }],
    [{ iceServers: {} }],
    [{ iceServers: [null] }],
    [{ certificates: [{}] }],
    [{ certificates: null }],
  ])('%j is a TypeError', (configuration) => {
    expect(thrownBy(() => new RTCPeerConnection(configuration as RTCConfiguration))).toBe('TypeError');
  });

  test('may be undefined or null', () => {
    expect(new RTCPeerConnection(undefined).signalingState).toBe('stable');
    expect(new RTCPeerConnection(null as never).signalingState).toBe('stable');
  });
});

describe('setConfiguration', () => {
  test('replaces the ICE servers and policy', () => {
    const pc = new RTCPeerConnection({ iceServers: [{ urls: 'stun:a' }] });
    pc.setConfiguration({ iceTransportPolicy: 'relay' });
    expect(pc.getConfiguration()).toMatchObject({ iceServers: [], iceTransportPolicy: 'relay' });
  });

  test('refuses to change what is fixed, and then changes nothing', async () => {
    const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceCandidatePoolSize: 1 });
    expect(thrownBy(() => pc.setConfiguration({}))).toBe('InvalidModificationError');
    const certificate = await RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as never);
    const fixed: RTCConfiguration = { bundlePolicy: 'max-bundle' };
    expect(thrownBy(() => pc.setConfiguration({ ...fixed, certificates: [certificate] }))).toBe(
      'InvalidModificationError',
    );
    pc.setConfiguration({ ...fixed, iceCandidatePoolSize: 2 });
    await pc.setLocalDescription();
    expect(thrownBy(() => pc.setConfiguration({ ...fixed, iceCandidatePoolSize: 3 }))).toBe('InvalidModificationError');
    expect(pc.getConfiguration().iceCandidatePoolSize).toBe(2);
    expect(
      thrownBy(() => pc.setConfiguration({ ...fixed, iceCandidatePoolSize: 2, iceServers: [{ urls: 'x:y' }] })),
    ).toBe('SyntaxError');
    expect(pc.getConfiguration().iceServers).toEqual([]);
  });

  test('of another transport policy restarts ICE with the next offer, and asks for none', async () => {
    const { alice } = await connectedPair();
    const ufragIn = ({ sdp = '' }: RTCSessionDescriptionInit): string => /a=ice-ufrag:(.*)/.exec(sdp)![1];
    const before = ufragIn(alice.localDescription!);
    const needs = record(alice, ['negotiationneeded']);
    alice.setConfiguration({ iceServers: [{ urls: 'stun:a' }] });
    expect(ufragIn(await alice.createOffer())).toBe(before);
    alice.setConfiguration({ iceTransportPolicy: 'relay' });
    expect(ufragIn(await alice.createOffer())).not.toBe(before);
    expect(needs).toEqual([]);
  });

  test('on a closed connection is an InvalidStateError', () => {
    const pc = new RTCPeerConnection();
    pc.close();
    expect(thrownBy(() => pc.setConfiguration({}))).toBe('InvalidStateError');
  });
});
