import type { IceBase } from '../ice/types.ts';
import type { Alarm } from '../ports/clock.ts';
import type { Host } from '../ports/host.ts';
import type { SocketAddress, UdpSocket } from '../ports/network.ts';
import { TurnClient } from '../turn/client.ts';
import type { TurnNews } from '../turn/types.ts';
import { ipFamily } from '../util/ip-address.ts';
import { messageOf, UNREACHABLE } from './reach.ts';
import { openTurnPath, type TurnPath } from './turn-path.ts';
import type { IceServer } from './types.ts';

export interface RelayOptions {
  readonly host: Host;
  /** With user name and credential. */
  readonly server: IceServer;
  /** The server's address, a literal. */
  readonly address: string;
  /** The address it is asked from. */
  readonly localAddress: string;
  /** Of its first relayed address; the second has one less. */
  readonly localPreference: number;
  /** Policy keeps every address but the relayed one to itself. */
  readonly hidesAddresses: boolean;
  readonly onDatagram: (base: IceBase, packet: Uint8Array, from: SocketAddress, now: number) => void;
  /** The allocation is gone, and its bases with it. */
  readonly onLost: (relay: Relay) => void;
}

/** Why there is no allocation: a STUN error code, or 701. */
export interface RelayError {
  readonly errorCode: number;
  readonly errorText: string;
}

const CLOSED: RelayError = { errorCode: UNREACHABLE, errorText: 'closed' };
/** A 437 asks for another port, a 300 for another server: how often one relay follows such a hint. */
const MAX_HINTS = 3;

/**
 * One TURN allocation and the bases it gives to ICE, one for each relayed address. Runs the turns of the TURN client and
 * owns its socket and its alarm.
 */
export class Relay {
  readonly options: RelayOptions;
  #bases: IceBase[] = [];
  readonly #alarm: Alarm;
  readonly #endTurn = (): void => this.#turn();
  #server: SocketAddress;
  #hints = 0;
  #client: TurnClient | undefined = undefined;
  #path: TurnPath | undefined = undefined;
  /** Gives up the attempt to connect that is under way. */
  #abandon: (() => void) | undefined = undefined;
  #isTurnDue = false;
  #isClosed = false;
  /** Who waits for the allocation, or for word of it. */
  #settle: ((error: RelayError | undefined) => void) | undefined = undefined;
  #word: Promise<RelayError | undefined> = Promise.resolve(CLOSED);

