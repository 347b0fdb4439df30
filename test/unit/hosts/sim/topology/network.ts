import { SimulatedNetwork, type SimulatedNetworkOptions } from '../../../../../src/hosts/sim/simulated-network.ts';
import type { SimulatedHost } from '../../../../../src/hosts/sim/simulated-host.ts';
import type { SocketAddress, UdpSocket } from '../../../../../src/ports/network.ts';

/** A socket, and from whom it has heard, as `address:port`. */
export interface Plug {
  readonly socket: UdpSocket;
  readonly heard: string[];
  /** Where the last packet came from. */
  readonly lastFrom: SocketAddress | undefined;
  send(to: SocketAddress): void;
}

export async function plug(host: SimulatedHost, port = 0, address = host.addresses[0]): Promise<Plug> {
  const heard: string[] = [];
  let lastFrom: SocketAddress | undefined;
  const socket = await host.network.bindUdp(address, port, (_packet, from) => {
    heard.push(`${from.address}:${from.port}`);
    lastFrom = from;
  });
  return {
    socket,
    heard,
    get lastFrom() {
      return lastFrom;
    },
    send: (to) => socket.send(new Uint8Array(1), to),
  };
}

export function worldInHand(options: SimulatedNetworkOptions = {}): SimulatedNetwork {
  return new SimulatedNetwork({ seed: 1, time: 'manual', ...options });
}

/** Sends, lets it arrive, and gives the address the receiver saw; `undefined` if it did not arrive. */
export async function seenBy(
  receiver: Plug,
  sender: Plug,
  world: SimulatedNetwork,
  to: SocketAddress = receiver.socket.local,
): Promise<SocketAddress | undefined> {
  const count = receiver.heard.length;
  sender.send(to);
  await world.settle();
  return receiver.heard.length > count ? receiver.lastFrom : undefined;
}
