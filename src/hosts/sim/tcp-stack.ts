import type {
  SocketAddress,
  StreamAcceptor,
  StreamReceiver,
  TcpListener,
  TcpListenOptions,
  TcpOptions,
  TcpSocket,
} from '../../ports/network.ts';
import { crc32 } from '../../util/crc32.ts';
import type { Fabric } from './fabric.ts';
import type { Packet } from './packet.ts';
import type { SimulatedClock } from './simulated-clock.ts';
import type { Attachment, SegmentReceiver } from './realm.ts';
import { SimulatedTcpSocket } from './tcp-socket.ts';
import { TcpConnection } from './tcp-connection.ts';
import { refuseSegment } from './tcp-refusal.ts';

const FIRST_EPHEMERAL_PORT = 49_152;
const LAST_PORT = 65_535;

interface Listening {
  readonly options: TcpListenOptions;
  readonly acceptor: StreamAcceptor;
}

/** The TCP of one simulated host: its listeners and its connections. */
export class TcpStack implements SegmentReceiver {
  readonly #fabric: Fabric;
  readonly #clock: SimulatedClock;
  readonly #listeners = new Map<string, Listening>();
  readonly #connections = new Map<string, TcpConnection>();
  #nextPort = FIRST_EPHEMERAL_PORT;

  constructor(fabric: Fabric, clock: SimulatedClock) {
    this.#fabric = fabric;
    this.#clock = clock;
  }

  /** Rejects with an Error that names the remote and the cause; the modelled TLS handshake is part of it. */
  connect(
    attachment: Attachment,
    remote: SocketAddress,
    { tls, onAttempt }: TcpOptions,
    receiver: StreamReceiver,
  ): Promise<TcpSocket> {
    attachment.tcp = this;
    const local = { address: attachment.address, port: this.#freePort(attachment.address, remote) };
    return new Promise((resolve, reject) => {
      const role = tls && { serverName: tls.serverName };
      const failed = (reason: string): void =>
        reject(new Error(`cannot connect to ${remote.address} port ${remote.port}: ${reason}`));
      const socket = new SimulatedTcpSocket(role, receiver, { ready: () => resolve(socket), failed });
      const connection = this.#connection(attachment, local, remote, tls !== undefined, socket);
      socket.attach(connection);
      connection.connect();
      onAttempt?.(() => {
        socket.close();
        failed('given up');
      });
    });
  }

  /** Throws an Error if the port is in use. */
  listen(attachment: Attachment, port: number, options: TcpListenOptions, acceptor: StreamAcceptor): TcpListener {
    attachment.tcp = this;
    const { address } = attachment;
    const chosen = port === 0 ? this.#freePort(address) : port;
    const key = `${address} ${chosen}`;
    if (this.#listeners.has(key)) throw new Error(`cannot listen at TCP ${address} port ${port}: the port is in use`);
    this.#listeners.set(key, { options, acceptor });
    return { local: { address, port: chosen }, close: () => void this.#listeners.delete(key) };
  }

  receive(packet: Packet, now: number): void {
    const { segment, destination, source, bytes, target } = packet;
    if (segment === undefined || target === undefined || !isIntact(packet)) return;
    const connection = this.#connections.get(keyOf(destination, source));
    const listening = this.#listeners.get(`${destination.address} ${destination.port}`);
    if (connection !== undefined) connection.receive(segment, bytes, now);
    else if (listening !== undefined && segment.isSyn && !segment.isAck) this.#accept(listening, target, packet);
    else refuseSegment(this.#fabric, target, packet);
  }

  #accept({ options, acceptor }: Listening, target: Attachment, { destination, source, segment }: Packet): void {
    const { tls } = options;
    const late: { receiver: StreamReceiver | undefined } = { receiver: undefined };
    const socket = new SimulatedTcpSocket(
      tls && { identity: tls },
      {
        receive: (bytes, now) => late.receiver?.receive(bytes, now),
        closed: (reason) => late.receiver?.closed(reason),
      },
      { ready: () => (late.receiver = acceptor(socket, source)), failed: () => {} },
    );
    const connection = this.#connection(target, destination, source, tls !== undefined, socket);
    socket.attach(connection);
    connection.accept(segment?.sequence ?? 0);
  }

  #connection(
    attachment: Attachment,
    local: SocketAddress,
    remote: SocketAddress,
    isTls: boolean,
    socket: SimulatedTcpSocket,
  ): TcpConnection {
    const key = keyOf(local, remote);
    const connection = new TcpConnection(
      {
        clock: this.#clock,
        local,
        remote,
        isTls,
        carry: (bytes, segment) =>
          this.#fabric.carrySegment(attachment, local, remote, bytes, { ...segment, checksum: crc32(bytes) }),
        forget: () => void this.#connections.delete(key),
      },
      socket,
    );
    this.#connections.set(key, connection);
    return connection;
  }

  #freePort(address: string, remote?: SocketAddress): number {
    for (let tries = FIRST_EPHEMERAL_PORT; tries <= LAST_PORT; tries++) {
      const port = this.#nextPort;
      this.#nextPort = port === LAST_PORT ? FIRST_EPHEMERAL_PORT : port + 1;
      const isTaken = remote !== undefined && this.#connections.has(keyOf({ address, port }, remote));
      if (!isTaken && !this.#listeners.has(`${address} ${port}`)) return port;
    }
    throw new Error(`no TCP port of ${address} is free`);
  }
}

/** What arrives damaged is a loss to TCP. */
function isIntact({ bytes, segment }: Packet): boolean {
  return segment?.checksum === undefined || segment.checksum === crc32(bytes);
}

function keyOf(local: SocketAddress, remote: SocketAddress): string {
  return `${local.address} ${local.port} ${remote.address} ${remote.port}`;
}
