import { portableCrypto } from '../../crypto/portable-crypto.ts';
import type { Crypto } from '../../ports/crypto.ts';
import { keyLogLine } from '../../dtls/key-log-line.ts';
import { COMMON_HEADER_BYTES, hasZeroChecksum, writeChecksum } from '../../sctp/packet.ts';
import { bytesOfHex } from '../../util/bytes.ts';
import { Queue } from '../../util/queue.ts';
import type { SecretsEntry, Trace, TraceEntry } from '../entries.ts';
import { openApplicationData } from '../packets/describe-dtls.ts';
import { innermostPayload } from '../packets/innermost-payload.ts';
import { KeyRing } from '../packets/key-ring.ts';
import { PacketTracker, type TracedPacket } from '../packets/packet-tracker.ts';
import {
  decryptionSecrets,
  Direction,
  enhancedPacket,
  interfaceDescription,
  nameResolution,
  sectionHeader,
} from './blocks.ts';
import { sctpPacket, tcpPacket, udpPacket } from './ip-packet.ts';

export interface PcapngOptions {
  /** What decrypts; default the portable one. */
  readonly crypto?: Crypto;
}

/**
 * A trace as a pcapng file, a block at a time. Each host is an interface that sees what it sends when it is sent and what
 * it receives when it is delivered; comments say what became of a packet, and which faults came and went before it. One
 * more interface shows the SCTP packets that were sent, decrypted. Host names and DTLS secrets are inside, so that
 * Wireshark decrypts the rest by itself. Of a packet that arrived corrupted only the headers are there: its sender's
 * interface has it whole.
 */
export function pcapngOf(trace: Trace, { crypto = portableCrypto }: PcapngOptions = {}): Iterable<Uint8Array> {
  return { [Symbol.iterator]: () => new PcapngWriter(trace, crypto).blocks() };
}

const CLEAR_SCTP = 'SCTP in the clear';

/** A packet as one host sees it. What became of a sent one is known later. */
interface Sighting {
  readonly at: number;
  readonly packet: TracedPacket;
  readonly direction: (typeof Direction)[keyof typeof Direction];
  readonly comments: string[];
  isDecided: boolean;
}

class PcapngWriter {
  readonly #trace: Trace;
  readonly #keys: KeyRing;
  readonly #tracker = new PacketTracker();
  readonly #interfaces = new Map<string, number>();
  readonly #addresses = new Set<string>();
  readonly #secrets = new Set<string>();
  /** In order of time: none is written before those in front of it are decided. */
  readonly #sightings = new Queue<Sighting>();
  /** Sent and not yet decided, by number. */
  readonly #departures = new Map<number, Sighting>();
  /** What the next packet has to say about the world. */
  #remarks: string[] = [];

  constructor(trace: Trace, crypto: Crypto) {
    this.#trace = trace;
    this.#keys = new KeyRing(crypto);
  }

  *blocks(): Generator<Uint8Array, undefined> {
    const { seed } = this.#trace.header;
    yield sectionHeader('twinrtc', seed === undefined ? 'a simulated world' : `a simulated world of seed ${seed}`);
    for (const entry of this.#trace.entries) {
      yield* this.#take(entry);
      yield* this.#decided();
    }
    for (const number of [...this.#departures.keys()]) this.#decide(number, 'still under way at the end');
    yield* this.#decided();
  }

  *#take(entry: TraceEntry): Generator<Uint8Array, undefined> {
    const packet = this.#tracker.follow(entry);
    switch (entry.type) {
      case 'host':
        yield* this.#name(entry.host, entry.addresses);
        break;
      case 'secrets':
        this.#keys.add(entry);
        yield* this.#tellSecrets(entry);
        break;
      default:
        if (packet === undefined) this.#noteRemark(entry);
        else this.#follow(entry, packet);
    }
  }

  /** Both ends tell the same. */
  *#tellSecrets({ clientRandom, masterSecret }: SecretsEntry): Generator<Uint8Array, undefined> {
    if (this.#secrets.has(clientRandom)) return;
    this.#secrets.add(clientRandom);
    const secrets = { clientRandom: bytesOfHex(clientRandom), masterSecret: bytesOfHex(masterSecret) };
    yield decryptionSecrets(keyLogLine(secrets));
  }

  #follow(entry: TraceEntry, packet: TracedPacket): void {
    switch (entry.type) {
      case 'sent':
        return this.#depart(packet);
      case 'duplicated':
        return this.#comment(entry.copyOf, `copied on the way, as #${packet.number}`);
      case 'corrupted':
        return this.#comment(packet.number, 'corrupted on the way');
      case 'delivered':
        return this.#arrive(packet, entry.at);
      case 'dropped':
        if (packet.copyOf === undefined)
          this.#decide(packet.number, `dropped after ${since(packet, entry.at)}: ${entry.reason}`);
        else this.#remarks.push(`#${packet.number}, the copy of #${packet.copyOf}, was dropped: ${entry.reason}`);
    }
  }

