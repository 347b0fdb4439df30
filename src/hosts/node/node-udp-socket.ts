import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Clock } from '../../ports/clock.ts';
import type { DatagramReceiver, SocketAddress, UdpSocket } from '../../ports/network.ts';
import { canonicalNodeAddress } from './node-address.ts';

/** Room for a burst: the default of 208 KiB loses packets as soon as the event loop is busy for a few milliseconds. */
const BUFFER_BYTES = [4 * 1024 * 1024, 1024 * 1024];

/** Rejects with an Error naming address, port and cause. */
export function bindNodeUdp(
  address: string,
  port: number,
  receiver: DatagramReceiver,
  clock: Clock,
): Promise<UdpSocket> {
  const isSix = isIPv6(address);
  const socket = createSocket({ type: isSix ? 'udp6' : 'udp4', ipv6Only: isSix, lookup: literalLookup });
  return new Promise((resolve, reject) => {
    socket.once('error', (cause) => {
      socket.close();
      reject(new Error(`cannot bind UDP ${address} port ${port}: ${cause.message}`, { cause }));
    });
    socket.bind({ address, port, exclusive: true }, () => resolve(new NodeUdpSocket(socket, receiver, clock)));
  });
}

const NOBODY: SocketAddress = { address: '', port: 0 };

class NodeUdpSocket implements UdpSocket {
  readonly local: SocketAddress;
  readonly #socket: Socket;
  readonly #receiver: DatagramReceiver;
  readonly #clock: Clock;
  #lastSender = NOBODY;
  /** The last sender's address as Node spells it. */
  #lastAddress = '';
  #isClosed = false;

  constructor(socket: Socket, receiver: DatagramReceiver, clock: Clock) {
    const { address, port } = socket.address();
    this.local = { address: canonicalNodeAddress(address), port };
    this.#socket = socket;
    this.#receiver = receiver;
    this.#clock = clock;
    socket.removeAllListeners('error');
    // An ICMP error or a full queue is a lost packet; the protocols above notice what they must.
    socket.on('error', ignore);
    socket.on('message', (packet, from) => this.#deliver(packet, from));
    enlargeBuffers(socket);
  }

  send(packet: Uint8Array, to: SocketAddress): void {
    // dgram throws for port 0 and for a closed socket, and for nothing else that can be given here. Without a
    // callback it reports no failure of the system call either.
    if (this.#isClosed || to.port === 0) return;
    this.#socket.send(packet, to.port, to.address);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close();
  }

  #deliver(packet: Buffer, from: SocketAddress): void {
    if (this.#isClosed) return;
    if (from.port !== this.#lastSender.port || from.address !== this.#lastAddress) this.#remember(from);
    // Not a Buffer, whose `slice` shares its bytes instead of copying them.
    const bytes = new Uint8Array(packet.buffer, packet.byteOffset, packet.byteLength);
    this.#receiver(bytes, this.#lastSender, this.#clock.now());
  }

  /** One object per sender while it lasts: the layers above compare and keep it. */
  #remember({ address, port }: SocketAddress): void {
    this.#lastAddress = address;
    this.#lastSender = { address: canonicalNodeAddress(address), port };
  }
}

/** Every address given to `send` is a literal: resolved in place it costs neither a tick nor a thread. */
function literalLookup(
  address: string,
  family: number | object | null,
  callback: (error: null, address: string, family: number) => void,
): void {
  callback(null, address, family === 6 ? 6 : 4);
}

function enlargeBuffers(socket: Socket): void {
  BUFFER_BYTES.some((bytes) => succeeds(() => socket.setRecvBufferSize(bytes)));
  BUFFER_BYTES.some((bytes) => succeeds(() => socket.setSendBufferSize(bytes)));
}

/** Where a system refuses, its own size serves, with more loss under load. */
function succeeds(steps: () => void): boolean {
  try {
    steps();
    return true;
  } catch {
    return false;
  }
}

function ignore(): void {}
