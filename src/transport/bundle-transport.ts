import type { Fingerprint, LocalCertificate } from '../crypto/certificate-types.ts';
import { DtlsEndpoint } from '../dtls/endpoint.ts';
import type { DtlsCounters, DtlsNews, DtlsRole } from '../dtls/types.ts';
import { IceAgent } from '../ice/agent.ts';
import type { IceBase, IceNews, IceParameters, IceRole } from '../ice/types.ts';
import type { Host } from '../ports/host.ts';
import type { SocketAddress } from '../ports/network.ts';
import { Association } from '../sctp/association.ts';
import type { SctpNews, SendOptions } from '../sctp/types.ts';
import type { PacketReceiver } from '../util/engine.ts';
import { Queue } from '../util/queue.ts';
import { assert } from '../util/assert.ts';
import { classify } from './classify.ts';
import type { Driven } from './driver.ts';
import type { SctpStartOptions, TransportNews, TransportOptions } from './types.ts';

/** What a bundle transport counts for itself. */
export interface BundleTransportCounters {
  /** Datagrams that are neither STUN nor DTLS. */
  packetsUnclassified: number;
  /** DTLS records of a handshake, from where the peer is not. */
  strangersDropped: number;
  /** DTLS records that came before the handshake could begin, beyond those kept. */
  earlyPacketsDropped: number;
}

/**
 * Where the engines meet: one ICE agent, the DTLS endpoint whose sink it is, and the SCTP association whose sink that
 * is. An engine itself, so that it never touches the world.
 */
export class BundleTransport implements Driven<TransportNews> {
  readonly ice: IceAgent;
  readonly counters: BundleTransportCounters = {
    packetsUnclassified: 0,
    strangersDropped: 0,
    earlyPacketsDropped: 0,
  };
  readonly #host: Host;
  readonly #certificate: LocalCertificate | undefined;
  readonly #onSecrets: TransportOptions['onSecrets'];
  readonly #news = new Queue<TransportNews>();
  readonly #dtlsReceiver: PacketReceiver;
  #dtls: DtlsEndpoint | undefined;
  #sctp: Association | undefined;
  #wantsDtls: { readonly role: DtlsRole; fingerprints: readonly Fingerprint[] } | undefined;
  #wantsSctp: SctpStartOptions | undefined;
  /** The peer may start its handshake before our side has its answer. */
  readonly #earlyPackets: Uint8Array[] = [];
  /** What was sent before the association existed. */
  readonly #earlyMessages: EarlyMessage[] = [];
  /** The selected pair may lead to the peer before: a new association waits for the next. */
  #waitsForCurrentPair = false;

  constructor({ host, certificate, onSecrets }: TransportOptions, role: IceRole, localParameters: IceParameters) {
    this.#host = host;
    this.#certificate = certificate;
    this.#onSecrets = onSecrets;
    this.ice = new IceAgent({ random: host.random, crypto: host.crypto, role, localParameters });
    this.#dtlsReceiver = { receive: (packet, now) => this.#receiveData(packet, now) };
  }

  get dtls(): DtlsEndpoint | undefined {
    return this.#dtls;
  }

  get sctp(): Association | undefined {
    return this.#sctp;
  }

  /** News that comes from beside the engines: gathering states and errors. */
  addNews(news: TransportNews): void {
    this.#news.push(news);
  }

