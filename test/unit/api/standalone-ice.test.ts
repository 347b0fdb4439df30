import { describe, expect, test } from 'vitest';

import { fakeWorld, next, record, tasks, type FakeWorld } from '../../support/fake-peers.ts';

const REMOTE = { usernameFragment: 'u'.repeat(4), password: 'p'.repeat(22) };
const CANDIDATE = { candidate: 'candidate:1 1 udp 2113929471 203.0.113.100 10100 typ host', sdpMid: '' };

interface IceParameters {
  readonly usernameFragment: string;
  readonly password: string;
}

/** What https://w3c.github.io/webrtc-ice/ adds, which lib.dom does not know. */
interface StandaloneIceTransport extends RTCIceTransport {
  getLocalParameters(): IceParameters | null;
  getRemoteParameters(): IceParameters | null;
  getLocalCandidates(): RTCIceCandidate[];
  getRemoteCandidates(): RTCIceCandidate[];
  gather(options?: { gatherPolicy?: string; iceServers?: RTCIceServer[] }): void;
  start(remote?: { usernameFragment?: string; password?: string }, role?: string): void;
  stop(): void;
  addRemoteCandidate(candidate?: RTCIceCandidateInit): void;
}

function iceTransport(world: FakeWorld = fakeWorld()): StandaloneIceTransport {
  return new world.RTCIceTransport() as unknown as StandaloneIceTransport;
}

describe('an RTCIceTransport without a connection', () => {
  test('has parameters of its own and nothing else', () => {
    const ice = iceTransport();
    expect(ice).toMatchObject({ state: 'new', gatheringState: 'new', role: 'unknown', component: 'rtp' });
    expect(ice.getLocalParameters()?.password).toHaveLength(24);
    expect([ice.getRemoteParameters(), ice.getSelectedCandidatePair()]).toEqual([null, null]);
  });

  test('gathers once: candidates, their end, and only then the state', async () => {
    const ice = iceTransport();
    const events = record(ice, ['icecandidate', 'gatheringstatechange']);
    ice.gather();
    expect(ice.gatheringState).toBe('gathering');
    await next(ice, 'gatheringstatechange');
    expect(events).toEqual(['icecandidate', 'icecandidate', 'gatheringstatechange']);
    expect(ice.getLocalCandidates()).toHaveLength(1);
    expect(() => ice.gather()).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  });

  test('two of them connect when each knows the other', async () => {
    const world = fakeWorld();
    const [alice, bob] = [iceTransport(world), iceTransport(world)];
    introduce(alice, bob);
    introduce(bob, alice);
    const events = record(alice, ['selectedcandidatepairchange', 'statechange']);
    alice.start(bob.getLocalParameters()!, 'controlling');
    bob.start(alice.getLocalParameters()!);
    await next(bob, 'statechange');
    expect([alice.state, bob.state]).toEqual(['connected', 'connected']);
    expect(events).toEqual(['selectedcandidatepairchange', 'statechange']);
    expect(alice.getSelectedCandidatePair()?.remote).toBe(alice.getRemoteCandidates()[0]);
  });

  test('checks as soon as it has both parameters and a candidate, and starts anew with other parameters', () => {
    const ice = iceTransport();
    ice.start(REMOTE);
    expect(ice.state).toBe('new');
    ice.addRemoteCandidate(CANDIDATE);
    expect(ice.state).toBe('checking');
    ice.start(REMOTE);
    expect(ice.state).toBe('checking');
    ice.start({ ...REMOTE, usernameFragment: 'other' });
    expect(ice.state).toBe('new');
    expect(ice.getRemoteCandidates()).toEqual([]);
  });

  test('keeps the candidate that script gave, or makes one of the dictionary', () => {
    const world = fakeWorld();
    const ice = iceTransport(world);
    const given = new world.RTCIceCandidate(CANDIDATE);
    ice.addRemoteCandidate(given);
    ice.addRemoteCandidate({ candidate: 'candidate:2 1 udp 1 203.0.113.101 10100 typ host', sdpMid: '' });
    expect(ice.getRemoteCandidates()[0]).toBe(given);
    expect(ice.getRemoteCandidates()[1].address).toBe('203.0.113.101');
  });

  test('after stop nothing fires but the change to closed, and nothing works', async () => {
    const ice = iceTransport();
    const events = record(ice, ['icecandidate', 'gatheringstatechange', 'statechange']);
    ice.gather();
    ice.stop();
    await tasks();
    expect(events).toEqual(['statechange']);
    for (const call of [() => ice.gather(), () => ice.start(REMOTE), () => ice.addRemoteCandidate(CANDIDATE)]) {
      expect(call).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
    }
  });

  test.each([
    ['TypeError', {}],
    ['TypeError', { usernameFragment: 'frag' }],
    ['SyntaxError', { ...REMOTE, usernameFragment: 'abc' }],
    ['SyntaxError', { ...REMOTE, password: 'p'.repeat(257) }],
  ])('refuses with %s the parameters %o', (name, parameters) => {
    const ice = iceTransport();
    expect(() => ice.start(parameters)).toThrow(expect.objectContaining({ name }));
    expect(ice.getRemoteParameters()).toBeNull();
  });

  test('refuses another role, and a candidate that is none', () => {
    const ice = iceTransport();
    ice.start(REMOTE, 'controlled');
    expect(() => ice.start(REMOTE, 'controlling')).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
    expect(() => ice.addRemoteCandidate({ candidate: 'invalid', sdpMid: '' })).toThrow(
      expect.objectContaining({ name: 'OperationError' }),
    );
  });

  test('one that a connection owns is not to be started by script', async () => {
    const world = fakeWorld();
    const connection = new world.RTCPeerConnection();
    connection.createDataChannel('');
    await connection.setLocalDescription();
    const ice = connection.sctp!.transport.iceTransport as unknown as StandaloneIceTransport;
    expect(() => ice.gather()).toThrow(expect.objectContaining({ name: 'InvalidStateError' }));
  });
});

function introduce(from: StandaloneIceTransport, to: StandaloneIceTransport): void {
  from.addEventListener('icecandidate', (event) => {
    const { candidate } = event as RTCPeerConnectionIceEvent;
    if (candidate !== null) to.addRemoteCandidate(candidate);
  });
  from.gather();
}
