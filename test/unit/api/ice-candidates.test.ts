import { describe, expect, test } from 'vitest';
import type { PeerConnection } from '../../../src/api/index.ts';
import { connectedPair, fakeWorld, negotiate, next, tasks } from '../../support/fake-peers.ts';

const world = fakeWorld();
const { RTCPeerConnection, RTCIceCandidate } = world;
const line = 'candidate:1 1 udp 2130706431 198.51.100.7 50001 typ host';

async function answerer(): Promise<PeerConnection> {
  const alice = new RTCPeerConnection();
  alice.createDataChannel('x');
  const bob = new RTCPeerConnection();
  await bob.setRemoteDescription(await alice.createOffer());
  return bob;
}

function ufragOf(description: RTCSessionDescription | null): string {
  return /a=ice-ufrag:(\S+)/.exec(description?.sdp ?? '')![1];
}

describe('RTCIceCandidate', () => {
  test('shows what its line says', () => {
    const candidate = new RTCIceCandidate({
      candidate:
        'candidate:842163049 2 TCP 1677729535 2001:db8::5 9 typ srflx raddr 10.0.0.1 rport 5000 tcptype active ufrag abcd',
      sdpMid: '0',
    });
    expect(candidate).toMatchObject({
      foundation: '842163049',
      component: 'rtcp',
      protocol: 'tcp',
      priority: 1677729535,
      address: '2001:db8::5',
      port: 9,
      type: 'srflx',
      relatedAddress: '10.0.0.1',
      relatedPort: 5000,
      tcpType: 'active',
      usernameFragment: null,
      sdpMLineIndex: null,
    });
    expect(candidate.toJSON()).toEqual({
      candidate: candidate.candidate,
      sdpMid: '0',
      sdpMLineIndex: null,
      usernameFragment: null,
    });
  });

  test.each(['', 'nonsense', 'candidate:1 1 udp 1 1.2.3.4 5 typ alien', 'candidate:1 3 udp 1 1.2.3.4 5 typ host'])(
    'of the line "%s" has null attributes',
    (candidate) => {
      const { candidate: kept, address, type } = new RTCIceCandidate({ candidate, sdpMLineIndex: 0 });
      expect([kept, address, type]).toEqual([candidate, null, null]);
    },
  );

  test('needs a section', () => {
    expect(() => new RTCIceCandidate()).toThrow(TypeError);
    expect(() => new RTCIceCandidate({ candidate: line })).toThrow(TypeError);
    expect(() => new RTCIceCandidate({ sdpMid: null, sdpMLineIndex: null })).toThrow(TypeError);
  });
});

