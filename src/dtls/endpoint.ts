import type { Fingerprint } from '../crypto/certificate-types.ts';
import { matchesFingerprint } from '../crypto/fingerprint.ts';
import { assert } from '../util/assert.ts';
import type { Engine, PacketReceiver, PacketSink } from '../util/engine.ts';
import { Queue } from '../util/queue.ts';
import { ClientHandshake } from './client-handshake.ts';
import { DatagramPacker } from './datagram-packer.ts';
import { Flight } from './flight.ts';
import type { Handshake } from './handshake.ts';
import { FINGERPRINT_FAILURE, HandshakeContext, type HandshakeFailure } from './handshake-context.ts';
import { HandshakeReassembly } from './handshake-reassembly.ts';
import { HeldRecords } from './held-records.ts';
import {
  Alert,
  AlertLevel,
  ContentType,
  EXPLICIT_NONCE_BYTES,
  MAX_PLAINTEXT_BYTES,
  RECORD_HEADER_BYTES,
  TAG_BYTES,
} from './protocol.ts';
import { RecordHeader } from './record.ts';
import { RecordLayer } from './record-layer.ts';
import { RetransmissionTimer } from './retransmission-timer.ts';
import { ServerHandshake } from './server-handshake.ts';
import { describeSession } from './session-info.ts';
import type { DtlsCounters, DtlsNews, DtlsOptions, DtlsRole, DtlsSessionInfo, DtlsState } from './types.ts';

const DEFAULT_MAX_DATAGRAM_BYTES = 1200;
/** What is left of 576 bytes, which every IPv4 host takes (RFC 1122 §3.3.2), after the IP and UDP headers. */
const SAFE_DATAGRAM_BYTES = 548;

/**
 * One end of a DTLS 1.2 association, RFC 6347: full handshakes with ECDHE and certificates on both sides, no
 * resumption, no renegotiation. The other side is whoever owns a certificate that was announced (RFC 8122, RFC 8827
 * §6.5): until `setRemoteFingerprints` was called with a matching fingerprint, the association is not 'connected' and
 * no application data goes either way.
 */
export class DtlsEndpoint implements Engine<DtlsNews>, PacketSink {
  readonly headroomBytes: number;
  readonly tailroomBytes: number;
  /** The largest packet `transmit` takes. */
  readonly maxRecordPayloadBytes = MAX_PLAINTEXT_BYTES;
  readonly counters: DtlsCounters;
  readonly #options: DtlsOptions;
  readonly #sink: PacketSink;
  readonly #receiver: PacketReceiver;
  readonly #records = new RecordLayer();
  readonly #header = new RecordHeader();
  readonly #flight = new Flight();
  readonly #packer: DatagramPacker;
  readonly #reassembly = new HandshakeReassembly();
  readonly #timer = new RetransmissionTimer();
  readonly #news = new Queue<DtlsNews>();
  /** Datagrams that came before `start`, and records that came before their keys or before 'connected'. */
  readonly #early = new HeldRecords(8, 16_384);
  readonly #held = new HeldRecords(32, 65_536);
  #state: DtlsState = 'new';
  #role: DtlsRole | undefined = undefined;
  #context: HandshakeContext | undefined = undefined;
  #handshake: Handshake | undefined = undefined;
  #session: DtlsSessionInfo | undefined = undefined;
  #fingerprints: readonly Fingerprint[] | undefined = undefined;
  #isFlightPending = false;
  #pendingAlert: Uint8Array | undefined = undefined;
  #now = 0;

