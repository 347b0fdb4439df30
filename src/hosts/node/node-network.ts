import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../../ports/clock.ts';
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
import {
  canonicalIpAddress,
  formatIpAddress,
  ipFamily,
  isLinkLocalIp,
  isLoopbackIp,
  parseIpAddress,
} from '../../util/ip-address.ts';
import { canonicalNodeAddress } from './node-address.ts';
import { listenNodeTcp } from './node-tcp-listener.ts';
import { connectNodeTcp } from './node-tcp-socket.ts';
import { startTimer, stopTimer } from './node-timers.ts';
import { bindNodeUdp } from './node-udp-socket.ts';

export interface NodeNetworkOptions {
  /** Offer the loopback interfaces as well: for tests, and for peers on the same machine. Default false. */
  readonly includeLoopback?: boolean;
  /** Where port 0 is chosen from, inclusive, both in 1…65535. Default: the operating system chooses. */
  readonly portRange?: PortRange;
}

export interface PortRange {
  readonly min: number;
  readonly max: number;
}

/** One DTLS record of 2^14 bytes and its overhead fit the loopback device's MTU of 65536 many times. */
const LOCAL_DATAGRAM_BYTES = 16 * 1024;
/** How old the list of interfaces may be: the system's call costs a tenth of what a whole connection does. */
const INTERFACES_MAX_AGE_MS = 250;
/** The resolver of a system without mDNS asks DNS for `.local` names and waits long for nothing. */
const MDNS_TIMEOUT_MS = 1000;

/** The UDP and TCP of this machine. */
export class NodeNetwork implements Network {
  readonly #clock: Clock;
  readonly #includeLoopback: boolean;
  readonly #portRange: PortRange | undefined;
  #interfaces: readonly LocalInterface[] = [];
  #interfacesReadAt = -Infinity;

  constructor(clock: Clock, options: NodeNetworkOptions = {}) {
    this.#clock = clock;
    this.#includeLoopback = options.includeLoopback ?? false;
    this.#portRange = options.portRange;
    if (this.#portRange !== undefined) validatePortRange(this.#portRange);
  }

  interfaces(): readonly LocalInterface[] {
    return this.#allInterfaces().filter((local) => this.#isOffered(local));
  }

  async bindUdp(address: string, port: number, receiver: DatagramReceiver): Promise<UdpSocket> {
    const range = this.#portRange;
    if (port !== 0 || range === undefined) return bindNodeUdp(address, port, receiver, this.#clock);
    return this.#bindWithin(range, address, receiver);
  }

  connectTcp(remote: SocketAddress, options: TcpOptions, receiver: StreamReceiver): Promise<TcpSocket> {
    return connectNodeTcp(remote, options, receiver, this.#clock);
  }

  listenTcp(address: string, port: number, options: TcpListenOptions, acceptor: StreamAcceptor): Promise<TcpListener> {
    return listenNodeTcp(address, port, options, acceptor, this.#clock);
  }

  async resolve(hostname: string): Promise<readonly string[]> {
    const literal = canonicalIpAddress(hostname);
    if (literal !== undefined) return [literal];
    const name = hostname.toLowerCase();
    const found = lookup(name, { all: true, verbatim: true });
    const records = await (name.endsWith('.local') ? orTimeOut(found, name) : found);
    return records.map((record) => canonicalNodeAddress(record.address));
  }

  maxDatagramBytes(local: string, remote: string): number | undefined {
    return local === remote || this.#isOnThisMachine(remote) ? LOCAL_DATAGRAM_BYTES : undefined;
  }

  #isOnThisMachine(address: string): boolean {
    const bytes = parseIpAddress(address);
    if (bytes === undefined) return false;
    return isLoopbackIp(bytes) || this.#allInterfaces().some((local) => local.address === address);
  }

  #allInterfaces(): readonly LocalInterface[] {
    const now = this.#clock.now();
    if (now - this.#interfacesReadAt > INTERFACES_MAX_AGE_MS) {
      this.#interfaces = readInterfaces();
      this.#interfacesReadAt = now;
    }
    return this.#interfaces;
  }

  #isOffered(local: LocalInterface): boolean {
    if (local.isLoopback) return this.#includeLoopback;
    // A link-local IPv6 address means nothing without its zone, which no candidate carries.
    return !(local.family === 6 && local.isLinkLocal);
  }

  async #bindWithin(range: PortRange, address: string, receiver: DatagramReceiver): Promise<UdpSocket> {
    const count = range.max - range.min + 1;
    const first = Math.floor(Math.random() * count);
    let failure: unknown;
    for (let i = 0; i < count; i++) {
      try {
        return await bindNodeUdp(address, range.min + ((first + i) % count), receiver, this.#clock);
      } catch (error) {
        failure = error;
      }
    }
    throw new Error(`cannot bind UDP ${address}, no port free in ${range.min}–${range.max}`, { cause: failure });
  }
}

function validatePortRange({ min, max }: PortRange): void {
  const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65535;
  if (isPort(min) && isPort(max) && min <= max) return;
  throw new RangeError(`portRange: ${min}–${max} is not a range of ports within 1–65535`);
}

function readInterfaces(): LocalInterface[] {
  const found: LocalInterface[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    for (const { address, internal } of addresses ?? []) {
      const bytes = parseIpAddress(canonicalNodeAddress(address));
      if (bytes !== undefined) found.push(describeInterface(name, bytes, internal));
    }
  }
  return found;
}

function describeInterface(name: string, bytes: Uint8Array, isLoopback: boolean): LocalInterface {
  const address = formatIpAddress(bytes) as string;
  return { name, address, family: ipFamily(address), isLoopback, isLinkLocal: isLinkLocalIp(bytes) };
}

async function orTimeOut<T>(found: Promise<T>, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = startTimer(() => reject(new Error(`no address for ${name} within ${MDNS_TIMEOUT_MS} ms`)), MDNS_TIMEOUT_MS);
  });
  try {
    return await Promise.race([found, timeout]);
  } finally {
    if (timer !== undefined) stopTimer(timer);
  }
}
