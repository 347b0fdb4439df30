import type { Signal } from './peer.ts';
import type { Side, SideFactory } from './side.ts';

export interface CallOptions {
  /** Sees every signal on its way and may change it. */
  readonly tamper?: (signal: Signal, towards: 'offerer' | 'answerer') => Signal;
  readonly configuration?: RTCConfiguration;
  /** Who gives way when both offer at once; default: the answerer. */
  readonly polite?: 'offerer' | 'answerer';
}

export interface Call {
  readonly offerer: Side;
  readonly answerer: Side;
  /** Both sides' states and what was signalled, for the message of a failure. */
  describe(): Promise<string>;
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
  const describe = async (): Promise<string> => {
    const [one, other] = await Promise.all([offerer, answerer].map(account));
    return `offerer ${one}\nanswerer ${other}\nto offerer: ${toOfferer.log}\nto answerer: ${toAnswerer.log}`;
  };
  const { configuration, polite = 'answerer' } = options;
  const offerer = await makeOfferer({ polite: polite === 'offerer', configuration }, (signal) =>
    toAnswerer.post(signal),
  );
  const answerer = await makeAnswerer({ polite: polite === 'answerer', configuration }, (signal) =>
    toOfferer.post(signal),
  );
  return {
    offerer,
    answerer,
    describe,
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
  await call.offerer.run((peer, init) => peer.create('first', init), channel);
  await allOpen(call, 'first');
  return call;
}

/** Both sides have an open channel of that label. */
export async function allOpen(call: Call, label: string): Promise<void> {
  const { offerer, answerer } = call;
  try {
    await Promise.all([offerer, answerer].map((side) => side.run((peer, name) => peer.opened(name), label)));
  } catch (error) {
    throw new Error(`${String(error)}\n${await call.describe()}`, { cause: error });
  }
}

async function account(side: Side): Promise<string> {
  return `${side.name}: ${await side.run((peer) => peer.account())}`;
}

/** Hands signals on one at a time, each when the one before has been dealt with. */
class Mailbox {
  readonly #deliver: (signal: Signal) => Promise<void>;
  readonly #log: string[] = [];
  #last: Promise<void> = Promise.resolve();
  #isShut = false;

  constructor(deliver: (signal: Signal) => Promise<void>) {
    this.#deliver = deliver;
  }

  post(signal: Signal): void {
    const entry = this.#log.push(`${nameOf(signal)} waits`) - 1;
    this.#last = this.#last.then(async () => {
      if (this.#isShut) return;
      this.#log[entry] = `${nameOf(signal)} under way`;
      try {
        await this.#deliver(signal);
        this.#log[entry] = nameOf(signal);
      } catch (error) {
        this.#log[entry] = `${nameOf(signal)} refused: ${String(error)}`;
      }
    });
  }

  get log(): string {
    return this.#log.join(', ');
  }

  shut(): void {
    this.#isShut = true;
  }
}

function nameOf(signal: Signal): string {
  if ('description' in signal) return signal.description.type;
  const { candidate } = signal;
  return candidate === null ? 'no more candidates' : `${candidate.usernameFragment}: ${candidate.candidate}`;
}