describe('addIceCandidate', () => {
  test.each([
    ['a candidate without section', { candidate: line }, 'TypeError'],
    ['an unknown mid', { candidate: line, sdpMid: 'nope' }, 'OperationError'],
    ['an index out of range', { candidate: line, sdpMLineIndex: 1 }, 'OperationError'],
    ['a foreign username fragment', { candidate: line, sdpMid: '0', usernameFragment: 'nope' }, 'OperationError'],
    ['a line that does not parse', { candidate: 'nonsense', sdpMid: '0' }, 'OperationError'],
    ['an invalid index', { candidate: line, sdpMLineIndex: -1 }, 'OperationError'],
  ])('%s is rejected', async (_, candidate, name) => {
    const bob = await answerer();
    await expect(bob.addIceCandidate(candidate)).rejects.toMatchObject({ name });
  });

  test('before a remote description is an InvalidStateError', async () => {
    const pc = new RTCPeerConnection();
    await expect(pc.addIceCandidate({ candidate: line, sdpMid: '0' })).rejects.toMatchObject({
      name: 'InvalidStateError',
    });
    await expect(pc.addIceCandidate()).rejects.toMatchObject({ name: 'InvalidStateError' });
  });

  test.each([
    ['by mid', { sdpMid: '0' }],
    ['by index', { sdpMLineIndex: 0 }],
    ['by mid, which beats the index', { sdpMid: '0', sdpMLineIndex: 99 }],
  ])('puts a candidate into the remote description, %s', async (_, section) => {
    const bob = await answerer();
    await bob.addIceCandidate({ candidate: line, ...section });
    expect(bob.remoteDescription!.sdp).toContain(`a=${line}\r\n`);
  });

  test.each([[undefined], [null], [{}], [{ candidate: '' }], [{ candidate: '', sdpMid: '0' }]])(
    '%j ends the candidates',
    async (candidate) => {
      const bob = await answerer();
      await bob.addIceCandidate(candidate as RTCIceCandidateInit);
      expect(bob.remoteDescription!.sdp).toContain('a=end-of-candidates\r\n');
    },
  );

  test('hands candidates over once the answer is there, prohibited and unusable ones never', async () => {
    const bob = await answerer();
    const transport = world.network.transports.at(-1)!;
    const candidates = [
      line,
      line.replace('50001', '22'),
      line.replace('udp', 'tcp'),
      line.replace('50001', '50002').replace('198.51.100.7', 'host.local'),
    ];
    for (const candidate of candidates) await bob.addIceCandidate({ candidate, sdpMid: '0' });
    await bob.addIceCandidate();
    expect(transport.remoteCandidates).toEqual([]);
    await bob.setLocalDescription();
    expect(transport.remoteCandidates.map(({ address, port }) => `${address}:${port}`)).toEqual([
      '198.51.100.7:50001',
      'host.local:50002',
    ]);
    expect(transport.hasRemoteEnd).toBe(true);
    expect(transport.remote?.usernameFragment).toBe(ufragOf(bob.remoteDescription));
  });

  test('works for the generation of a pending restart and keeps it back until the answer', async () => {
    const { alice, bob, world: itsWorld } = await connectedPair(fakeWorld(), {}, true);
    const transport = itsWorld.network.transports[1];
    alice.restartIce();
    await bob.setRemoteDescription(await alice.createOffer());
    const usernameFragment = ufragOf(bob.pendingRemoteDescription);
    await bob.addIceCandidate({ candidate: line, sdpMid: '0', usernameFragment });
    expect(bob.pendingRemoteDescription!.sdp).toContain(line);
    expect(bob.currentRemoteDescription!.sdp).not.toContain(line);
    expect(transport.remote?.usernameFragment).not.toBe(usernameFragment);
    await bob.setLocalDescription();
    expect(transport.remote?.usernameFragment).toBe(usernameFragment);
    expect(transport.remoteCandidates.map(({ port }) => port)).toEqual([50001]);
  });
});

