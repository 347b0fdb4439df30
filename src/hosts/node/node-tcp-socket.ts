import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../ports/clock.ts';
import type { SocketAddress, StreamReceiver, TcpOptions, TcpSocket } from '../../ports/network.ts';
import { canonicalNodeAddress } from './node-address.ts';

/** Resolves when connected, and for TLS when the handshake is done; rejects with an Error naming the remote. */
export function connectNodeTcp(
  remote: SocketAddress,
  options: TcpOptions,
  receiver: StreamReceiver,
  clock: Clock,
): Promise<TcpSocket> {
  const { socket, connectedEvent } = open(remote, options);
  return new Promise((resolve, reject) => {
    const onFailure = (cause: Error): void => {
      reject(new Error(`cannot connect to ${remote.address} port ${remote.port}: ${cause.message}`, { cause }));
    };
    socket.once('error', onFailure);
    options.onAttempt?.(() => void socket.destroy(new Error('given up')));
    socket.once(connectedEvent, () => {
      socket.removeListener('error', onFailure);
      resolve(new NodeTcpSocket(socket, receiver, clock));
    });
  });
}

function open(remote: SocketAddress, options: TcpOptions): { socket: Socket; connectedEvent: string } {
  const target = { host: remote.address, port: remote.port, noDelay: true, localAddress: options.localAddress };
  if (options.tls === undefined) return { socket: connectPlain(target), connectedEvent: 'connect' };
  // An address is no server name (RFC 6066 §3); the certificate is held against it all the same, as the host.
  const { serverName } = options.tls;
  const socket = connectTls(isIP(serverName) ? target : { ...target, servername: serverName });
  return { socket, connectedEvent: 'secureConnect' };
}

/** A connection that stands. */
export class NodeTcpSocket implements TcpSocket {
  readonly local: SocketAddress;
  readonly #socket: Socket;
  #isClosed = false;

  constructor(socket: Socket, receiver: StreamReceiver, clock: Clock) {
    const address = socket.localAddress ?? '';
    this.local = { address: canonicalNodeAddress(address), port: socket.localPort ?? 0 };
    this.#socket = socket;
    let reason: string | undefined;
    socket.on('data', (bytes) => this.#isClosed || receiver.receive(bytes, clock.now()));
    socket.on('error', (error) => (reason = error.message));
    socket.on('close', () => this.#isClosed || receiver.closed(reason));
  }

  send(bytes: Uint8Array): void {
    if (!this.#isClosed && this.#socket.writable) this.#socket.write(bytes);
  }

  /** What was sent before still goes out; nothing is reported any more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.destroySoon();
  }
}