  constructor(options: RelayOptions) {
    this.options = options;
    this.#server = { address: options.address, port: options.server.port };
    this.#alarm = options.host.clock.alarm(
      () => this.#wake(),
      () => 'a TURN timer',
    );
  }

  get bases(): readonly IceBase[] {
    return this.#bases;
  }

  /** The local end of the way to the server, once there is one. */
  get local(): SocketAddress | undefined {
    return this.#path?.local;
  }

  /** Makes the allocation; settles with what went wrong, if anything did. */
  open(): Promise<RelayError | undefined> {
    const word = this.#awaitWord();
    void this.#connect();
    return word;
  }

  /** Asks whether the allocation is still there (or waits until it is); if not, it is over with this relay. */
  verify(): Promise<RelayError | undefined> {
    if (this.#settle !== undefined || this.#client?.isAllocated !== true) return this.#word;
    this.#client.verify();
    this.#poke();
    return this.#awaitWord();
  }

  /** Gives the allocation back. A datagram socket lives on until the server knows. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#bases = [];
    this.#finish(CLOSED);
    this.#abandon?.();
    this.#client?.close();
    this.#turn();
    if (this.#path?.isStream !== false) this.#drop();
  }

  #awaitWord(): Promise<RelayError | undefined> {
    this.#word = new Promise((resolve) => (this.#settle = resolve));
    return this.#word;
  }

  async #connect(): Promise<void> {
    const { host, server, localAddress } = this.options;
    const { username = '', credential = '' } = server;
    try {
      const path = await openTurnPath(host, server, this.#server, localAddress, {
        receive: (message, now) => this.#receive(message, now),
        closed: (reason) => this.#disconnected(reason),
        connecting: (abandon) => (this.#abandon = abandon),
      });
      this.#abandon = undefined;
      if (this.#isClosed) return path.close();
      this.#path = path;
      this.#client = new TurnClient({
        crypto: host.crypto,
        random: host.random,
        username,
        password: credential,
        isReliable: path.isStream,
        transmit: (message) => path.send(message),
        receiver: (packet, from, now) => this.#deliver(packet, from, now),
      });
      this.#client.allocate();
      this.#turn();
    } catch (error) {
      this.#finish({ errorCode: UNREACHABLE, errorText: messageOf(error) });
    }
  }

  #receive(message: Uint8Array, now: number): void {
    this.#client?.receive(message, now);
    // ChannelData changes nothing but what it carries; a STUN message may have.
    if (message[0] < 4) this.#poke();
  }

  #deliver(packet: Uint8Array, from: SocketAddress, now: number): void {
    const isSix = ipFamily(from.address) === 6;
    for (const base of this.#bases) {
      if ((ipFamily(base.socket.local.address) === 6) === isSix)
        return this.options.onDatagram(base, packet, from, now);
    }
  }

  #disconnected(reason: string | undefined): void {
    this.#client?.disconnect(reason ?? 'TURN server closed the connection');
    this.#poke();
  }

  #send(packet: Uint8Array, to: SocketAddress): void {
    const client = this.#client;
    if (client === undefined) return;
    client.send(packet, to);
    if (client.isDirty) this.#poke();
  }

  #permit(remote: SocketAddress): void {
    this.#client?.permit(remote);
    this.#poke();
  }

  #wake(): void {
    this.#client?.handleTimeout(this.options.host.clock.now());
    this.#turn();
  }

  #poke(): void {
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    void SETTLED.then(this.#endTurn);
  }

  #turn(): void {
    this.#isTurnDue = false;
    const client = this.#client;
    if (client === undefined) return;
    client.flush(this.options.host.clock.now());
    for (let news; (news = client.pollEvent()) !== undefined;) this.#onNews(news);
    if (this.#client === client) this.#alarm.set(client.nextTimeout(), client.isQuiet);
  }

  #onNews(news: TurnNews): void {
    switch (news.type) {
      case 'allocated':
        this.#bases = news.relayed.map((relayed, index) => this.#baseAt(relayed, news.mapped, index));
        return this.#finish(undefined);
      case 'verified':
        return this.#finish(undefined);
      case 'refused':
        if (news.errorCode === 437 && this.#mayFollowHint()) return this.#reconnect(this.#server);
        return this.#fail(news);
      case 'redirected':
        if (this.#mayFollowHint()) return this.#reconnect(news.server);
        return this.#fail({ errorCode: 300, errorText: 'TURN servers refer to each other' });
      case 'lost':
        this.#fail(news);
        return this.options.onLost(this);
      case 'released':
        return this.#drop();
    }
  }

  #mayFollowHint(): boolean {
    return !this.#isClosed && ++this.#hints <= MAX_HINTS;
  }

  #reconnect(server: SocketAddress): void {
    this.#drop();
    this.#server = server;
    void this.#connect();
  }

  #fail({ errorCode, errorText }: RelayError): void {
    this.#finish({ errorCode, errorText });
    this.#drop();
  }

  #finish(error: RelayError | undefined): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(error);
  }

  #drop(): void {
    this.#alarm.clear();
    this.#path?.close();
    this.#client = undefined;
  }

  /** RFC 8839 §5.1: who must not know the related address is told a meaningless one. */
  #baseAt(relayed: SocketAddress, mapped: SocketAddress, index: number): IceBase {
    const { server, localPreference, hidesAddresses } = this.options;
    const nowhere = { address: ipFamily(relayed.address) === 4 ? '0.0.0.0' : '::', port: 9 };
    const socket: UdpSocket = {
      local: relayed,
      send: (packet, to) => this.#send(packet, to),
      // The allocation may have another base, and is the relay's to give back.
      close: () => {},
    };
    return {
      socket,
      type: 'relay',
      localPreference: localPreference - index,
      relatedAddress: hidesAddresses ? nowhere : mapped,
      url: server.url,
      relayProtocol: relayProtocolOf(server),
      isAnnounced: true,
      permit: (remote) => this.#permit(remote),
    };
  }
}

export function relayProtocolOf({ scheme, transport }: IceServer): 'udp' | 'tcp' | 'tls' {
  return scheme === 'turns' ? 'tls' : transport;
}

const SETTLED = Promise.resolve();
