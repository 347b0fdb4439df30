import type { LocalBase, LocalCandidate, RemoteCandidate } from './candidate.ts';
import type { IceCandidatePairInfo, IcePairSnapshot, IcePairState, IceRole } from './types.ts';

/**
 * A base and a remote candidate. Until a check succeeds `local` is the base's own candidate; afterwards it is the one
 * the peer saw, so that this object is the check-list pair and the valid pair in one (RFC 8445 §7.2.5.3.2).
 */
export class CandidatePair {
  readonly id: number;
  readonly base: LocalBase;
  readonly remote: RemoteCandidate;
  /** RFC 8445 §6.1.2.6; of the candidates the pair was formed from. */
  readonly foundation: string;
  local: LocalCandidate;
  state: IcePairState = 'frozen';
  isNominated = false;
  /** The peer asked for this pair before our own check of it had succeeded, RFC 8445 §7.3.1.5. */
  isNominatedOnSuccess = false;
  /** RFC 8445 §6.1.2.3 has 64 bits, these are the upper and lower half. */
  #priorityHigh = 0;
  #priorityLow = 0;

  packetsSent = 0;
  packetsReceived = 0;
  bytesSent = 0;
  bytesReceived = 0;
  packetsDiscardedOnSend = 0;
  bytesDiscardedOnSend = 0;
  requestsSent = 0;
  requestsReceived = 0;
  responsesSent = 0;
  responsesReceived = 0;
  consentRequestsSent = 0;
  totalRoundTripMs = 0;
  currentRoundTripMs = -1;
  lastPacketSentAt = -1;
  lastPacketReceivedAt = -1;
  /** When the last authenticated response came: what consent lives on (RFC 7675 §5.1). */
  lastResponseAt = -Infinity;

  constructor(id: number, local: LocalCandidate, remote: RemoteCandidate, role: IceRole) {
    this.id = id;
    this.base = local.base;
    this.remote = remote;
    this.foundation = `${local.candidate.foundation} ${remote.candidate.foundation}`;
    this.local = local;
    this.updatePriority(role);
  }

  /** To be called when the role or one of the candidates changed. */
  updatePriority(role: IceRole): void {
    const ours = this.local.candidate.priority;
    const theirs = this.remote.candidate.priority;
    const controlling = role === 'controlling' ? ours : theirs;
    const controlled = role === 'controlling' ? theirs : ours;
    this.#priorityHigh = Math.min(controlling, controlled);
    this.#priorityLow = 2 * Math.max(controlling, controlled) + (controlling > controlled ? 1 : 0);
  }

  /** Higher priority; among equals the older pair. */
  isBetterThan(other: CandidatePair): boolean {
    if (this.#priorityHigh !== other.#priorityHigh) return this.#priorityHigh > other.#priorityHigh;
    if (this.#priorityLow !== other.#priorityLow) return this.#priorityLow > other.#priorityLow;
    return this.id < other.id;
  }

  noteResponse(roundTripMs: number, now: number): void {
    this.responsesReceived++;
    this.totalRoundTripMs += roundTripMs;
    this.currentRoundTripMs = roundTripMs;
    this.lastResponseAt = now;
  }

  info(): IceCandidatePairInfo {
    return { local: this.local.candidate, remote: this.remote.candidate };
  }

  snapshot(): IcePairSnapshot {
    return {
      id: this.id,
      localId: this.local.id,
      remoteId: this.remote.id,
      local: this.local.candidate,
      remote: this.remote.candidate,
      state: this.state,
      nominated: this.isNominated,
      priority: this.#priorityHigh * 2 ** 32 + this.#priorityLow,
      packetsSent: this.packetsSent,
      packetsReceived: this.packetsReceived,
      bytesSent: this.bytesSent,
      bytesReceived: this.bytesReceived,
      requestsSent: this.requestsSent,
      requestsReceived: this.requestsReceived,
      responsesSent: this.responsesSent,
      responsesReceived: this.responsesReceived,
      consentRequestsSent: this.consentRequestsSent,
      packetsDiscardedOnSend: this.packetsDiscardedOnSend,
      bytesDiscardedOnSend: this.bytesDiscardedOnSend,
      totalRoundTripTime: this.totalRoundTripMs / 1000,
      currentRoundTripTime: this.currentRoundTripMs < 0 ? undefined : this.currentRoundTripMs / 1000,
      lastPacketSentAt: this.lastPacketSentAt < 0 ? undefined : this.lastPacketSentAt,
      lastPacketReceivedAt: this.lastPacketReceivedAt < 0 ? undefined : this.lastPacketReceivedAt,
    };
  }
}