describe('gathering', () => {
  test('fires candidates, the end of their generation, the state, then null', async () => {
    const pc = new RTCPeerConnection();
    pc.createDataChannel('x');
    const log: string[] = [];
    pc.onicegatheringstatechange = () => log.push(pc.iceGatheringState);
    pc.onicecandidate = ({ candidate }) => log.push(candidate === null ? 'null' : (candidate.type ?? 'end'));
    await pc.setLocalDescription();
    await expect.poll(() => log).toEqual(['gathering', 'host', 'end', 'complete', 'null']);
    expect(pc.localDescription!.sdp).toMatch(/a=candidate:1 1 udp .* typ host\r\n/);
    expect(pc.localDescription!.sdp).toContain('a=end-of-candidates');
  });

  test('says everything that signalling needs', async () => {
    const pc = new RTCPeerConnection();
    pc.createDataChannel('x');
    void pc.setLocalDescription();
    const { candidate } = await next<RTCPeerConnectionIceEvent>(pc, 'icecandidate');
    const usernameFragment = ufragOf(pc.localDescription);
    expect(candidate!.toJSON()).toEqual({
      candidate: expect.stringMatching(new RegExp(`^candidate:1 1 udp .* ufrag ${usernameFragment}$`)),
      sdpMid: '0',
      sdpMLineIndex: 0,
      usernameFragment,
    });
  });

  test('the description in the slot grows; one that script holds stays as it was', async () => {
    const pc = new RTCPeerConnection();
    pc.createDataChannel('x');
    await pc.setLocalDescription();
    const description = pc.localDescription!;
    const before = description.sdp;
    await tasks();
    expect(description.sdp).toBe(before);
    expect(pc.localDescription!.sdp).not.toBe(before);
    expect(pc.localDescription).toBe(pc.pendingLocalDescription);
  });

  test('reports a server that does not answer', async () => {
    const { alice, world: itsWorld } = await connectedPair();
    const url = 'stun:192.0.2.9';
    const [transport] = itsWorld.network.transports;
    const { address, port } = transport.candidate;
    const error = { type: 'ice-candidate-error', url, errorCode: 701, errorText: 'no answer' } as const;
    const exposed = next(alice, 'icecandidateerror');
    transport.report({ ...error, address, port });
    expect(await exposed).toMatchObject({ address, port, url, errorCode: 701, errorText: 'no answer' });
    const hidden = next(alice, 'icecandidateerror');
    transport.report({ ...error, address: '10.9.9.9', port: 1 });
    expect(await hidden).toMatchObject({ address: null, port: null });
  });
});

describe('states', () => {
  test('of the transport, the pair and the connection change together', async () => {
    const { alice, world: itsWorld } = await connectedPair();
    const ice = alice.sctp!.transport.iceTransport;
    const log: string[] = [];
    const note = (name: string) => () =>
      log.push(`${name} ${ice.state} ${alice.iceConnectionState} ${alice.connectionState}`);
    ice.onselectedcandidatepairchange = note('pair');
    ice.onstatechange = note('transport');
    alice.oniceconnectionstatechange = note('ice');
    alice.onconnectionstatechange = note('connection');
    const [transport] = itsWorld.network.transports;
    transport.report({ type: 'ice-selected-pair', pair: undefined });
    transport.report({ type: 'ice-state', state: 'failed', reason: 'test' });
    await tasks();
    expect(log).toEqual(['pair', 'transport', 'ice', 'connection'].map((name) => `${name} failed failed failed`));
    expect(ice.getSelectedCandidatePair()).toBeNull();
  });

  test('a DTLS failure is an error, a state, and then the connection', async () => {
    const { alice, world: itsWorld } = await connectedPair();
    const dtls = alice.sctp!.transport;
    const log: string[] = [];
    dtls.onerror = ({ error }) => log.push(`error ${error.errorDetail} ${error.sentAlert} ${dtls.state}`);
    dtls.onstatechange = () => log.push(`state ${dtls.state}`);
    alice.onconnectionstatechange = () => log.push(`connection ${alice.connectionState}`);
    const [transport] = itsWorld.network.transports;
    transport.report({ type: 'dtls-error', detail: 'fingerprint-failure', sentAlert: 42, message: 'wrong' });
    transport.report({ type: 'dtls-state', state: 'failed', reason: 'test' });
    await tasks();
    expect(log).toEqual(['error fingerprint-failure 42 failed', 'state failed', 'connection failed']);
  });

  test('the connection fires its way to connected in order', async () => {
    const itsWorld = fakeWorld();
    const [alice, bob] = [new itsWorld.RTCPeerConnection(), new itsWorld.RTCPeerConnection()];
    alice.createDataChannel('x');
    const states: string[] = [];
    alice.onconnectionstatechange = () => states.push(alice.connectionState);
    alice.onicecandidate = ({ candidate }) => void bob.addIceCandidate(candidate);
    bob.onicecandidate = ({ candidate }) => void alice.addIceCandidate(candidate);
    await negotiate(alice, bob);
    await tasks();
    expect(states).toEqual(['connecting', 'connected']);
  });
});