  constructor(options: DtlsOptions) {
    const { sink } = options;
    this.headroomBytes = RECORD_HEADER_BYTES + EXPLICIT_NONCE_BYTES + sink.headroomBytes;
    this.tailroomBytes = TAG_BYTES + sink.tailroomBytes;
    this.counters = { packetsSent: 0, packetsReceived: 0, bytesSent: 0, bytesReceived: 0, recordsDropped: 0 };
    this.#options = options;
    this.#sink = sink;
    this.#receiver = options.receiver;
    const maxDatagramBytes = options.maxDatagramBytes ?? DEFAULT_MAX_DATAGRAM_BYTES;
    this.#packer = new DatagramPacker(this.#records, sink, maxDatagramBytes, (datagram) => this.#send(datagram));
  }

  get state(): DtlsState {
    return this.#state;
  }

  get role(): DtlsRole | undefined {
    return this.#role;
  }

  /** What was agreed upon; `undefined` until connected. */
  get session(): DtlsSessionInfo | undefined {
    return this.#session;
  }

  /** Begins the handshake: a client's ClientHello leaves at the next flush. Called once. */
  start(role: DtlsRole, now: number): void {
    if (this.#state === 'closed') return;
    assert(this.#state === 'new', 'a DTLS endpoint starts once');
    this.#role = role;
    this.#context = new HandshakeContext(
      {
        options: this.#options,
        records: this.#records,
        flight: this.#flight,
        beginFlight: () => this.#beginFlight(),
        acceptsCertificate: (leaf) => this.#acceptsCertificate(leaf),
      },
      role,
    );
    this.#handshake = role === 'client' ? new ClientHandshake(this.#context) : new ServerHandshake(this.#context);
    this.#become('connecting', `started as ${role}`);
    this.#handshake.start();
    for (const datagram of this.#early.takeAll()) this.#receiveDatagram(datagram, now);
  }

  /**
   * Tells which certificates the other side announced; one match suffices, and none matches an empty list. May come
   * before, during or after the handshake; held application data may reach the receiver from within.
   */
  setRemoteFingerprints(fingerprints: readonly Fingerprint[]): void {
    this.#fingerprints = fingerprints;
    const leaf = this.#context?.remoteChain[0];
    if (leaf === undefined || !this.#isOpen) return;
    if (this.#acceptsCertificate(leaf)) this.#connectIfDone();
    else this.#fail(FINGERPRINT_FAILURE);
  }

  /** Takes one UDP datagram, which may hold several records. */
  receive(datagram: Uint8Array, now: number): void {
    this.counters.packetsReceived++;
    this.counters.bytesReceived += datagram.length;
    if (this.#state === 'new') this.#early.add(datagram);
    else this.#receiveDatagram(datagram, now);
  }

  /** Sends application data: seals the packet in place, in its headroom and tailroom. Asserts connected. */
  transmit(packet: Uint8Array): void {
    assert(this.#state === 'connected', 'application data goes through a connected DTLS endpoint');
    if (this.#packer.hasRoomFor(1, packet.length)) {
      return this.#packer.addRecord(ContentType.applicationData, 1, packet);
    }
    this.#packer.finish();
    const records = this.#records;
    const prefixBytes = records.prefixBytes(1);
    const end = prefixBytes + packet.length;
    const record = new Uint8Array(packet.buffer, packet.byteOffset - prefixBytes, end + TAG_BYTES);
    records.protect(1, ContentType.applicationData, record, prefixBytes, end);
    this.#send(record);
  }

  handleTimeout(now: number): void {
    if (now < this.#timer.deadline) return;
    if (this.#timer.isExhausted) {
      this.#fail({ message: 'The other side does not answer', detail: 'dtls-failure' });
      return;
    }
    this.#timer.backOff();
    // RFC 6347 §4.1.1.1: repeated losses may mean that the path carries smaller datagrams only.
    if (this.#timer.isStuck) this.#packer.limit(SAFE_DATAGRAM_BYTES);
    this.#isFlightPending = true;
  }

  flush(now: number): void {
    this.beginFlush(now);
    this.endFlush();
  }

  /** Flushes, but for the last datagram: what `transmit` gets until `endFlush` joins it, as far as there is room. */
  beginFlush(now: number): void {
    if (this.#isFlightPending) {
      this.#isFlightPending = false;
      this.#flight.write(this.#packer);
      if (this.#state === 'connecting' && !this.#context!.isComplete) this.#timer.start(now);
    }
    if (this.#pendingAlert !== undefined) {
      this.#packer.addRecord(ContentType.alert, this.#context!.sendEpoch, this.#pendingAlert);
      this.#pendingAlert = undefined;
    }
  }

  endFlush(): void {
    this.#packer.finish();
  }

  pollEvent(): DtlsNews | undefined {
    return this.#news.shift();
  }

  nextTimeout(): number {
    return this.#timer.deadline;
  }

  /** The only timer there is belongs to the handshake. */
  get isQuiet(): boolean {
    return this.#timer.deadline === Infinity;
  }

  /** Ends the association; flush sends the close_notify (RFC 5246 §7.2.1). */
  close(now: number): void {
    this.#now = now;
    if (this.#isOpen) this.#end('closed', 'closed by this side', CLOSE_NOTIFY);
    else if (this.#state !== 'closed') this.#become('closed', 'closed by this side');
  }

  /** RFC 5705, without context; the same on both sides. Asserts that the handshake is complete. */
  exportKeyingMaterial(label: string, length: number): Uint8Array {
    assert(this.#context?.isComplete, 'keying material is exported after the handshake');
    return this.#context.exportKeyingMaterial(label, length);
  }

  get #isOpen(): boolean {
    return this.#state === 'connecting' || this.#state === 'connected';
  }

  #send(datagram: Uint8Array): void {
    this.counters.packetsSent++;
    this.counters.bytesSent += datagram.length;
    this.#sink.transmit(datagram);
  }

  #receiveDatagram(datagram: Uint8Array, now: number): void {
    const header = this.#header;
    this.#now = now;
    for (let offset = 0; offset < datagram.length && this.#isOpen;) {
      if (!header.read(datagram, offset)) {
        this.counters.recordsDropped++;
        return;
      }
      const start = offset;
      offset = header.end;
      this.#receiveRecord(datagram, start);
    }
  }

  #receiveRecord(datagram: Uint8Array, start: number): void {
    const header = this.#header;
    if (header.epoch === 1) {
      if (!this.#canOpen(header.type)) this.#hold(datagram.subarray(start, header.end));
      else if (this.#records.open(header, datagram)) this.#dispatch(datagram);
      else this.counters.recordsDropped++;
    } else if (header.epoch === 0 && header.type !== ContentType.applicationData) this.#dispatchPlain(datagram);
    else this.counters.recordsDropped++;
  }

  #canOpen(type: number): boolean {
    if (this.#state === 'connected') return true;
    return this.#records.hasKeys && type !== ContentType.applicationData;
  }

  /**
   * Application data while we wait for the last flight means that the other side believes to be done: its flight was
   * lost, and repeating ours now brings it again sooner than the timer would.
   */
  #hold(record: Uint8Array): void {
    if (!this.#held.add(record)) this.counters.recordsDropped++;
    if (this.#records.hasKeys && this.#timer.mayRepeat(this.#now)) this.#isFlightPending = true;
  }

  #dispatch(datagram: Uint8Array): void {
    const { type, start, end } = this.#header;
    if (type === ContentType.applicationData) this.#receiver.receive(datagram.subarray(start, end), this.#now);
    else if (type === ContentType.handshake) this.#receiveHandshake(datagram.subarray(start, end), 1);
    else if (type === ContentType.alert) this.#receiveAlert(datagram.subarray(start, end));
    else this.counters.recordsDropped++;
  }

  /** Records in the clear. Once the handshake is complete they are repetitions or forgeries. */
  #dispatchPlain(datagram: Uint8Array): void {
    const { type, start, end } = this.#header;
    if (this.#context!.isComplete) return;
    if (type === ContentType.handshake) this.#receiveHandshake(datagram.subarray(start, end), 0);
    else if (type === ContentType.alert) this.#receiveAlert(datagram.subarray(start, end));
    // The epoch of a record says which keys it is under, so that a ChangeCipherSpec, which may get lost, says nothing.
    else if (type !== ContentType.changeCipherSpec || end - start !== 1) this.counters.recordsDropped++;
  }

  #receiveHandshake(payload: Uint8Array, epoch: 0 | 1): void {
    if (!this.#reassembly.receive(payload, epoch)) this.counters.recordsDropped++;
    const context = this.#context!;
    while (!context.isComplete && context.failure === undefined) {
      const message = this.#reassembly.next();
      if (message === undefined) break;
      this.#handshake!.receive(message);
    }
    if (context.failure !== undefined) return this.#fail(context.failure);
    if (this.#reassembly.takeRepeatedFlight()) this.#isFlightPending = true;
    this.#connectIfDone();
    this.#receiveHeld();
  }

  /** The reader's turn has come for records that were early; those that still are go back. */
  #receiveHeld(): void {
    if (this.#held.isEmpty || !this.#records.hasKeys) return;
    for (const record of this.#held.takeAll()) this.#receiveDatagram(record, this.#now);
  }

  /** RFC 5246 §7.2 */
  #receiveAlert(payload: Uint8Array): void {
    const [level, description] = payload;
    if (payload.length !== 2) {
      this.counters.recordsDropped++;
    } else if (description === Alert.closeNotify) {
      this.#end('closed', 'closed by the other side', CLOSE_NOTIFY);
    } else if (level === AlertLevel.fatal) {
      const message = `The other side sent alert ${description}`;
      this.#news.push({ type: 'error', detail: 'dtls-failure', receivedAlert: description, message });
      this.#end('failed', message);
    }
  }

  #beginFlight(): void {
    this.#flight.clear();
    this.#timer.restart();
    this.#reassembly.markAnswered();
    this.#isFlightPending = true;
  }

  /** True while nothing was announced yet. */
  #acceptsCertificate(leaf: Uint8Array): boolean {
    return this.#fingerprints === undefined || matchesFingerprint(this.#options.crypto, this.#fingerprints, leaf);
  }

  #connectIfDone(): void {
    const context = this.#context!;
    if (!context.isComplete || this.#state !== 'connecting') return;
    this.#timer.stop();
    this.#releaseHandshake(context);
    if (this.#fingerprints === undefined) return;
    this.#session = describeSession(context);
    this.#news.push({ type: 'remote-certificates', chain: context.remoteChain });
    this.#become('connected', 'the handshake is complete and the certificate one that was announced');
    this.#receiveHeld();
  }

  /** What only the handshake needed; the server's last flight may still have to be repeated (RFC 6347 §4.2.4). */
  #releaseHandshake(context: HandshakeContext): void {
    this.#handshake = undefined;
    context.transcript.clear();
    if (this.#role === 'client') this.#flight.clear();
  }

  #fail({ alert, message, detail }: HandshakeFailure): void {
    this.#news.push({ type: 'error', detail, sentAlert: alert, message });
    this.#end('failed', message, alert === undefined ? undefined : Uint8Array.of(AlertLevel.fatal, alert));
  }

  #end(state: 'closed' | 'failed', reason: string, alert?: Uint8Array): void {
    const isFinalFlight = state === 'closed' && this.#context!.isComplete;
    this.#isFlightPending &&= isFinalFlight;
    this.#pendingAlert = alert;
    this.#timer.stop();
    this.#held.takeAll();
    this.#become(state, reason);
  }

  #become(state: DtlsState, reason: string): void {
    this.#state = state;
    this.#news.push({ type: 'state', state, reason });
  }
}

const CLOSE_NOTIFY = Uint8Array.of(AlertLevel.warning, Alert.closeNotify);
