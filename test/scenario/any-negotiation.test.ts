import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimulatedNetwork } from '../../src/sim.node.ts';
import { collect, eventOf } from '../support/two-peers.ts';

/** What either side may do at any time of a connection's life. */
const operations = {
  offer: (pc) => pc.setLocalDescription(),
  rollBack: (pc) => pc.setLocalDescription({ type: 'rollback' }),
  rollBackRemote: (pc) => pc.setRemoteDescription({ type: 'rollback' }),
  signal: (pc, peer) => pc.localDescription && peer.setRemoteDescription(pc.localDescription),
  restartIce: (pc) => pc.restartIce(),
  createDataChannel: (pc) => void pc.createDataChannel('more'),
} satisfies Record<string, (pc: RTCPeerConnection, peer: RTCPeerConnection) => unknown>;

const names = Object.keys(operations) as (keyof typeof operations)[];
const step = fc.record({
  name: fc.constantFrom(...names),
  side: fc.constantFrom(0, 1),
  waitMs: fc.constantFrom(0, 0, 10, 300),
});

test('whatever was offered, restarted and rolled back before, the peers connect in the end and talk', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const world = new SimulatedNetwork({ seed: 5, latencyMs: 10 });
      const peers = [new (world.host('a').RTCPeerConnection)(), new (world.host('b').RTCPeerConnection)()];
      const [a, b] = peers;
      for (const [from, to] of [peers, [b, a]]) {
        from.onicecandidate = ({ candidate }) => void to.addIceCandidate(candidate).catch(() => undefined);
      }
      for (const { name, side, waitMs } of steps) {
        await Promise.resolve(operations[name](peers[side], peers[1 - side])).catch(() => undefined);
        if (waitMs > 0) await world.advance(waitMs);
      }
      await rollBackToStable(peers);
      const channel = a.createDataChannel('at last');
      const announced = announcementOf(b, 'at last');
      await a.setLocalDescription();
      await b.setRemoteDescription(a.localDescription!);
      await b.setLocalDescription();
      await a.setRemoteDescription(b.localDescription!);
      if (channel.readyState !== 'open') await eventOf(channel, 'open');
      const received = collect(await announced, 1);
      channel.send('here we are');
      expect(await received).toEqual(['here we are']);
      for (const peer of peers) peer.close();
      world.close();
    }),
    { numRuns: 40 },
  );
}, 30_000);

async function rollBackToStable(peers: readonly RTCPeerConnection[]): Promise<void> {
  for (const pc of peers) {
    if (pc.signalingState === 'have-local-offer') await pc.setLocalDescription({ type: 'rollback' });
    if (pc.signalingState === 'have-remote-offer') await pc.setRemoteDescription({ type: 'rollback' });
  }
}

function announcementOf(pc: RTCPeerConnection, label: string): Promise<RTCDataChannel> {
  return new Promise((resolve) => {
    pc.addEventListener('datachannel', ({ channel }) => {
      if (channel.label === label) resolve(channel);
    });
  });
}
