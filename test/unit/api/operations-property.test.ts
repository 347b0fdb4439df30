import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PeerConnection } from '../../../src/api/index.ts';
import { fakeWorld, negotiate, next, tasks } from '../../support/fake-peers.ts';

/** What a user may do, in any order: with `pc` on one side and `peer` on the other. */
const operations = {
  createDataChannel: (pc) => void pc.createDataChannel('more'),
  createOffer: (pc) => pc.createOffer(),
  createAnswer: (pc) => pc.createAnswer(),
  setLocal: (pc) => pc.setLocalDescription(),
  setLocalOffer: (pc) => pc.setLocalDescription({ type: 'offer' }),
  setLocalPranswer: (pc) => pc.setLocalDescription({ type: 'pranswer' }),
  rollBack: (pc) => pc.setLocalDescription({ type: 'rollback' }),
  rollBackRemote: (pc) => pc.setRemoteDescription({ type: 'rollback' }),
  signal: (pc, peer) => pc.localDescription && peer.setRemoteDescription(pc.localDescription),
  restartIce: (pc) => pc.restartIce(),
  endCandidates: (pc) => pc.addIceCandidate(),
  addCandidate: (pc) =>
    pc.addIceCandidate({ candidate: 'candidate:1 1 udp 1 192.0.2.1 5000 typ host', sdpMLineIndex: 0 }),
  wait: () => tasks(2),
} satisfies Record<string, (pc: PeerConnection, peer: PeerConnection) => unknown>;

const allowedErrors = ['InvalidStateError', 'InvalidAccessError', 'InvalidModificationError', 'OperationError'];
const names = Object.keys(operations) as (keyof typeof operations)[];
const step = fc.record({ name: fc.constantFrom(...names), side: fc.constantFrom(0, 1), isAwaited: fc.boolean() });

test('any sequence of operations settles, with the errors of the spec only, and two peers can still connect', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const world = fakeWorld();
      const peers = [new world.RTCPeerConnection(), new world.RTCPeerConnection()];
      const errors: string[] = [];
      const pending: Promise<void>[] = [];
      for (const { name, side, isAwaited } of steps) {
        const settled = Promise.resolve(operations[name](peers[side], peers[1 - side])).then(
          () => undefined,
          (error: Error) => void errors.push(error.name),
        );
        pending.push(settled);
        if (isAwaited) await settled;
      }
      await Promise.all(pending);
      expect(errors.filter((name) => !allowedErrors.includes(name))).toEqual([]);
      await connectAfterAll(peers[0], peers[1]);
      for (const peer of peers) peer.close();
    }),
    { numRuns: 150 },
  );
});

/** Whatever was negotiated or abandoned before: rolled back to stable, the two connect. */
async function connectAfterAll(a: PeerConnection, b: PeerConnection): Promise<void> {
  for (const pc of [a, b]) {
    if (pc.signalingState === 'have-local-offer') await pc.setLocalDescription({ type: 'rollback' });
    if (pc.signalingState === 'have-remote-offer') await pc.setRemoteDescription({ type: 'rollback' });
    if (pc.signalingState !== 'stable') return; // a provisional answer cannot be rolled back
  }
  const opened = next(a.createDataChannel('at last'), 'open');
  await negotiate(a, b, () => tasks(3));
  await opened;
}
