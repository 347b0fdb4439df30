import { expect, test } from 'vitest';
import { SimulatedNetwork, type Trace } from '../../../../src/sim.node.ts';
import { pcapngOf } from '../../../../src/trace/pcapng/write-pcapng.ts';
import { concatBytes, readUint16, readUint32, textOfUtf8 } from '../../../../src/util/bytes.ts';
import { twoPeers } from '../../../support/two-peers.ts';

interface Block {
  readonly type: number;
  readonly body: Uint8Array;
}

/** The blocks of a file, after checking that it is nothing but blocks. */
function blocksOf(trace: Trace): Block[] {
  const file = concatBytes(...pcapngOf(trace));
  const blocks: Block[] = [];
  for (let offset = 0; offset < file.length;) {
    const length = readUint32(file, offset + 4);
    expect(length % 4).toBe(0);
    expect(readUint32(file, offset + length - 4)).toBe(length);
    blocks.push({ type: readUint32(file, offset), body: file.subarray(offset + 8, offset + length - 4) });
    offset += length;
  }
  return blocks;
}

const PACKET = 6;

function commentsOf({ body }: Block): string[] {
  const comments: string[] = [];
  for (let at = 20 + ((readUint32(body, 12) + 3) & ~3); readUint16(body, at) !== 0;) {
    const length = readUint16(body, at + 2);
    if (readUint16(body, at) === 1) comments.push(textOfUtf8(body.subarray(at + 4, at + 4 + length)));
    at += 4 + ((length + 3) & ~3);
  }
  return comments;
}

test('a file is a section with names, keys, an interface per host and one for SCTP, and packets', async () => {
  const { world, end } = await twoPeers({ seed: 1, latencyMs: 10, trace: true });
  const types = blocksOf(world.trace).map(({ type }) => type);
  expect(types[0]).toBe(0x0a0d0d0a);
  expect(types.filter((type) => type === 4)).toHaveLength(2);
  expect(types.filter((type) => type === 1)).toHaveLength(3);
  expect(types.filter((type) => type === 10)).toHaveLength(1);
  end();
});

test('each packet says what became of it, and a fault is told with the next packet', async () => {
  const { world, alice, end } = await twoPeers({ seed: 1, latencyMs: 10, trace: true });
  const cut = world.link('alice', 'bob').partition();
  alice.channel.send('lost');
  await world.advance(50);
  cut.heal();
  const comments = blocksOf(world.trace)
    .filter(({ type }) => type === PACKET)
    .map(commentsOf);
  expect(comments.flat()).toContain('delivered after 10 ms');
  const lost = comments.find((lines) => lines.includes('fault applied: partition alice ↔ bob'));
  expect(lost).toContain('dropped after 0 ms: partition');
  end();
});

test('a packet sent is seen by its sender, a packet delivered by its receiver', async () => {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 5, trace: true });
  const [alice, bob] = [world.host('alice'), world.host('bob')];
  await bob.network.bindUdp('10.0.0.2', 2000, () => undefined);
  const socket = await alice.network.bindUdp('10.0.0.1', 1000, () => undefined);
  socket.send(Uint8Array.of(1, 2, 3), { address: '10.0.0.2', port: 2000 });
  socket.send(Uint8Array.of(4, 5), { address: '10.0.0.2', port: 9 });
  await world.advance(10);
  const packets = blocksOf(world.trace).filter(({ type }) => type === PACKET);
  expect(packets.map(({ body }) => readUint32(body, 0))).toEqual([0, 0, 1]);
  expect(packets.map(commentsOf)).toEqual([
    ['#1 to bob', 'delivered after 5 ms'],
    ['#2 to bob', 'dropped after 5 ms: no such port'],
    ['#1 from alice, sent 5 ms ago'],
  ]);
  world.close();
});
