import type { SentEntry, TraceEndpoint, TraceEntry, TraceProtocol, TraceSegment } from '../entries.ts';

/** A packet as far as a trace has told of it. */
export interface TracedPacket {
  readonly number: number;
  readonly protocol: TraceProtocol;
  readonly segment?: TraceSegment;
  readonly sentAt: number;
  /** Another one that it is a copy of. */
  readonly copyOf?: number;
  /** What is written on it: NATs on the way change it. */
  readonly from: TraceEndpoint;
  readonly to: TraceEndpoint;
  readonly data: Uint8Array;
  readonly isCorrupted: boolean;
}

/** Follows the packets of a trace, entry by entry; holds those that are under way. */
export class PacketTracker {
  readonly #underWay = new Map<number, TracedPacket>();

  /** The packet that an entry is about, as it is after it; `undefined` if it is about none that was seen being sent. */
  follow(entry: TraceEntry): TracedPacket | undefined {
    switch (entry.type) {
      case 'sent':
        return this.#add(packetOf(entry));
      case 'duplicated':
        return this.#copy(entry.copyOf, entry.packet, entry.at);
      case 'corrupted':
        return this.#corrupt(entry.packet, entry.data);
      case 'delivered':
      case 'dropped':
        return this.#end(entry.packet, entry.from, entry.to);
      default:
        return undefined;
    }
  }

  #add(packet: TracedPacket): TracedPacket {
    this.#underWay.set(packet.number, packet);
    return packet;
  }

  #copy(original: number, number: number, sentAt: number): TracedPacket | undefined {
    const packet = this.#underWay.get(original);
    return packet === undefined ? undefined : this.#add({ ...packet, number, copyOf: original, sentAt });
  }

  #corrupt(number: number, data: Uint8Array): TracedPacket | undefined {
    const packet = this.#underWay.get(number);
    if (packet === undefined) return undefined;
    return this.#add({ ...packet, data, isCorrupted: true });
  }

  #end(number: number, from?: TraceEndpoint, to?: TraceEndpoint): TracedPacket | undefined {
    const packet = this.#underWay.get(number);
    this.#underWay.delete(number);
    if (packet === undefined || (from === undefined && to === undefined)) return packet;
    return { ...packet, from: from ?? packet.from, to: to ?? packet.to };
  }
}

function packetOf({ packet: number, protocol, segment, at: sentAt, from, to, data }: SentEntry): TracedPacket {
  return { number, protocol, segment, sentAt, from, to, data, isCorrupted: false };
}
