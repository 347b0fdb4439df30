/** Many connections made, used and closed leave no socket, no timer and no memory behind. */
import assert from 'node:assert/strict';
import { RTCPeerConnection } from '../../src/index.node.ts';
import { eventOf, negotiate } from '../support/two-peers.ts';

export async function cleanEnd(rounds: number): Promise<string> {
  // Compiled code and its statistics grow for a while.
  for (let i = 0; i < 1500; i++) await oneRound();
  const before = await atRest();
  for (let i = 0; i < rounds; i++) await oneRound();
  const after = await atRest();
  assert.deepEqual(after.resources, before.resources);
  const growthKib = (after.heapBytes - before.heapBytes) / 1024;
  assert.ok(growthKib < 2 * rounds, `the heap grew by ${growthKib} KiB`);
  return `${rounds} connections: no handle left, the heap went from ${mib(before.heapBytes)} to ${mib(after.heapBytes)}`;
}

async function oneRound(): Promise<void> {
  const alice = new RTCPeerConnection();
  const bob = new RTCPeerConnection();
  const channel = alice.createDataChannel('soak');
  const opened = eventOf(channel, 'open');
  await negotiate(alice, bob);
  await opened;
  channel.send('once');
  alice.close();
  bob.close();
}

async function atRest(): Promise<{ resources: string[]; heapBytes: number }> {
  for (let collection = 0; collection < 2; collection++) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    (globalThis as { gc?: () => void }).gc?.();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo().filter((name) => /UDP|TCP|Timeout/.test(name));
  return { resources, heapBytes: heapUsed + arrayBuffers };
}

function mib(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
