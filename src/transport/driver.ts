import type { IceBase } from '../ice/types.ts';
import type { Alarm, Clock } from '../ports/clock.ts';
import type { SocketAddress } from '../ports/network.ts';

/** What a driver drives: an engine whose datagrams come from several bases. */
export interface Driven<News> {
  receiveFrom(base: IceBase, packet: Uint8Array, from: SocketAddress, now: number): void;
  handleTimeout(now: number): void;
  flush(now: number): void;
  pollEvent(): News | undefined;
  nextTimeout(): number;
  readonly isQuiet: boolean;
  /** For people: what `nextTimeout` is for. */
  readonly nextTimer: string;
}

/**
 * Runs the turns of one transport and owns its only alarm: one input → flush → drain the news → re-arm. Datagrams that
 * arrive together share a flush, and so do all calls of one script.
 */
export class Driver<News> {
  readonly #clock: Clock;
  readonly #engine: Driven<News>;
  readonly #report: (news: News) => void;
  readonly #alarm: Alarm;
  readonly #endTurn = (): void => this.#flushNow();
  #isFlushDue = false;
  #isStopped = false;

  constructor(clock: Clock, engine: Driven<News>, report: (news: News) => void) {
    this.#clock = clock;
    this.#engine = engine;
    this.#report = report;
    this.#alarm = clock.alarm(
      () => this.#wake(),
      () => engine.nextTimer,
    );
  }

  datagram(base: IceBase, packet: Uint8Array, from: SocketAddress, now: number): void {
    if (this.#isStopped) return;
    this.#engine.receiveFrom(base, packet, from, now);
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    this.#clock.afterInput(this.#endTurn);
  }

  /** Something above changed: one turn, in a microtask. */
  poke(): void {
    if (this.#isFlushDue || this.#isStopped) return;
    this.#isFlushDue = true;
    void SETTLED.then(this.#endTurn);
  }

  /** Transmits what is wanted now and is silent ever after. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#engine.flush(this.#clock.now());
    this.#alarm.clear();
  }

  #wake(): void {
    if (this.#isStopped) return;
    this.#engine.handleTimeout(this.#clock.now());
    this.#flushNow();
  }

  #flushNow(): void {
    this.#isFlushDue = false;
    if (this.#isStopped) return;
    this.#engine.flush(this.#clock.now());
    for (let news; (news = this.#engine.pollEvent()) !== undefined;) this.#report(news);
    this.#alarm.set(this.#engine.nextTimeout(), this.#engine.isQuiet);
  }
}

const SETTLED = Promise.resolve();
