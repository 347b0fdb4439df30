import type { Alarm } from '../../ports/clock.ts';
import type { SocketAddress, StreamReceiver, TcpListener, TcpSocket, UdpSocket } from '../../ports/network.ts';
import { StreamReassembly } from '../stream-reassembly.ts';
import { ServerContext, type TurnServerCounters } from './server-context.ts';
import { ServerSession } from './session.ts';
import type { TurnListenOptions, TurnServerOptions } from './types.ts';

/** Where a server can be reached. */
export interface TurnListenAddress extends SocketAddress {
  readonly transport: 'udp' | 'tcp' | 'tls';
}

/**
 * A TURN server (RFC 8656) on any Host, over UDP, TCP and TLS, which answers STUN Binding requests as well. It answers
 * as it receives: there is nothing to gather up in a turn.
 */
export class TurnServer {
  readonly #options: TurnServerOptions;
  readonly #alarm: Alarm;
  readonly #listening: TurnListenAddress[] = [];
  readonly #udpSockets: UdpSocket[] = [];
  readonly #listeners: TcpListener[] = [];
  /** By listening address and client. */
  readonly #udpSessions = new Map<string, ServerSession>();
  readonly #streams = new Map<TcpSocket, ServerSession>();
  #context: ServerContext;

  /** Listens at all addresses; rejects with an Error if it cannot at one of them, and listens at none then. */
  static async start(options: TurnServerOptions): Promise<TurnServer> {
    const server = new TurnServer(options);
    try {
      for (const listen of options.listen) await server.#listen(listen);
    } catch (error) {
      server.close();
      throw error;
    }
    return server;
  }

  private constructor(options: TurnServerOptions) {
    this.#options = options;
    this.#alarm = options.host.clock.alarm(
      () => this.#expire(),
      () => 'the end of something at the TURN server',
    );
    this.#context = new ServerContext(options, () => this.#rearm());
  }

  /** In the order of `listen`, with the ports that were chosen. */
  get addresses(): readonly TurnListenAddress[] {
    return this.#listening;
  }

  get allocationCount(): number {
    return this.#context.allocations.size;
  }

  get counters(): TurnServerCounters {
    return this.#context.counters;
  }

  /** As after a crash: allocations, connections and nonces are gone, the addresses are the same. */
  restart(): void {
    this.#dropSessions();
    this.#context = new ServerContext(this.#options, () => this.#rearm());
  }

  close(): void {
    for (const socket of this.#udpSockets) socket.close();
    for (const listener of this.#listeners) listener.close();
    this.#dropSessions();
    this.#alarm.clear();
  }

  async #listen({ transport, address, port, tls }: TurnListenOptions): Promise<void> {
    const { network } = this.#options.host;
    if (transport === 'udp') {
      const socket: UdpSocket = await network.bindUdp(address, port, (packet, from) =>
        this.#enter(() => this.#receiveDatagram(socket, packet, from)),
      );
      this.#udpSockets.push(socket);
      this.#listening.push({ transport, ...socket.local });
    } else {
      const options = transport === 'tls' ? { tls: tls ?? { serverNames: [] } } : {};
      const listener = await network.listenTcp(address, port, options, (socket, from) => this.#accept(socket, from));
      this.#listeners.push(listener);
      this.#listening.push({ transport, ...listener.local });
    }
  }

  #enter(pass: () => void): void {
    if (this.#options.gate === undefined) pass();
    else this.#options.gate(pass);
  }

  #receiveDatagram(socket: UdpSocket, packet: Uint8Array, from: SocketAddress): void {
    const key = `${socket.local.address} ${socket.local.port} ${from.address} ${from.port}`;
    const session = this.#udpSessions.get(key) ?? this.#sessionAt(socket, from);
    session.receive(packet, this.#now);
    if (session.isIdle) this.#udpSessions.delete(key);
    else this.#udpSessions.set(key, session);
  }

  #sessionAt(socket: UdpSocket, client: SocketAddress): ServerSession {
    const path = { isStream: false, send: (message: Uint8Array) => socket.send(message, client) };
    return new ServerSession(this.#context, path, client);
  }

  /** The allocation of a connection ends with it, RFC 8656 §3.1. */
  #accept(socket: TcpSocket, client: SocketAddress): StreamReceiver {
    const path = { isStream: true, send: (message: Uint8Array) => socket.send(message) };
    const session = new ServerSession(this.#context, path, client);
    const stream = new StreamReassembly();
    this.#streams.set(socket, session);
    const end = (): void => {
      session.close();
      this.#streams.delete(socket);
      socket.close();
    };
    return {
      receive: (bytes) => {
        stream.push(bytes);
        for (let message; (message = stream.next()) !== undefined;) this.#enterStream(session, message);
        if (stream.isBroken) end();
      },
      closed: end,
    };
  }

  #enterStream(session: ServerSession, message: Uint8Array): void {
    this.#enter(() => session.receive(message, this.#now));
  }

  #expire(): void {
    const now = this.#now;
    for (const [key, session] of this.#udpSessions) {
      session.expire(now);
      if (session.isIdle) this.#udpSessions.delete(key);
    }
    for (const session of this.#streams.values()) session.expire(now);
    this.#rearm();
  }

  #rearm(): void {
    let next = Infinity;
    for (const { expiresAt } of this.#context.allocations) next = Math.min(next, expiresAt);
    this.#alarm.set(next, true);
  }

  get #now(): number {
    return this.#options.host.clock.now();
  }

  #dropSessions(): void {
    for (const session of this.#udpSessions.values()) session.close();
    this.#udpSessions.clear();
    for (const [socket, session] of this.#streams) {
      session.close();
      socket.close();
    }
    this.#streams.clear();
  }
}
