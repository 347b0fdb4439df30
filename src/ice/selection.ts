import { Consent, CONSENT_MS } from './consent.ts';
import type { CandidatePair } from './candidate-pair.ts';
import type { IceContext } from './context.ts';
import { followsNomination, otherNominated, planNomination } from './nomination.ts';
import type { PlannedNomination } from './nomination.ts';
import type { IceSession } from './session.ts';

/** The pair in use: how it is chosen (RFC 8445 §8.1), whether it lives (RFC 7675), what replaces it. */
export class Selection {
  readonly #context: IceContext;
  readonly #consent: Consent;
  #pair: CandidatePair | undefined = undefined;
  /** The generation the pair is, or was, of: the previous one, while a restart has not come to its end. */
  #session: IceSession | undefined = undefined;
  #selectedAt = 0;
  #changes = 0;
  #planned: PlannedNomination | undefined = undefined;

  constructor(context: IceContext) {
    this.#context = context;
    this.#consent = new Consent(context.options.random);
  }

  get pair(): CandidatePair | undefined {
    return this.#pair;
  }

  /** The pair, if it is of the current generation. */
  get currentPair(): CandidatePair | undefined {
    return this.#session === this.#context.session ? this.#pair : undefined;
  }

  get session(): IceSession | undefined {
    return this.#session;
  }

  get changes(): number {
    return this.#changes;
  }

  /** There was a pair in use, and it is silent or gone. */
  get isLost(): boolean {
    return this.#consent.status === 'lost';
  }

  get isFresh(): boolean {
    return this.#consent.status === 'fresh';
  }

  /** RFC 8445 §7.3.1.5: the peer, which controls, asks for a pair. */
  noteNomination(pair: CandidatePair, now: number): void {
    if (pair.state !== 'succeeded') {
      pair.isNominatedOnSuccess = true;
      return;
    }
    const isNew = !pair.isNominated;
    pair.isNominated = true;
    if (pair === this.#pair) return;
    const selectedForMs = now - this.#selectedAt;
    if (followsNomination(pair, isNew, this.currentPair, !this.isFresh, selectedForMs)) this.#select(pair, now);
  }

  /** An authenticated success came in on a pair. */
  noteSuccess(pair: CandidatePair, isOwnNomination: boolean, now: number): void {
    if (pair === this.#pair) this.#consent.noteResponse(now);
    const { session, role } = this.#context;
    if (pair.isNominatedOnSuccess && role === 'controlled') {
      pair.isNominatedOnSuccess = false;
      this.noteNomination(pair, now);
    }
    if (!isOwnNomination || session.nominee !== pair) return;
    session.nominee = undefined;
    this.#select(pair, now);
  }

  /** What the controlling side should nominate, and when. */
  plan(): void {
    const { session, role, mayCheck, checks } = this.#context;
    this.#planned = undefined;
    if (role !== 'controlling' || !mayCheck || session.nominee !== undefined) return;
    const current = this.isLost ? undefined : this.currentPair;
    this.#planned = planNomination(session, current, this.isLost ? this.#pair : undefined, checks.pacingMs);
  }

  flushNomination(now: number): void {
    const planned = this.#planned;
    if (planned === undefined || now < planned.at) return;
    this.#planned = undefined;
    const { session, checks, role } = this.#context;
    session.nominee = planned.pair;
    checks.nominate(session, planned.pair, role, now);
  }

  flushConsent(now: number): void {
    if (this.#pair === undefined || this.#session === undefined || !this.#consent.isRequestDue(now)) return;
    this.#context.checks.askConsent(this.#session, this.#pair, this.#context.role, now);
    this.#consent.noteRequestSent(now);
  }

  handleTimeout(now: number): void {
    const before = this.#consent.status;
    this.#consent.handleTimeout(now);
    const after = this.#consent.status;
    if (after !== before) {
      if (after === 'suspect') this.#fallBack(now);
      else if (after === 'lost') this.#probeOthers();
      else if (after === 'expired') this.#expire();
    }
    if (this.#pair === undefined) this.#failStalePairs(now);
  }

  nextTimeout(): number {
    const staleAt = this.#pair === undefined ? this.#nextStaleAt() : Infinity;
    return Math.min(this.#consent.nextTimeout(), this.#planned?.at ?? Infinity, staleAt);
  }

  /** The socket under the pair is gone. */
  lose(now: number): void {
    this.#forgetPair();
    this.#consent.noteGone(now);
    this.#probeOthers();
  }

  /** The pair is of no use any more, and nothing waits for it to come back. */
  abandon(): void {
    this.#consent.stop();
    this.#planned = undefined;
    this.#session = undefined;
    this.#forgetPair();
  }

  #select(pair: CandidatePair, now: number): void {
    const { session, checks, news } = this.#context;
    if (this.#pair !== undefined) this.#pair.isNominated = false;
    pair.isNominated = true;
    this.#pair = pair;
    this.#session = session;
    this.#selectedAt = now;
    this.#changes++;
    this.#consent.watch(pair, now);
    checks.transactions.endAll((subject) => subject.type === 'check' && subject.session !== session);
    news.push({ type: 'selected-pair', pair: pair.info() });
  }

  #forgetPair(): void {
    if (this.#pair === undefined) return;
    this.#pair = undefined;
    this.#context.news.push({ type: 'selected-pair', pair: undefined });
  }

  /** An answer is overdue: the controlled side goes to another pair, if the peer has named one. */
  #fallBack(now: number): void {
    if (this.#context.role !== 'controlled' || this.currentPair === undefined) return;
    const other = otherNominated(this.#context.session, this.currentPair);
    if (other !== undefined) this.#select(other, now);
  }

  /** The pair in use is silent: see which of the others still work. */
  #probeOthers(): void {
    const { checkList } = this.#context.session;
    for (const pair of checkList.pairs) {
      if (pair === this.#pair || pair.state !== 'succeeded') continue;
      pair.state = 'waiting';
      checkList.trigger(pair);
    }
  }

  /** What worked once and has not answered the probes has no more consent than the pair in use. */
  #expire(): void {
    const { session, checks } = this.#context;
    if (this.#session !== undefined) this.#session.hasLostConsent = true;
    for (const pair of session.checkList.pairs) {
      const isProbe = pair.state === 'in-progress' && pair.responsesReceived > 0;
      if (pair === this.#pair || isProbe) checks.fail(session, pair);
    }
    this.abandon();
  }

  /** Until something is selected, a valid pair lives as long as consent would. */
  #failStalePairs(now: number): void {
    const { session, checks } = this.#context;
    for (const pair of session.checkList.pairs) {
      if (pair.state === 'succeeded' && now >= pair.lastResponseAt + CONSENT_MS) checks.fail(session, pair);
    }
  }

  #nextStaleAt(): number {
    let next = Infinity;
    for (const pair of this.#context.session.checkList.pairs) {
      if (pair.state === 'succeeded') next = Math.min(next, pair.lastResponseAt + CONSENT_MS);
    }
    return next;
  }
}
