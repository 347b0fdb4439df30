import { SimulatedNetwork, type SimulatedNetworkOptions } from '../../../../src/hosts/sim/simulated-network.ts';
import type { SimulatedHost } from '../../../../src/hosts/sim/simulated-host.ts';
import type { SocketAddress, UdpSocket } from '../../../../src/ports/network.ts';

export interface Arrival {
  readonly bytes: number[];
  readonly from: SocketAddress;
  readonly at: number;
}

export interface Endpoint {
  readonly host: SimulatedHost;
  readonly socket: UdpSocket;
  readonly arrivals: Arrival[];
  send(to: Endpoint, ...bytes: number[]): void;
}

/** A host with one socket that remembers what it receives. */
export async function endpoint(world: SimulatedNetwork, name: string, address = 0): Promise<Endpoint> {
  const host = world.host(name);
  const arrivals: Arrival[] = [];
  const socket = await host.network.bindUdp(host.addresses[address], 0, (packet, from, at) => {
    arrivals.push({ bytes: [...packet], from, at });
  });
  const send = (to: Endpoint, ...bytes: number[]): void => socket.send(Uint8Array.from(bytes), to.socket.local);
  return { host, socket, arrivals, send };
}

/** Alice and bob, a socket each, in a world whose time is moved by hand. */
export async function twoEndpoints(
  options: SimulatedNetworkOptions = {},
): Promise<{ world: SimulatedNetwork; alice: Endpoint; bob: Endpoint }> {
  const world = new SimulatedNetwork({ seed: 1, time: 'manual', ...options });
  return { world, alice: await endpoint(world, 'alice'), bob: await endpoint(world, 'bob') };
}