  #depart(packet: TracedPacket): void {
    const comments = [...this.#takeRemarks(), `#${packet.number}${named(' to ', packet.to.host)}`];
    const direction = Direction.outbound;
    const sighting = { at: packet.sentAt, packet, direction, comments, isDecided: false };
    this.#sightings.push(sighting);
    this.#departures.set(packet.number, sighting);
  }

  #arrive(packet: TracedPacket, at: number): void {
    this.#decide(packet.number, `delivered after ${since(packet, at)}`);
    const whole = packet.copyOf === undefined ? '' : `, a copy of #${packet.copyOf}`;
    const corrupted = packet.isCorrupted ? ', corrupted on the way (payload left out)' : '';
    const text = `#${packet.number}${whole}${named(' from ', packet.from.host)}, sent ${since(packet, at)} ago${corrupted}`;
    const comments = [...this.#takeRemarks(), text];
    this.#sightings.push({ at, packet, direction: Direction.inbound, comments, isDecided: true });
  }

  #comment(number: number, text: string): void {
    this.#departures.get(number)?.comments.push(text);
  }

  #decide(number: number, fate: string): void {
    const departure = this.#departures.get(number);
    if (departure === undefined) return;
    this.#departures.delete(number);
    departure.comments.push(fate);
    departure.isDecided = true;
  }

  #noteRemark(entry: TraceEntry): void {
    if (entry.type === 'fault') this.#remarks.push(`fault ${entry.change}: ${entry.what}`);
    else if (entry.type === 'change') this.#remarks.push(entry.what);
    else if (entry.type === 'note') this.#remarks.push(`note: ${entry.text}`);
  }

  #takeRemarks(): string[] {
    const remarks = this.#remarks;
    this.#remarks = [];
    return remarks;
  }

  *#decided(): Generator<Uint8Array, undefined> {
    for (let sighting; (sighting = this.#sightings.peek()) !== undefined && sighting.isDecided;) {
      this.#sightings.shift();
      yield* this.#write(sighting);
    }
  }

  *#write(sighting: Sighting): Generator<Uint8Array, undefined> {
    const { packet, direction } = sighting;
    const { segment, data, number } = packet;
    const bytes = segment === undefined ? udpPacket(packet, data, number) : tcpPacket(packet, segment, data, number);
    const { host, address } = direction === Direction.outbound ? packet.from : packet.to;
    if (bytes !== undefined) {
      const captured = packet.isCorrupted ? bytes.subarray(0, bytes.length - data.length) : bytes;
      yield* this.#capture(host ?? address, sighting, captured, bytes.length, sighting.comments);
    }
    if (direction !== Direction.outbound || !this.#keys.isEnd(host)) return;
    for (const inner of openApplicationData(innermostPayload(data), this.#keys.opener(packet.from, packet.to))) {
      // RFC 9653 lets DTLS stand in for the checksum; a reader of the clear packets wants to see one.
      if (inner.length >= COMMON_HEADER_BYTES && hasZeroChecksum(inner)) writeChecksum(inner);
      const clear = sctpPacket(packet, inner, number);
      const comments = [`in #${number}, ${sighting.comments.at(-1)}`];
      if (clear !== undefined) yield* this.#capture(CLEAR_SCTP, sighting, clear, clear.length, comments);
    }
  }

  *#capture(
    name: string,
    { at, direction }: Sighting,
    bytes: Uint8Array,
    length: number,
    comments: readonly string[],
  ): Generator<Uint8Array, undefined> {
    let interfaceId = this.#interfaces.get(name);
    if (interfaceId === undefined) {
      interfaceId = this.#interfaces.size;
      this.#interfaces.set(name, interfaceId);
      yield interfaceDescription(name);
    }
    const unixNs = unixNsOf(this.#trace.header.timeOriginUnixMs) + unixNsOf(at);
    yield enhancedPacket({ interfaceId, unixNs, bytes, length, direction, comments });
  }

  *#name(host: string, addresses: readonly string[]): Generator<Uint8Array, undefined> {
    for (const address of addresses) {
      const resolution = this.#addresses.has(address) ? undefined : nameResolution(address, host);
      this.#addresses.add(address);
      if (resolution !== undefined) yield resolution;
    }
  }
}

function since({ sentAt }: TracedPacket, at: number): string {
  return `${Number((at - sentAt).toFixed(3))} ms`;
}

function named(preposition: string, host: string | undefined): string {
  return host === undefined ? '' : `${preposition}${host}`;
}

/** Whole milliseconds and their fraction apart: together they have more digits than a number. */
function unixNsOf(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1e6));
}
