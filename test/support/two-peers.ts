import { negotiate } from '../../examples/support/negotiate.ts';
import { SimulatedNetwork, type SimulatedNetworkOptions } from '../../src/sim.node.ts';

export { negotiate };

export interface Peer {
  readonly connection: RTCPeerConnection;
  readonly channel: RTCDataChannel;
}

export interface TwoPeers {
  readonly world: SimulatedNetwork;
  readonly alice: Peer;
  readonly bob: Peer;
  end(): void;
}

/** Alice and bob in a world of their own, connected, with one channel that alice opened. */
export async function twoPeers(
  options: SimulatedNetworkOptions = {},
  channelOptions: RTCDataChannelInit = {},
): Promise<TwoPeers> {
  const world = new SimulatedNetwork(options);
  const alice = new (world.host('alice').RTCPeerConnection)();
  const bob = new (world.host('bob').RTCPeerConnection)();
  const channel = alice.createDataChannel('test', channelOptions);
  const opened = eventOf(channel, 'open');
  const offered = eventOf(bob, 'datachannel');
  await negotiate(alice, bob);
  const [{ channel: bobChannel }] = (await Promise.all([offered, opened])) as unknown as [RTCDataChannelEvent, Event];
  channel.binaryType = 'arraybuffer';
  bobChannel.binaryType = 'arraybuffer';
  return {
    world,
    alice: { connection: alice, channel },
    bob: { connection: bob, channel: bobChannel },
    end() {
      alice.close();
      bob.close();
      world.close();
    },
  };
}

/** One that loses, reorders and doubles. */
export const BAD_LINK = { latencyMs: 20, loss: 0.3, reorder: 0.2, duplicate: 0.1 };

/** Over a bad link, which corrupts as well once they are connected: a DTLS handshake in the clear does not survive that. */
export async function badPeers(seed: number, channelOptions: RTCDataChannelInit = {}): Promise<TwoPeers> {
  const peers = await twoPeers({ seed, ...BAD_LINK }, channelOptions);
  peers.world.link('alice', 'bob').corrupt = 0.05;
  return peers;
}

export function eventOf(target: EventTarget, type: string): Promise<Event> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

/** The data of the next `count` messages. */
export function collect<T = string>(channel: RTCDataChannel, count: number): Promise<T[]> {
  const received: T[] = [];
  if (count === 0) return Promise.resolve(received);
  return new Promise((resolve) => {
    channel.addEventListener('message', function onMessage({ data }) {
      received.push(data as T);
      if (received.length < count) return;
      channel.removeEventListener('message', onMessage);
      resolve(received);
    });
  });
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
