/**
 * What the simulation costs: connected pairs per second of real time, virtual seconds per real second, and memory per
 * simulated peer. Run with `node --expose-gc --import tsx bench/simulation.ts`.
 */
import { SimulatedNetwork } from 'twinrtc/sim';
import { negotiate } from '../examples/support/negotiate.ts';

const rows: [measure: string, value: string][] = [];

await measure('pairs per second, a world of its own each', async () => {
  const pairs = 1000;
  const seconds = await timed(async () => {
    for (let i = 0; i < pairs; i++) (await connectedPair(new SimulatedNetwork({ seed: i + 1 }), 0)).end();
  });
  return `${Math.round(pairs / seconds)}`;
});

await measure('pairs per second, 200 at once in one world', async () => {
  const pairs = 200;
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 10 });
  const seconds = await timed(async () => {
    await Promise.all(Array.from({ length: pairs }, (_, i) => connectedPair(world, i)));
  });
  world.close();
  return `${Math.round(pairs / seconds)}`;
});

await measure('virtual seconds per real second, an idle open pair', async () => {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 10 });
  await connectedPair(world, 0);
  const virtualSeconds = 3600;
  const seconds = await timed(() => world.advance(virtualSeconds * 1000));
  world.close();
  return `${Math.round(virtualSeconds / seconds)}`;
});

await measure('virtual seconds per real second, 50 messages of 1 KiB a second over 1 % loss', async () => {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 20, loss: 0.01 });
  const { channel } = await connectedPair(world, 0);
  const message = new Uint8Array(1024);
  const virtualSeconds = 60;
  const seconds = await timed(async () => {
    for (let i = 0; i < 50 * virtualSeconds; i++) {
      channel.send(message);
      await world.advance(20);
    }
  });
  world.close();
  return `${Math.round(virtualSeconds / seconds)}`;
});

await measure('KiB of memory per simulated peer (200 open pairs)', async () => {
  const world = new SimulatedNetwork({ seed: 1, latencyMs: 10 });
  await connectedPair(world, 0);
  const before = memoryBytes();
  await Promise.all(Array.from({ length: 200 }, (_, i) => connectedPair(world, i + 1)));
  const after = memoryBytes();
  world.close();
  return `${Math.round((after - before) / 1024 / 400)}`;
});

console.log(['| simulation | |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n'));

interface Pair {
  readonly channel: RTCDataChannel;
  end(): void;
}

async function connectedPair(world: SimulatedNetwork, index: number): Promise<Pair> {
  const alice = new (world.host(`alice-${index}`).RTCPeerConnection)();
  const bob = new (world.host(`bob-${index}`).RTCPeerConnection)();
  const channel = alice.createDataChannel('bench');
  const isOpen = new Promise((resolve) => (channel.onopen = resolve));
  await negotiate(alice, bob);
  await isOpen;
  const end = (): void => {
    alice.close();
    bob.close();
    world.close();
  };
  return { channel, end };
}

async function measure(name: string, work: () => Promise<string>): Promise<void> {
  rows.push([name, await work()]);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function memoryBytes(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
