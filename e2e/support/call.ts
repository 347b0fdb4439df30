import type { Signal } from './peer.ts';
import type { Side, SideFactory } from './side.ts';

export interface CallOptions {
  /** Sees every signal on its way and may change it. */
  readonly tamper?: (signal: Signal, towards: 'offerer' | 'answerer') => Signal;
  readonly configuration?: RTCConfiguration;
  /** Done to the answerer before the offerer begins. */
  readonly prepareAnswerer?: (answerer: Side) => Promise<void>;
}

export interface Call {
  readonly offerer: Side;
  readonly answerer: Side;
  close(): Promise<void>;
}

/** Two peers whose signals reach each other in order. Nothing is negotiated until one of them needs it. */
export async function startCall(
  makeOfferer: SideFactory,
  makeAnswerer: SideFactory,
  options: CallOptions = {},
): Promise<Call> {
  const toOfferer = new Mailbox((signal) => offerer.deliver(options.tamper?.(signal, 'offerer') ?? signal));
  const toAnswerer = new Mailbox((signal) => answerer.deliver(options.tamper?.(signal, 'answerer') ?? signal));
  const { configuration } = options;
  const offerer = await makeOfferer({ polite: false, configuration }, (signal) => toAnswerer.post(signal));
  const answerer = await makeAnswerer({ polite: true, configuration }, (signal) => toOfferer.post(signal));
  return {
    offerer,
    answerer,
    async close() {
      toOfferer.shut();
      toAnswerer.shut();
      await Promise.all([offerer.close(), answerer.close()]);
    },
  };
}

/** The common start: a call with one channel, open on both sides. */
export async function connect(
  makeOfferer: SideFactory,
  makeAnswerer: SideFactory,
  channel: RTCDataChannelInit = {},
  options: CallOptions = {},
): Promise<Call> {
  const call = await startCall(makeOfferer, makeAnswerer, options);
  await options.prepareAnswerer?.(call.answerer);
  await call.offerer.run((peer, init) => peer.create('first', init), channel);
  await Promise.all([call.offerer, call.answerer].map((side) => side.run((peer) => peer.opened('first'))));
  return call;
}

/** Hands signals on one at a time, each when the one before has been dealt with. */
class Mailbox {
  readonly #deliver: (signal: Signal) => Promise<void>;
  #last: Promise<void> = Promise.resolve();
  #isShut = false;

  constructor(deliver: (signal: Signal) => Promise<void>) {
    this.#deliver = deliver;
  }

  post(signal: Signal): void {
    this.#last = this.#last.then(() => (this.#isShut ? undefined : this.#deliver(signal)));
    this.#last.catch(() => {}); // a page that is gone takes no more signals
  }

  shut(): void {
    this.#isShut = true;
  }
}
