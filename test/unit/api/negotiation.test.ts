import { describe, expect, test } from 'vitest';
import { connectedPair, fakeWorld, negotiate, next, record, tasks, trickle } from '../../support/fake-peers.ts';
import type { PeerConnection } from '../../../src/api/index.ts';

const world = fakeWorld();
const { RTCPeerConnection, RTCSessionDescription } = world;

function pair(): [PeerConnection, PeerConnection] {
  const alice = new RTCPeerConnection();
  alice.createDataChannel('x');
  return [alice, new RTCPeerConnection()];
}

describe('offer and answer', () => {
  test('go through the states, each with its event, the slot and the event in one task', async () => {
    const [alice, bob] = pair();
    const states: string[] = [];
    alice.onsignalingstatechange = () => states.push(`alice ${alice.signalingState}`);
    bob.onsignalingstatechange = () => states.push(`bob ${bob.signalingState}`);
    await negotiate(alice, bob);
    expect(states).toEqual(['alice have-local-offer', 'bob have-remote-offer', 'bob stable', 'alice stable']);
  });

  test('createOffer resolves with a plain dictionary that setLocalDescription takes', async () => {
    const [alice] = pair();
    const offer = await alice.createOffer();
    expect(Object.getPrototypeOf(offer)).toBe(Object.prototype);
    expect(Object.keys(offer).sort()).toEqual(['sdp', 'type']);
    await alice.setLocalDescription(offer);
    expect(alice.localDescription).toBeInstanceOf(RTCSessionDescription);
    expect(alice.localDescription).toBe(alice.pendingLocalDescription);
    expect(alice.currentLocalDescription).toBeNull();
  });

  test('the descriptions are the same objects when they become current', async () => {
    const [alice, bob] = pair();
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!);
    await tasks();
    const offer = alice.pendingLocalDescription;
    const remoteOffer = bob.pendingRemoteDescription;
    await bob.setLocalDescription();
    expect(bob.currentRemoteDescription).toBe(remoteOffer);
    await alice.setRemoteDescription(bob.localDescription!);
    expect(alice.currentLocalDescription).toBe(offer);
    expect([alice.pendingLocalDescription, alice.pendingRemoteDescription]).toEqual([null, null]);
    expect(alice.remoteDescription).toBe(alice.currentRemoteDescription);
  });

  test('an offer that was changed is refused', async () => {
    const [alice] = pair();
    const { sdp } = await alice.createOffer();
    await expect(alice.setLocalDescription({ type: 'offer', sdp: `${sdp}a=x\r\n` })).rejects.toMatchObject({
      name: 'InvalidModificationError',
    });
    expect(alice.signalingState).toBe('stable');
  });

  test('a provisional answer lets the peers connect, the final one ends the negotiation', async () => {
    const [alice, bob] = pair();
    trickle(alice, bob);
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!);
    const answer = await bob.createAnswer();
    await bob.setLocalDescription({ type: 'pranswer', sdp: answer.sdp });
    expect(bob.signalingState).toBe('have-local-pranswer');
    await alice.setRemoteDescription(bob.localDescription!);
    expect(alice.signalingState).toBe('have-remote-pranswer');
    expect(alice.pendingRemoteDescription?.type).toBe('pranswer');
    await bob.setLocalDescription(await bob.createAnswer());
    await alice.setRemoteDescription(bob.localDescription!);
    expect([alice.signalingState, bob.signalingState]).toEqual(['stable', 'stable']);
  });

  test('canTrickleIceCandidates is known with the remote description', async () => {
    const [alice, bob] = pair();
    expect(bob.canTrickleIceCandidates).toBeNull();
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!);
    expect(bob.canTrickleIceCandidates).toBe(true);
  });
});

