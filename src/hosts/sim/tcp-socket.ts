import type { SocketAddress, StreamReceiver, TcpSocket } from '../../ports/network.ts';
import { assert } from '../../util/assert.ts';
import type { TcpConnection, TcpOwner } from './tcp-connection.ts';
import { TlsEndpoint, type TlsRole } from './tls-model.ts';

/** How a connection attempt ends. */
export interface TcpOutcome {
  ready(): void;
  failed(reason: string): void;
}

/** A TCP socket of a simulated host, with modelled TLS where there is a role to play. */
export class SimulatedTcpSocket implements TcpSocket, TcpOwner {
  readonly #receiver: StreamReceiver;
  readonly #outcome: TcpOutcome;
  readonly #tls: TlsEndpoint | undefined;
  #connection: TcpConnection | undefined = undefined;
  #isReady = false;
  #isClosed = false;

  constructor(role: TlsRole | undefined, receiver: StreamReceiver, outcome: TcpOutcome) {
    this.#receiver = receiver;
    this.#outcome = outcome;
    this.#tls =
      role &&
      new TlsEndpoint(role, {
        transmit: (bytes) => this.#connection?.send(bytes),
        secured: () => this.#becomeReady(),
        receive: (bytes, now) => this.#isClosed || this.#receiver.receive(bytes, now),
        failed: (reason) => this.#fail(`TLS: ${reason}`),
      });
  }

  get local(): SocketAddress {
    assert(this.#connection !== undefined, 'a socket has a connection');
    return this.#connection.local;
  }

  attach(connection: TcpConnection): void {
    this.#connection = connection;
  }

  send(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    if (this.#tls !== undefined) this.#tls.send(bytes);
    else this.#connection?.send(bytes);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#connection?.close();
  }

  opened(): void {
    if (this.#tls !== undefined) this.#tls.begin();
    else this.#becomeReady();
  }

  receive(bytes: Uint8Array, now: number): void {
    if (this.#isClosed) return;
    if (this.#tls !== undefined) this.#tls.receive(bytes, now);
    else this.#receiver.receive(bytes, now);
  }

  closed(reason: string | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#isReady) this.#receiver.closed(reason);
    else this.#outcome.failed(reason ?? 'the connection was closed');
  }

  #becomeReady(): void {
    this.#isReady = true;
    this.#outcome.ready();
  }

  #fail(reason: string): void {
    this.closed(reason);
    this.#connection?.close();
  }
}
