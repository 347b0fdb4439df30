import type { SocketAddress } from '../ports/network.ts';
import { Lease } from './lease.ts';

/** RFC 8656 §9: five minutes, and asked for again after four. */
const PERMISSION_TIMES = { lifetimeMs: 300_000, renewAfterMs: 240_000 };
/** RFC 8656 §12: ten minutes, and bound again after nine. */
const CHANNEL_TIMES = { lifetimeMs: 600_000, renewAfterMs: 540_000 };

const FIRST_CHANNEL = 0x4000;
const CHANNELS = 0x1000;
/** Packets that wait for the permission to be asked for: what one turn sends. */
const MAX_HELD = 16;

/** A transport address behind the relay. */
export class Peer {
  readonly address: SocketAddress;
  /** Permissions are for addresses: peers on other ports share it. */
  readonly permission: Lease;
  readonly channelLease = new Lease(CHANNEL_TIMES);
  /** 0x4000…0x4fff once one was chosen; the same for good (RFC 8656 §12). */
  channel: number | undefined = undefined;
  readonly held: Uint8Array[] = [];

  constructor(address: SocketAddress, permission: Lease) {
    this.address = address;
    this.permission = permission;
  }

  /** False if too much is waiting already. */
  hold(packet: Uint8Array): boolean {
    if (this.held.length >= MAX_HELD) return false;
    this.held.push(packet);
    return true;
  }
}

/** All peers of one allocation, in order of appearance. */
export class Peers {
  readonly #permissions = new Map<string, Lease>();
  readonly #peers = new Map<string, Peer>();
  readonly #byChannel: Peer[] = [];
  #last: Peer | undefined = undefined;

  /** The peer of that address, new or known. */
  at(address: SocketAddress): Peer {
    const last = this.#last;
    if (last !== undefined && last.address.port === address.port && last.address.address === address.address) {
      return last;
    }
    const key = `${address.address} ${address.port}`;
    const peer = this.#peers.get(key) ?? this.#add(key, address);
    this.#last = peer;
    return peer;
  }

  permissionOf(ip: string): Lease | undefined {
    return this.#permissions.get(ip);
  }

  ofChannel(channel: number): Peer | undefined {
    return this.#byChannel[channel - FIRST_CHANNEL];
  }

  /** Gives the peer a channel number; false if there are none left. */
  assignChannel(peer: Peer): boolean {
    if (peer.channel !== undefined) return true;
    if (this.#byChannel.length >= CHANNELS) return false;
    peer.channel = FIRST_CHANNEL + this.#byChannel.length;
    this.#byChannel.push(peer);
    return true;
  }

  /** Addresses and their permissions. */
  get permissions(): Iterable<readonly [string, Lease]> {
    return this.#permissions;
  }

  get all(): Iterable<Peer> {
    return this.#peers.values();
  }

  /** Peers with a channel number. */
  get channels(): readonly Peer[] {
    return this.#byChannel;
  }

  handleTimeout(now: number): void {
    for (const permission of this.#permissions.values()) permission.handleTimeout(now);
    for (const { channelLease } of this.#byChannel) channelLease.handleTimeout(now);
  }

  nextTimeout(): number {
    let next = Infinity;
    for (const permission of this.#permissions.values()) next = Math.min(next, permission.deadline);
    for (const { channelLease } of this.#byChannel) next = Math.min(next, channelLease.deadline);
    return next;
  }

  /** Something was asked for that is not there yet. */
  get isPending(): boolean {
    for (const permission of this.#permissions.values()) if (permission.isPending) return true;
    return this.#byChannel.some(({ channelLease }) => channelLease.isPending);
  }

  #add(key: string, address: SocketAddress): Peer {
    const permission = this.#permissions.get(address.address) ?? new Lease(PERMISSION_TIMES);
    this.#permissions.set(address.address, permission);
    const peer = new Peer(address, permission);
    this.#peers.set(key, peer);
    return peer;
  }
}