describe('the wrong thing', () => {
  test.each([
    ['createAnswer in stable', (pc: PeerConnection) => pc.createAnswer(), 'InvalidStateError'],
    ['rollback in stable', (pc: PeerConnection) => pc.setLocalDescription({ type: 'rollback' }), 'InvalidStateError'],
    [
      'remote rollback in stable',
      (pc: PeerConnection) => pc.setRemoteDescription({ type: 'rollback' }),
      'InvalidStateError',
    ],
    [
      'a remote answer in stable',
      (pc: PeerConnection) => pc.setRemoteDescription({ type: 'answer', sdp: '' }),
      'InvalidStateError',
    ],
    [
      'a local answer nobody made',
      (pc: PeerConnection) => pc.setLocalDescription({ type: 'answer', sdp: 'x' }),
      'InvalidStateError',
    ],
    ['no type', (pc: PeerConnection) => pc.setRemoteDescription({} as never), 'TypeError'],
    ['an unknown type', (pc: PeerConnection) => pc.setRemoteDescription({ type: 'bid' } as never), 'TypeError'],
    ['no argument', (pc: PeerConnection) => (pc.setRemoteDescription as () => Promise<void>)(), 'TypeError'],
  ])('%s is rejected', async (_, call, name) => {
    await expect(call(new RTCPeerConnection())).rejects.toMatchObject({ name });
  });

  test('malformed SDP is an RTCError with the line', async () => {
    const [alice, bob] = pair();
    const { sdp } = await alice.createOffer();
    const lines = sdp!.split('\r\n');
    lines[3] = 'this is not SDP';
    await expect(bob.setRemoteDescription({ type: 'offer', sdp: lines.join('\r\n') })).rejects.toMatchObject({
      name: 'OperationError',
      errorDetail: 'sdp-syntax-error',
      sdpLineNumber: 4,
    });
    expect([bob.signalingState, bob.remoteDescription]).toEqual(['stable', null]);
  });
});

describe('rollback', () => {
  test('of an offer brings back the stable state and takes the transport away', async () => {
    const [alice] = pair();
    await alice.setLocalDescription();
    expect(alice.sctp).not.toBeNull();
    await alice.setLocalDescription({ type: 'rollback' });
    expect(alice.signalingState).toBe('stable');
    expect([alice.localDescription, alice.sctp]).toEqual([null, null]);
    expect(world.network.transports.at(-1)?.isClosed).toBe(true);
  });

  test('happens by itself when offers cross, and both connect', async () => {
    const [alice, bob] = pair();
    bob.createDataChannel('y');
    trickle(alice, bob, true);
    await alice.setLocalDescription();
    await bob.setLocalDescription();
    const states: string[] = [];
    bob.onsignalingstatechange = () => states.push(bob.signalingState);
    await bob.setRemoteDescription(alice.localDescription!);
    expect(states).toEqual(['stable', 'have-remote-offer']);
    await bob.setLocalDescription();
    await alice.setRemoteDescription(bob.localDescription!);
    await next(alice, 'datachannel');
    expect(alice.signalingState).toBe('stable');
  });

  test('keeps a connection that was there', async () => {
    const { alice, near, far } = await connectedPair(fakeWorld(), {}, true);
    alice.restartIce();
    await alice.setLocalDescription();
    await alice.setLocalDescription({ type: 'rollback' });
    expect(alice.sctp?.state).toBe('connected');
    near.send('still here');
    expect((await next<MessageEvent>(far, 'message')).data).toBe('still here');
  });
});

describe('negotiationneeded', () => {
  test('fires once for the first channel, in a task', async () => {
    const pc = new RTCPeerConnection();
    const events = record(pc, ['negotiationneeded']);
    pc.createDataChannel('a');
    pc.createDataChannel('b');
    expect(events).toEqual([]);
    await tasks();
    expect(events).toHaveLength(1);
    await pc.setLocalDescription();
    await tasks();
    expect(events).toHaveLength(1);
  });

  test('does not fire when a negotiation in progress already covers the need', async () => {
    const pc = new RTCPeerConnection();
    const events = record(pc, ['negotiationneeded']);
    pc.createDataChannel('a');
    await pc.setLocalDescription();
    await tasks();
    expect(events).toEqual([]);
  });

  test('fires after the answer when something was left out', async () => {
    const [alice, bob] = pair();
    await alice.setLocalDescription();
    await bob.setRemoteDescription(alice.localDescription!);
    const events = record(bob, ['negotiationneeded']);
    await bob.setLocalDescription();
    await tasks();
    expect(events).toEqual([]);
  });

  test('perfect negotiation works, both sides at once', async () => {
    const [alice, bob] = pair();
    bob.createDataChannel('y');
    const errors: unknown[] = [];
    perfect(alice, bob, false, errors);
    perfect(bob, alice, true, errors);
    await Promise.all([next(alice, 'datachannel'), next(bob, 'datachannel')]);
    expect(errors).toEqual([]);
  });
});

