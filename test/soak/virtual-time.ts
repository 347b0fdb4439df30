/** What waiting in virtual time costs in real time. */
import { twoPeers } from '../support/two-peers.ts';

export async function virtualTime(rounds: number): Promise<string> {
  const samples = { failure: [] as number[], idle: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    samples.failure.push(
      await realMs(async ({ world, alice }) => {
        world.link('alice', 'bob').partition();
        await world.until(() => alice.connection.connectionState === 'failed');
      }),
    );
    samples.idle.push(await realMs(({ world }) => world.advance(600_000)));
  }
  const cpu = await cpuOfAnIdleWorld();
  return `30 s ICE failure ${describe(samples.failure)}; ten idle minutes ${describe(samples.idle)}; idle world ${cpu}`;
}

async function realMs(work: (peers: Awaited<ReturnType<typeof twoPeers>>) => Promise<void>): Promise<number> {
  const peers = await twoPeers({ seed: 1, latencyMs: 20 });
  const started = performance.now();
  await work(peers);
  const ms = performance.now() - started;
  peers.end();
  return ms;
}

/** Left alone for five seconds, of which the last three are counted: it slows down at first. */
async function cpuOfAnIdleWorld(): Promise<string> {
  const peers = await twoPeers({ seed: 1, latencyMs: 20 });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const { user, system } = process.cpuUsage(before);
  peers.end();
  return `${((user + system) / 30_000).toFixed(2)} % of a core`;
}

function describe(ms: number[]): string {
  const sorted = [...ms].sort((a, b) => a - b);
  return `${sorted[sorted.length >> 1].toFixed(1)} ms of real time (first ${ms[0].toFixed(0)})`;
}
