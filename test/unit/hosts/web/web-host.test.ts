import { expect, test } from 'vitest';
import { SimulatedNetwork } from '../../../../src/hosts/sim/simulated-network.ts';
import { createWebHost } from '../../../../src/hosts/web/web-host.ts';
import { WebRandom } from '../../../../src/hosts/web/web-random.ts';
import type { Host } from '../../../../src/ports/host.ts';
import type { DatagramReceiver, UdpSocket } from '../../../../src/ports/network.ts';

function bind({ network }: Host, receiver: DatagramReceiver = () => {}): Promise<UdpSocket> {
  return network.bindUdp(network.interfaces()[0].address, 0, receiver);
}

test('hosts of one page reach each other, and sockets of one host do', async () => {
  const [one, two] = [createWebHost(), createWebHost()];
  for (const receiverHost of [one, two]) {
    const arrived = new Promise<number[]>((resolve) => {
      void bind(receiverHost, (packet) => resolve([...packet])).then(async (receiver) => {
        (await bind(one)).send(Uint8Array.of(1, 2), receiver.local);
      });
    });
    expect(await arrived).toEqual([1, 2]);
  }
});

test('a page may be put on a network of its own', async () => {
  const lan = new SimulatedNetwork({ seed: 1, latencyMs: 50, time: 'manual' });
  const host = createWebHost({ lan, name: 'tab' });
  let isArrived = false;
  const receiver = await bind(createWebHost({ lan }), () => (isArrived = true));
  (await bind(host)).send(Uint8Array.of(1), receiver.local);
  await lan.advance(49);
  expect(isArrived).toBe(false);
  await lan.advance(1);
  expect(isArrived).toBe(true);
});

test('its clock is the page’s: tasks in order, alarms in real time', async () => {
  const { clock } = createWebHost();
  const order: string[] = [];
  clock.queueTask(() => void Promise.resolve().then(() => order.push('microtask of the first')));
  clock.queueTask(() => order.push('second'));
  const start = clock.now();
  await new Promise<void>((resolve) => clock.alarm(resolve).set(start + 10, false));
  expect(order).toEqual(['microtask of the first', 'second']);
  expect(clock.now() - start).toBeGreaterThanOrEqual(10);
  expect(Math.abs(clock.timeOrigin + clock.now() - Date.now())).toBeLessThan(1000);
});

test('its randomness fills requests of any length', () => {
  const bytes = new Uint8Array(200_000);
  new WebRandom().fill(bytes);
  expect(new Set(bytes.subarray(190_000)).size).toBe(256);
});