/** The pattern of webrtc-pc, between two connections of one process. */
function perfect(pc: PeerConnection, peer: PeerConnection, isPolite: boolean, errors: unknown[]): void {
  const inbox = new EventTarget();
  Object.assign(pc, { inbox });
  const send = (message: object): void =>
    void queueMicrotask(() =>
      (peer as unknown as { inbox: EventTarget }).inbox.dispatchEvent(new CustomEvent('message', { detail: message })),
    );
  let isMakingOffer = false;
  let isIgnoringOffer = false;
  pc.onnegotiationneeded = async () => {
    isMakingOffer = true;
    await pc.setLocalDescription().catch((error: unknown) => errors.push(error));
    send({ description: pc.localDescription });
    isMakingOffer = false;
  };
  pc.onicecandidate = ({ candidate }) => send({ candidate });
  inbox.addEventListener('message', async (event) => {
    const { description, candidate } = (event as CustomEvent).detail;
    try {
      if (description) {
        const hasCollided = description.type === 'offer' && (isMakingOffer || pc.signalingState !== 'stable');
        isIgnoringOffer = !isPolite && hasCollided;
        if (isIgnoringOffer) return;
        await pc.setRemoteDescription(description);
        if (description.type !== 'offer') return;
        await pc.setLocalDescription();
        send({ description: pc.localDescription });
      } else await pc.addIceCandidate(candidate);
    } catch (error) {
      if (!isIgnoringOffer) errors.push(error);
    }
  });
}

describe('the operations chain', () => {
  test('runs operations one after the other, in the order of the calls', async () => {
    const [alice] = pair();
    const done: string[] = [];
    const operations = [
      alice.createOffer().then(() => done.push('offer')),
      alice.setLocalDescription().then(() => done.push('local')),
      alice.addIceCandidate().catch(() => done.push('candidate')),
      alice.setLocalDescription({ type: 'rollback' }).then(() => done.push('rollback')),
    ];
    await Promise.all(operations);
    expect(done).toEqual(['offer', 'local', 'candidate', 'rollback']);
  });

  test('an error in one operation does not stop the next', async () => {
    const [alice] = pair();
    const failing = alice.createAnswer();
    const offer = alice.createOffer();
    await expect(failing).rejects.toMatchObject({ name: 'InvalidStateError' });
    expect((await offer).type).toBe('offer');
  });

  test('closing leaves what is pending pending', async () => {
    const [alice] = pair();
    let hasSettled = false;
    const settle = () => (hasSettled = true);
    void alice.createOffer().then(settle, settle);
    alice.close();
    await tasks();
    expect(hasSettled).toBe(false);
    await expect(alice.createOffer()).rejects.toMatchObject({ name: 'InvalidStateError' });
  });
});

describe('legacy callbacks', () => {
  test('get the result, and the promise says nothing', async () => {
    const [alice] = pair();
    const offer = await new Promise<RTCSessionDescriptionInit>((resolve, reject) => {
      void alice.createOffer(resolve, reject).then((value) => expect(value).toBeUndefined());
    });
    expect(offer.type).toBe('offer');
    await new Promise<void>((resolve, reject) => void alice.setLocalDescription(offer as never, resolve, reject));
    const error = await new Promise((resolve) => void alice.createAnswer(() => expect.unreachable(), resolve));
    expect(error).toMatchObject({ name: 'InvalidStateError' });
  });

  test('must be functions', async () => {
    const [alice] = pair();
    await expect(alice.createOffer(null as never, null as never)).rejects.toThrow(TypeError);
  });
});

describe('restartIce', () => {
  test('asks for a negotiation that brings new credentials, over which the connection goes on', async () => {
    const { alice, bob, near, far } = await connectedPair();
    const former = ufragIn(alice.localDescription!.sdp);
    alice.restartIce();
    await next(alice, 'negotiationneeded');
    await negotiate(alice, bob);
    await tasks();
    expect(ufragIn(alice.localDescription!.sdp)).not.toBe(former);
    expect(alice.iceGatheringState).toBe('complete');
    near.send('x');
    expect((await next<MessageEvent>(far, 'message')).data).toBe('x');
  });
});

function ufragIn(sdp: string): string | undefined {
  return /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
}
