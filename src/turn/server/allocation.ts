import type { SocketAddress, UdpSocket } from '../../ports/network.ts';
import { TRANSACTION_ID_BYTES } from '../../stun/header.ts';
import { StunMessageWriter } from '../../stun/message-writer.ts';
import { ipFamily } from '../../util/ip-address.ts';
import { Slab } from '../../util/slab.ts';
import { DATA, TurnAttribute } from '../attribute-type.ts';
import { writeChannelData } from '../channel-data.ts';
import type { TurnUser } from './authenticator.ts';
import type { ServerContext } from './server-context.ts';
import type { TurnClientPath } from './types.ts';

interface Channel {
  readonly number: number;
  readonly peer: SocketAddress;
  expiresAt: number;
}

/** A relayed address or two, and who may use them (RFC 8656 §3.2). */
export class ServerAllocation {
  readonly user: TurnUser;
  /** Of the Allocate request: one that is repeated gets the same answer. */
  readonly transactionId: string;
  response: Uint8Array = new Uint8Array(0);
  expiresAt = Infinity;
  readonly #path: TurnClientPath;
  readonly #context: ServerContext;
  readonly #sockets: UdpSocket[] = [];
  readonly #permissions = new Map<string, number>();
  readonly #channels = new Map<number, Channel>();
  readonly #channelsByPeer = new Map<string, Channel>();
  readonly #slab = new Slab();
  #isClosed = false;

  constructor(path: TurnClientPath, user: TurnUser, transactionId: string, context: ServerContext) {
    this.#path = path;
    this.user = user;
    this.transactionId = transactionId;
    this.#context = context;
  }

  get relayed(): readonly SocketAddress[] {
    return this.#sockets.map(({ local }) => local);
  }

  /** Rejects if the address has no port left. */
  async bind(address: string): Promise<void> {
    const { host, gate } = this.#context;
    const socket = await host.network.bindUdp(address, 0, (packet, from, now) => {
      if (gate === undefined) this.#receive(packet, from, now);
      else gate(() => this.#receive(packet, from, host.clock.now()));
    });
    if (this.#isClosed) socket.close();
    else this.#sockets.push(socket);
  }

  hasFamilyOf(address: string): boolean {
    return this.#socketFor(address) !== undefined;
  }

  permit(ip: string, expiresAt: number): void {
    this.#permissions.set(ip, expiresAt);
  }

  isPermitted(ip: string, now: number): boolean {
    const expiresAt = this.#permissions.get(ip);
    return expiresAt !== undefined && now < expiresAt;
  }

  /** False if the number or the peer is in use otherwise, RFC 8656 §12.3. */
  bindChannel(number: number, peer: SocketAddress, expiresAt: number, now: number): boolean {
    const known = this.#channels.get(number);
    const ofPeer = this.#channelsByPeer.get(keyOf(peer));
    if (known !== undefined && known === ofPeer) {
      known.expiresAt = expiresAt;
      return true;
    }
    if (isBound(known, now) || isBound(ofPeer, now)) return false;
    const channel = { number, peer, expiresAt };
    this.#channels.set(number, channel);
    this.#channelsByPeer.set(keyOf(peer), channel);
    return true;
  }

  /** False if the channel is not bound. */
  sendOnChannel(number: number, data: Uint8Array, now: number): boolean {
    const channel = this.#channels.get(number);
    return channel !== undefined && isBound(channel, now) && this.sendTo(channel.peer, data, now);
  }

  /** False without a permission. */
  sendTo(peer: SocketAddress, data: Uint8Array, now: number): boolean {
    const socket = this.#socketFor(peer.address);
    if (socket === undefined || !this.isPermitted(peer.address, now)) return false;
    socket.send(data, peer);
    return true;
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets) socket.close();
  }

  /** What comes without a permission is dropped, RFC 8656 §11.3. */
  #receive(packet: Uint8Array, from: SocketAddress, now: number): void {
    if (now >= this.expiresAt || !this.isPermitted(from.address, now)) return;
    const channel = this.#channelsByPeer.get(keyOf(from));
    if (channel !== undefined && isBound(channel, now)) {
      this.#path.send(writeChannelData(channel.number, packet, this.#path.isStream, this.#slab));
    } else {
      this.#path.send(this.#dataIndication(packet, from));
    }
  }

  #dataIndication(packet: Uint8Array, from: SocketAddress): Uint8Array {
    const id = new Uint8Array(TRANSACTION_ID_BYTES);
    this.#context.host.random.fill(id);
    return new StunMessageWriter('indication', DATA, id)
      .xorAddress(TurnAttribute.xorPeerAddress, from)
      .attribute(TurnAttribute.data, packet)
      .take();
  }

  #socketFor(peer: string): UdpSocket | undefined {
    const family = ipFamily(peer);
    return this.#sockets.find(({ local }) => ipFamily(local.address) === family);
  }
}

function isBound(channel: Channel | undefined, now: number): boolean {
  return channel !== undefined && now < channel.expiresAt;
}

function keyOf({ address, port }: SocketAddress): string {
  return `${address} ${port}`;
}
