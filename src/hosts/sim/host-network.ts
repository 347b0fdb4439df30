import type {
  DatagramReceiver,
  LocalInterface,
  Network,
  SocketAddress,
  StreamAcceptor,
  StreamReceiver,
  TcpListener,
  TcpListenOptions,
  TcpOptions,
  TcpSocket,
  UdpSocket,
} from '../../ports/network.ts';
import { canonicalIpAddress, ipFamily, isLinkLocalIp, isLoopbackIp, parseIpAddress } from '../../util/ip-address.ts';
import type { Fabric } from './fabric.ts';
import type { Attachment } from './realm.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import { SimulatedSocket } from './simulated-socket.ts';
import { TcpStack } from './tcp-stack.ts';
import type { HostInterface } from './topology/host-interface.ts';

const FIRST_EPHEMERAL_PORT = 49_152;
const LAST_PORT = 65_535;
/** Within one machine a DTLS record of 2^14 bytes passes whole, as on a real loopback device. */
const LOCAL_DATAGRAM_BYTES = 16 * 1024;

/** The network as one simulated host has it. */
export class HostNetwork implements Network {
  readonly #fabric: Fabric;
  readonly #interfaces: ReadonlyMap<string, HostInterface>;
  readonly #addressesOf: (hostname: string) => readonly string[];
  readonly #tcp: TcpStack;
  #nextPort = FIRST_EPHEMERAL_PORT;

  constructor(
    fabric: Fabric,
    clock: SimulatedClock,
    interfaces: ReadonlyMap<string, HostInterface>,
    addressesOf: (hostname: string) => readonly string[],
  ) {
    this.#fabric = fabric;
    this.#interfaces = interfaces;
    this.#addressesOf = addressesOf;
    this.#tcp = new TcpStack(fabric, clock);
  }

  interfaces(): readonly LocalInterface[] {
    return [...this.#interfacesOf(4), ...this.#interfacesOf(6)];
  }

  async bindUdp(address: string, port: number, receiver: DatagramReceiver): Promise<UdpSocket> {
    const attachment = this.#attachmentAt(address);
    if (attachment === undefined)
      throw new Error(`cannot bind UDP ${address} port ${port}: not an address of this host`);
    const chosen = port === 0 ? this.#freePort(attachment) : port;
    if (attachment.sockets.has(chosen)) throw new Error(`cannot bind UDP ${address} port ${port}: the port is in use`);
    return new SimulatedSocket(this.#fabric, attachment, chosen, receiver);
  }

  async connectTcp(remote: SocketAddress, options: TcpOptions, receiver: StreamReceiver): Promise<TcpSocket> {
    const family = ipFamily(remote.address);
    const address = options.localAddress ?? this.interfaces().find((local) => local.family === family)?.address;
    const attachment = address === undefined ? undefined : this.#attachmentAt(address);
    if (attachment !== undefined) return this.#tcp.connect(attachment, remote, options, receiver);
    throw new Error(`cannot connect to ${remote.address} port ${remote.port}: no address to connect from`);
  }

  async listenTcp(
    address: string,
    port: number,
    options: TcpListenOptions,
    acceptor: StreamAcceptor,
  ): Promise<TcpListener> {
    const attachment = this.#attachmentAt(address);
    if (attachment !== undefined) return this.#tcp.listen(attachment, port, options, acceptor);
    throw new Error(`cannot listen at TCP ${address} port ${port}: not an address of this host`);
  }

  async resolve(hostname: string): Promise<readonly string[]> {
    const literal = canonicalIpAddress(hostname);
    const addresses = literal === undefined ? this.#addressesOf(hostname.toLowerCase()) : [literal];
    if (addresses.length === 0) throw new Error(`no address for ${hostname}`);
    return addresses;
  }

  maxDatagramBytes(_local: string, remote: string): number | undefined {
    return this.#attachmentAt(remote) !== undefined ? LOCAL_DATAGRAM_BYTES : undefined;
  }

  #interfacesOf(family: 4 | 6): LocalInterface[] {
    return [...this.#interfaces.values()]
      .filter(({ isUp }) => isUp)
      .flatMap(({ name, addresses }) => addresses.map((address) => describeInterface(name, address)))
      .filter((local) => local.family === family);
  }

  /** Of an interface that is up. */
  #attachmentAt(address: string): Attachment | undefined {
    for (const { isUp, attachments } of this.#interfaces.values()) {
      const found = isUp ? attachments.find((own) => own.address === address) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #freePort({ address, sockets }: Attachment): number {
    for (let tries = FIRST_EPHEMERAL_PORT; tries <= LAST_PORT; tries++) {
      const port = this.#nextPort;
      this.#nextPort = port === LAST_PORT ? FIRST_EPHEMERAL_PORT : port + 1;
      if (!sockets.has(port)) return port;
    }
    throw new Error(`cannot bind UDP ${address}: no port is free`);
  }
}

function describeInterface(name: string, address: string): LocalInterface {
  const bytes = parseIpAddress(address) as Uint8Array;
  return {
    name,
    address,
    family: ipFamily(address),
    isLoopback: isLoopbackIp(bytes),
    isLinkLocal: isLinkLocalIp(bytes),
  };
}
