import { expect, test } from 'vitest';
import type { SimulatedNetwork } from '../../../src/sim.node.ts';
import { negotiate } from '../../support/two-peers.ts';

const world = (globalThis as unknown as { simulatedNetwork: SimulatedNetwork }).simulatedNetwork;

test('a page has WebRTC, built on its own events', () => {
  const connection = new RTCPeerConnection();
  expect(connection).toBeInstanceOf(EventTarget);
  connection.close();
});

test('the page talks to another host of its simulated world', async () => {
  const page = new RTCPeerConnection();
  const server = new (world.host('server').RTCPeerConnection)();
  const channel = page.createDataChannel('chat');
  const received: unknown[] = [];
  server.ondatachannel = (event) => (event.channel.onmessage = ({ data }) => event.channel.send(`got ${data}`));
  channel.onopen = () => channel.send('hello');
  channel.onmessage = (event) => received.push(event.data, event instanceof MessageEvent);
  await negotiate(page, server);
  await world.until(() => received.length > 0);
  expect(received).toEqual(['got hello', true]);
  expect(world.now).toBeGreaterThan(100);
  page.close();
  server.close();
});
