import { Delivery, tokenOf } from './delivery.ts';
import { isLegal, legalTransitions } from './legal-transitions.ts';
import { ListenerCount, type AddArguments, type RemoveArguments } from './listener-count.ts';
import type { Watch, WatchedConnection } from './watched-connection.ts';

/** One RTCDataChannel of a run: what it sent, what arrived, and its states. */
export class WatchedChannel {
  readonly name: string;
  readonly channel: RTCDataChannel;
  /** From this end to the other. */
  readonly delivery: Delivery;
  readonly #owner: WatchedConnection;
  readonly #watch: Watch;
  readonly #oppositeOf: (channel: WatchedChannel) => WatchedChannel | undefined;
  #opposite: WatchedChannel | undefined = undefined;
  /** As the events tell it: a channel that a peer opened is `open` before it says so. */
  #state = 'connecting';
  #hasOpened = false;

  constructor(
    owner: WatchedConnection,
    channel: RTCDataChannel,
    watch: Watch,
    oppositeOf: (channel: WatchedChannel) => WatchedChannel | undefined,
  ) {
    this.name = `${owner.name}'s channel ${JSON.stringify(channel.label)}`;
    this.channel = channel;
    this.delivery = new Delivery({ isOrdered: channel.ordered, isReliable: isReliable(channel) });
    this.#owner = owner;
    this.#watch = watch;
    this.#oppositeOf = oppositeOf;
    this.#listen();
    this.#overrideMethods();
  }

  get owner(): WatchedConnection {
    return this.#owner;
  }

  /** It was given up before it opened. */
  get wasClosedEarly(): boolean {
    return this.#state === 'closed' && !this.#hasOpened;
  }

  get opposite(): WatchedChannel | undefined {
    this.#opposite ??= this.#oppositeOf(this);
    return this.#opposite;
  }

  #listen(): void {
    this.channel.addEventListener('open', () => this.#become('open'));
    this.channel.addEventListener('closing', () => this.#become('closing'));
    this.channel.addEventListener('close', () => this.#become('closed'));
    this.channel.addEventListener('message', ({ data }) => this.#received(data));
  }

  /** Script that closes a channel itself is told of `close` alone; a peer's closing is announced by `closing`. */
  #become(state: string): void {
    const before = this.#state;
    const describe = (): string => `${this.name}: ${before} → ${state}`;
    this.#watch.chronicle.note(describe);
    if (!isLegal(legalTransitions.channel, before, state)) this.#watch.referee.fail('legal states', describe());
    this.#state = state;
    this.#hasOpened ||= state === 'open';
  }

  #received(data: unknown): void {
    if (this.#state === 'closed') this.#watch.referee.fail('legal states', `${this.name}: a message after close`);
    const problem = this.opposite?.delivery.received(tokenOf(data));
    if (problem !== undefined) this.#watch.referee.fail('delivery', `${this.name}: ${problem}`);
  }

  /** On the object itself: channels that a peer opened are not of a class of ours. */
  #overrideMethods(): void {
    const { channel, delivery } = this;
    const listeners = new ListenerCount(this.name, this.#watch);
    const { send, addEventListener, removeEventListener } = channel;
    override(channel, 'send', (data: never) => {
      const token = tokenOf(data);
      send.call(channel, data);
      delivery.sent(token);
    });
    override(channel, 'addEventListener', (...args: AddArguments) => {
      addEventListener.apply(channel, args);
      listeners.added(...args);
    });
    override(channel, 'removeEventListener', (...args: RemoveArguments) => {
      removeEventListener.apply(channel, args);
      listeners.removed(args[0], args[1]);
    });
  }
}

function isReliable({ maxRetransmits, maxPacketLifeTime }: RTCDataChannel): boolean {
  return maxRetransmits === null && maxPacketLifeTime === null;
}

function override(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}
