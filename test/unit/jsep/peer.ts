import { createAnswer, isAnswerCurrent } from '../../../src/jsep/create-answer.ts';
import { createOffer, isOfferCurrent, offerAssociations } from '../../../src/jsep/create-offer.ts';
import { planLocalDescription } from '../../../src/jsep/plan-local.ts';
import { planRemoteDescription } from '../../../src/jsep/plan-remote.ts';
import type { MediaKind, TransceiverSnapshot } from '../../../src/jsep/media-types.ts';
import { negotiationNeeded } from '../../../src/jsep/negotiation-needed.ts';
import type {
  LastCreated,
  NegotiationError,
  NegotiationPlan,
  NegotiationSlots,
  OfferOptions,
  PlanResult,
  SdpType,
  SessionSnapshot,
} from '../../../src/jsep/types.ts';
import { sha256 } from '../sdp/fixtures.ts';
import { Transceivers } from './transceivers.ts';

/** A connection reduced to what negotiation needs: it applies plans and keeps the last one. */
export class Peer {
  readonly name: string;
  slots: NegotiationSlots = { signalingState: 'stable' };
  settings: Partial<SessionSnapshot> = {};
  plan: NegotiationPlan | undefined;
  error: NegotiationError | undefined;
  lastCreated: Required<LastCreated> = { offer: '', answer: '', offerAssociations: new Map() };
  readonly transceivers = new Transceivers();
  #version = 1;
  #credentials = 0;

  constructor(name: string, settings: Partial<SessionSnapshot> = { wantsDataChannels: true }) {
    this.name = name;
    this.settings = settings;
  }

  get snapshot(): SessionSnapshot {
    return {
      origin: { sessionId: '42', nextVersion: this.#version },
      fingerprints: [{ algorithm: 'sha-256', value: sha256 }],
      bundlePolicy: 'balanced',
      rtcpMuxPolicy: 'require',
      wantsDataChannels: false,
      iceRestartRequested: false,
      makeIceParameters: () => {
        const usernameFragment = `${this.name}${++this.#credentials}`;
        return { usernameFragment, password: usernameFragment.padEnd(24, '+') };
      },
      sctp: { localPort: 5000, maxMessageSizeBytes: 262144 },
      transceivers: this.transceivers.all,
      ...this.settings,
      ...this.slots,
    };
  }

  get state(): string {
    return this.slots.signalingState;
  }

  get isNegotiationNeeded(): boolean {
    return negotiationNeeded(this.snapshot);
  }

  addTransceiver(kind: MediaKind, given: Partial<TransceiverSnapshot> = {}): number {
    return this.transceivers.add(kind, given);
  }

  /** Of a track that belongs to one stream. */
  addTrack(kind: MediaKind, streamId = `${this.name}-stream`): number {
    return this.transceivers.add(kind, { wasAddedByTrack: true, senderStreamIds: [streamId] });
  }

  stop(id: number): void {
    this.transceivers.change(id, { isStopping: true });
  }

  createOffer(options?: OfferOptions): string {
    const offer = createOffer(this.snapshot, options);
    this.lastCreated = { ...this.lastCreated, offer, offerAssociations: offerAssociations(this.snapshot) };
    this.#version++;
    return offer;
  }

  createAnswer(): string {
    const answer = createAnswer(this.snapshot);
    this.lastCreated = { ...this.lastCreated, answer };
    this.#version++;
    return answer;
  }

  get isOfferCurrent(): boolean {
    return isOfferCurrent(this.snapshot, this.lastCreated.offer);
  }

  get isAnswerCurrent(): boolean {
    return isAnswerCurrent(this.snapshot, this.lastCreated.answer);
  }

  setLocal(type: SdpType, sdp = ''): NegotiationPlan {
    return this.#apply(planLocalDescription(this.snapshot, type, sdp, this.lastCreated));
  }

  setRemote(type: SdpType, sdp = ''): NegotiationPlan {
    return this.#apply(planRemoteDescription(this.snapshot, type, sdp));
  }

  /** The error of a description that must not be accepted. */
  refuses(source: 'local' | 'remote', type: SdpType, sdp = ''): NegotiationError {
    const result =
      source === 'local'
        ? planLocalDescription(this.snapshot, type, sdp, this.lastCreated)
        : planRemoteDescription(this.snapshot, type, sdp);
    if (result.ok) throw new Error(`the ${source} ${type} was accepted`);
    return result.error;
  }

  #apply(result: PlanResult): NegotiationPlan {
    if (!result.ok) throw new Error(`${result.error.name}: ${result.error.message}`);
    this.slots = result.plan.slots;
    this.plan = result.plan;
    this.transceivers.apply(result.plan);
    return result.plan;
  }
}

/** A whole negotiation; returns the texts. */
export function negotiate(offerer: Peer, answerer: Peer, options?: OfferOptions): { offer: string; answer: string } {
  const offer = offerer.createOffer(options);
  offerer.setLocal('offer', offer);
  answerer.setRemote('offer', offer);
  const answer = answerer.createAnswer();
  answerer.setLocal('answer', answer);
  offerer.setRemote('answer', answer);
  return { offer, answer };
}

/** Two peers that have negotiated a data channel section. */
export function connected(): { alice: Peer; bob: Peer; offer: string; answer: string } {
  const alice = new Peer('alice');
  const bob = new Peer('bob');
  return { alice, bob, ...negotiate(alice, bob) };
}

export function linesOf(sdp: string): string[] {
  return sdp.trimEnd().split('\r\n');
}

/** Values of a=name in the whole text. */
export function attributeIn(sdp: string, name: string): string[] {
  const prefix = `a=${name}:`;
  return linesOf(sdp).flatMap((line) => (line.startsWith(prefix) ? [line.slice(prefix.length)] : []));
}