  startDtls(role: DtlsRole, fingerprints: readonly Fingerprint[], now: number): void {
    if (this.#wantsDtls === undefined) this.#wantsDtls = { role, fingerprints };
    else this.#wantsDtls.fingerprints = fingerprints;
    this.#dtls?.setRemoteFingerprints(fingerprints);
    this.#startDtlsIfPossible(now);
  }

  restartDtls(role: DtlsRole, fingerprints: readonly Fingerprint[], now: number): void {
    this.#endAssociations(now);
    this.#dtls = undefined;
    this.#sctp = undefined;
    this.#wantsSctp = undefined;
    this.#earlyPackets.length = 0;
    this.#earlyMessages.length = 0;
    this.#wantsDtls = { role, fingerprints };
    this.#waitsForCurrentPair = true;
    this.#startDtlsIfPossible(now);
  }

  startSctp(options: SctpStartOptions, now: number): void {
    if (this.#wantsSctp !== undefined) return;
    this.#wantsSctp = options;
    this.#startSctpIfPossible(now);
  }

  sendData(streamId: number, payloadProtocolId: number, data: Uint8Array, options: SendOptions, now: number): void {
    if (this.#sctp !== undefined) this.#sctp.send(streamId, payloadProtocolId, data, options, now);
    else this.#earlyMessages.push({ streamId, payloadProtocolId, data, options });
  }

  /** Forgets what is queued on a stream. False, and nothing happens: some of it was sent already. */
  withdrawData(streamId: number): boolean {
    if (this.#sctp !== undefined) return this.#sctp.withdraw(streamId);
    const kept = this.#earlyMessages.filter((message) => message.streamId !== streamId);
    this.#earlyMessages.splice(0, Infinity, ...kept);
    return true;
  }

  bufferedBytes(streamId: number): number {
    if (this.#sctp !== undefined) return this.#sctp.bufferedBytes(streamId);
    let bytes = 0;
    for (const message of this.#earlyMessages) if (message.streamId === streamId) bytes += message.data.length;
    return bytes;
  }

  resetStreams(streamIds: readonly number[], now: number): void {
    this.#sctp?.resetStreams(streamIds, now);
  }

  close(now: number): void {
    this.#endAssociations(now);
    this.ice.close(now);
  }

  #endAssociations(now: number): void {
    const sctp = this.#runningSctp();
    sctp?.abort('User-Initiated Abort', now);
    // The ABORT must be sealed before close_notify ends the sending side.
    sctp?.flush(now);
    this.#dtls?.close(now);
    this.#dtls?.flush(now);
  }

  /** The association, while DTLS carries anything: one whose DTLS was closed or failed has nothing left to do. */
  #runningSctp(): Association | undefined {
    return this.#dtls?.state === 'connected' ? this.#sctp : undefined;
  }

  receiveFrom(base: IceBase, packet: Uint8Array, from: SocketAddress, now: number): void {
    switch (classify(packet[0])) {
      case 'stun':
        return this.ice.receiveFrom(base, packet, from, now);
      case 'dtls':
        this.ice.noteDataReceived(base, from, packet.length, now);
        return this.#receiveDtls(packet, from, now);
      default:
        this.counters.packetsUnclassified++;
    }
  }

  handleTimeout(now: number): void {
    if (this.ice.nextTimeout() <= now) this.ice.handleTimeout(now);
    if (this.#dtls !== undefined && this.#dtls.nextTimeout() <= now) this.#dtls.handleTimeout(now);
    const sctp = this.#runningSctp();
    if (sctp !== undefined && sctp.nextTimeout() <= now) sctp.handleTimeout(now);
  }

  flush(now: number): void {
    this.#collectNews(now);
    // The last flight of a handshake leaves before the data that is protected by its keys, and in one datagram with it.
    this.#dtls?.beginFlush(now);
    this.#runningSctp()?.flush(now);
    this.#dtls?.endFlush();
    this.ice.flush(now);
    this.#collectNews(now);
  }

  pollEvent(): TransportNews | undefined {
    return this.#news.shift();
  }

  nextTimeout(): number {
    let next = this.ice.nextTimeout();
    if (this.#dtls !== undefined) next = Math.min(next, this.#dtls.nextTimeout());
    const sctp = this.#runningSctp();
    if (sctp !== undefined) next = Math.min(next, sctp.nextTimeout());
    return next;
  }

  get nextTimer(): string {
    const next = this.nextTimeout();
    if (next === this.ice.nextTimeout()) return 'an ICE timer';
    return next === this.#dtls?.nextTimeout() ? 'a DTLS timer' : 'an SCTP timer';
  }

  get isQuiet(): boolean {
    return this.ice.isQuiet && (this.#dtls?.isQuiet ?? true) && (this.#runningSctp()?.isQuiet ?? true);
  }

  /** One layer's news may set the next layer going, so they are asked from the bottom up. */
  #collectNews(now: number): void {
    for (let news; (news = this.ice.pollEvent()) !== undefined;) this.#onIceNews(news);
    this.#startDtlsIfPossible(now);
    if (this.#dtls === undefined) return;
    for (let news; (news = this.#dtls.pollEvent()) !== undefined;) this.#onDtlsNews(news, now);
    if (this.#sctp === undefined) return;
    for (let news; (news = this.#sctp.pollEvent()) !== undefined;) this.#onSctpNews(news);
  }

  #onIceNews(news: IceNews): void {
    switch (news.type) {
      case 'local-candidate':
        return this.#news.push({ type: 'ice-candidate', candidate: news.candidate });
      case 'candidate-error':
        return this.#news.push(candidateError(news));
      case 'gathering-complete':
        return this.#news.push({
          type: 'ice-gathering-state',
          state: 'complete',
          usernameFragment: this.ice.localParameters.usernameFragment,
        });
      case 'state':
        return this.#news.push({ type: 'ice-state', state: news.state, reason: news.reason });
      case 'selected-pair':
        return this.#news.push({ type: 'ice-selected-pair', pair: news.pair });
      case 'role':
        return this.#news.push({ type: 'ice-role', role: news.role });
    }
  }

  #onDtlsNews(news: DtlsNews, now: number): void {
    switch (news.type) {
      case 'state':
        this.#news.push({ type: 'dtls-state', state: news.state, reason: news.reason });
        return this.#startSctpIfPossible(now);
      case 'remote-certificates':
        return this.#news.push({ type: 'dtls-remote-certificates', chain: news.chain });
      case 'error':
        return this.#news.push({ ...news, type: 'dtls-error' });
    }
  }

  #onSctpNews(news: SctpNews): void {
    switch (news.type) {
      case 'message':
        return this.#news.push({
          type: 'sctp-message',
          streamId: news.streamId,
          payloadProtocolId: news.payloadProtocolId,
          data: news.data,
        });
      case 'buffer-drained':
        return this.#news.push({ type: 'sctp-buffer-drained', streamId: news.streamId });
      case 'connected':
        return this.#news.push({ ...news, type: 'sctp-connected' });
      case 'incoming-streams-reset':
        return this.#news.push({ type: 'sctp-incoming-streams-reset', streamIds: news.streamIds });
      case 'outgoing-streams-reset':
        return this.#news.push({ type: 'sctp-outgoing-streams-reset', streamIds: news.streamIds });
      case 'closed':
        return this.#news.push({ ...news, type: 'sctp-closed' });
    }
  }

  /** As soon as a pair is valid, which is before it is nominated: RFC 8445 §12.1 lets data go at once. */
  #startDtlsIfPossible(now: number): void {
    if (this.#dtls !== undefined || this.#wantsDtls === undefined || !this.ice.isWritable) return;
    if (this.#waitsForCurrentPair && !this.ice.hasCurrentPair) return;
    assert(this.#certificate !== undefined, 'DTLS has a certificate');
    this.#dtls = new DtlsEndpoint({
      crypto: this.#host.crypto,
      random: this.#host.random,
      certificate: this.#certificate,
      sink: this.ice,
      receiver: this.#dtlsReceiver,
      srtpProfiles: [],
      onSecrets: this.#onSecrets,
    });
    this.#dtls.setRemoteFingerprints(this.#wantsDtls.fingerprints);
    this.#dtls.start(this.#wantsDtls.role, now);
    for (const packet of this.#earlyPackets.splice(0)) this.#dtls.receive(packet, now);
  }

  #startSctpIfPossible(now: number): void {
    if (this.#sctp !== undefined || this.#wantsSctp === undefined || this.#dtls?.state !== 'connected') return;
    this.#sctp = new Association({
      crypto: this.#host.crypto,
      random: this.#host.random,
      sink: this.#dtls,
      localPort: this.#wantsSctp.localPort,
      remotePort: this.#wantsSctp.remotePort,
      maxReceiveMessageBytes: this.#wantsSctp.maxReceiveMessageBytes,
      maxPacketBytes: this.#maxSctpPacketBytes(this.#dtls),
      // ICE asks for the peer's consent all the time, and a restart may mend a path: SCTP never gives up on its own.
      maxInitRetransmissions: Infinity,
      maxRetransmissions: Infinity,
    });
    this.#sctp.connect(now);
    for (const { streamId, payloadProtocolId, data, options } of this.#earlyMessages.splice(0)) {
      this.#sctp.send(streamId, payloadProtocolId, data, options, now);
    }
  }

  /**
   * What path-MTU probing may try on the selected pair: what the host thinks it carries, less DTLS. Only with a peer
   * that says it takes large records: a browser whose read buffer is smaller than a probe ends the association.
   */
  #maxSctpPacketBytes(dtls: DtlsEndpoint): number | undefined {
    const pair = this.ice.sendingPair;
    const recordSizeLimit = dtls.session?.remoteRecordSizeLimit;
    if (pair === undefined || pair.local.type === 'relay' || recordSizeLimit === undefined) return undefined;
    const localAddress = pair.local.relatedAddress ?? pair.local.address;
    const datagramBytes = this.#host.network.maxDatagramBytes(localAddress, pair.remote.address);
    if (datagramBytes === undefined) return undefined;
    return Math.min(recordSizeLimit, datagramBytes - dtls.headroomBytes - dtls.tailroomBytes);
  }

  /** The peer's INIT may come in one burst with the end of the handshake. */
  #receiveData(packet: Uint8Array, now: number): void {
    if (this.#sctp === undefined) this.#startSctpIfPossible(now);
    this.#sctp?.receive(packet, now);
  }

  /** A handshake is in the clear: anybody could spoil it. Later a peer whose address changes is known by its keys. */
  #receiveDtls(packet: Uint8Array, from: SocketAddress, now: number): void {
    const dtls = this.#dtls;
    if (dtls?.state !== 'connected' && !this.ice.knowsRemote(from)) this.counters.strangersDropped++;
    else if (dtls !== undefined) dtls.receive(packet, now);
    else this.#keepEarly(packet);
  }

  #keepEarly(packet: Uint8Array): void {
    if (this.#earlyPackets.length < MAX_EARLY_PACKETS) this.#earlyPackets.push(packet);
    else this.counters.earlyPacketsDropped++;
  }
}

interface EarlyMessage {
  readonly streamId: number;
  readonly payloadProtocolId: number;
  readonly data: Uint8Array;
  readonly options: SendOptions;
}

/** A ClientHello in a few fragments; a peer that waits longer sends it again. */
const MAX_EARLY_PACKETS = 8;

/** What a transport counts before its handshake began. */
export function noDtlsCounters(): DtlsCounters {
  return { packetsSent: 0, packetsReceived: 0, bytesSent: 0, bytesReceived: 0, recordsDropped: 0 };
}

function candidateError(news: Extract<IceNews, { type: 'candidate-error' }>): TransportNews {
  const { address, port } = news.base.socket.local;
  return {
    type: 'ice-candidate-error',
    address,
    port,
    url: news.url,
    errorCode: news.errorCode,
    errorText: news.errorText,
  };
}
