import type { SocketAddress } from '../ports/network.ts';
import { TRANSACTION_ID_BYTES } from '../stun/header.ts';
import type { StunMessage } from '../stun/message.ts';
import { Slab } from '../util/slab.ts';
import { DATA } from './attribute-type.ts';
import { channelOf, readChannelData, writeChannelData } from './channel-data.ts';
import { readDataIndication, writeSendIndication } from './client-messages.ts';
import type { Lease } from './lease.ts';
import { Peers } from './peers.ts';
import type { Peer } from './peers.ts';
import type { TurnRequests } from './requests.ts';
import type { TurnClientOptions, TurnCounters } from './types.ts';

/** What goes to peers and comes from them, and the permissions and channels for it (RFC 8656 §9 to §12). */
export class PeerTraffic {
  readonly #options: TurnClientOptions;
  readonly #counters: TurnCounters;
  readonly #transmit: (message: Uint8Array) => void;
  readonly #peers = new Peers();
  readonly #slab = new Slab();
  #isDirty = false;

  constructor(options: TurnClientOptions, counters: TurnCounters, transmit: (message: Uint8Array) => void) {
    this.#options = options;
    this.#counters = counters;
    this.#transmit = transmit;
  }

  /** There is something to ask for, or to send behind it. */
  get isDirty(): boolean {
    return this.#isDirty;
  }

  /** Something was asked for that is not there yet. */
  get isPending(): boolean {
    return this.#peers.isPending;
  }

  permit(peer: SocketAddress): void {
    this.#peers.at(peer).permission.want();
    this.#isDirty = true;
  }

  send(packet: Uint8Array, to: SocketAddress): void {
    const peer = this.#peers.at(to);
    const { permission, channelLease } = peer;
    permission.noteUsed();
    if (permission.state === 'held' || permission.state === 'asked') {
      if (channelLease.state === 'held') this.#sendOnChannel(packet, peer);
      else this.#sendIndication(packet, peer);
    } else if (permission.state === 'refused' || !peer.hold(packet)) {
      this.#counters.packetsDiscardedOnSend++;
    } else {
      permission.want();
      this.#isDirty = true;
    }
  }

  receiveChannelData(packet: Uint8Array, now: number): void {
    const peer = packet.length < 2 ? undefined : this.#peers.ofChannel(channelOf(packet));
    const data = peer && readChannelData(packet);
    if (peer === undefined || data === undefined) this.#counters.malformedDropped++;
    else this.#options.receiver(data, peer.address, now);
  }

  /** RFC 8656 §11.4. */
  receiveIndication(indication: StunMessage, now: number): void {
    const received = indication.method === DATA ? readDataIndication(indication) : undefined;
    if (received === undefined) {
      this.#counters.malformedDropped++;
      return;
    }
    const permission = this.#peers.permissionOf(received.peer.address);
    if (permission === undefined || permission.state === 'none') this.#counters.unpermittedDropped++;
    else this.#options.receiver(received.data, received.peer, now);
  }

  /** The server will not let packets pass to the peers of this permission. */
  refuse(permission: Lease): void {
    permission.refuse();
    for (const peer of this.#peers.all) {
      if (peer.permission === permission) this.#counters.packetsDiscardedOnSend += peer.held.splice(0).length;
    }
  }

  handleTimeout(now: number): void {
    this.#peers.handleTimeout(now);
    this.#isDirty = true;
  }

  nextTimeout(): number {
    return this.#peers.nextTimeout();
  }

  /** Asks for what is wanted, and sends what waited for it right behind. */
  flush(requests: TurnRequests, now: number): void {
    if (!this.#isDirty) return;
    this.#wantLeases(requests);
    requests.flush(now);
    for (const peer of this.#peers.all) {
      for (const packet of peer.held.splice(0)) this.#sendIndication(packet, peer);
    }
    // What was held may have wanted channels.
    this.#wantLeases(requests);
    requests.flush(now);
    this.#isDirty = false;
  }

  #sendOnChannel(packet: Uint8Array, peer: Peer): void {
    peer.channelLease.noteUsed();
    this.#transmit(writeChannelData(peer.channel ?? 0, packet, this.#options.isReliable, this.#slab));
  }

  #sendIndication(packet: Uint8Array, peer: Peer): void {
    const id = new Uint8Array(TRANSACTION_ID_BYTES);
    this.#options.random.fill(id);
    // The first byte tells STUN, 0…3, from data (RFC 7983 §7); most pairs never see anything but checks.
    const isData = packet[0] > 3;
    this.#transmit(writeSendIndication(id, peer.address, packet));
    if (!isData || peer.channelLease.state !== 'none' || !this.#peers.assignChannel(peer)) return;
    peer.channelLease.want();
    this.#isDirty = true;
  }

  #wantLeases(requests: TurnRequests): void {
    for (const [ip, lease] of this.#peers.permissions) {
      if (!lease.isWanted) continue;
      lease.noteAsked();
      requests.want({ type: 'permission', ip, lease, attempts: 0 });
    }
    for (const peer of this.#peers.channels) {
      const { channel, channelLease } = peer;
      if (!channelLease.isWanted || channel === undefined) continue;
      channelLease.noteAsked();
      requests.want({ type: 'channel', peer, channel, attempts: 0 });
    }
  }
}
