import type { Digest } from '../digest.ts';
import type { Journal, JournalEntry } from '../journal.ts';
import type { Keepable, LinkDirection, LinkDrop } from '../link-direction.ts';
import { scheduleSteps } from '../scheduler.ts';
import { TimedEvent, type EventKind } from '../timed-event.ts';
import type { Timeline } from '../timeline.ts';
import { copyOf, sizeOf, textOf } from './payload.ts';

/** What the wires of one signalling service have in common. */
export interface WireWorld {
  readonly timeline: Timeline;
  readonly digest: Digest;
  readonly journal: Journal;
  readonly ledger: SignalingLedger;
  readonly now: () => number;
}

/** What became of every message: sent + duplicated = delivered + dropped + inFlight, always. */
export class SignalingLedger {
  sent = 0;
  duplicated = 0;
  delivered = 0;
  dropped = 0;

  get inFlight(): number {
    return this.sent + this.duplicated - this.delivered - this.dropped;
  }
}

/** `context` is what the sender gave along; it is not copied. */
export type Receive = (data: unknown, context: unknown) => void;
type Change = Extract<JournalEntry, { type: 'signaling' }>['change'];

/** One direction between two ends of signalling: messages go in, and come out as the link's conditions have it. */
export class Wire {
  readonly from: string;
  readonly to: string;
  readonly direction: LinkDirection;
  readonly #world: WireWorld;
  readonly #receive: Receive;
  #isCut = false;
  #lastArrivesAt = 0;

  constructor(from: string, to: string, direction: LinkDirection, world: WireWorld, receive: Receive) {
    this.from = from;
    this.to = to;
    this.direction = direction;
    this.#world = world;
    this.#receive = receive;
  }

  /** Takes a message, which is copied: the ends have no object in common. */
  carry(data: unknown, context?: unknown): void {
    const { ledger, digest, now } = this.#world;
    const message = new Message(this, ++ledger.sent, copyOf(data), context);
    const text = textOf(message.data);
    digest.addNumber(now());
    digest.addText(`${this.from} ${this.to}`);
    digest.addText(text);
    this.#tell('sent', message, text);
    if (this.#isCut) this.drop(message, 'closed');
    else this.#pass(message);
  }

  /** Runs `steps` when what was sent before has arrived, and a message sent now would: for opening and closing. */
  after(steps: () => void, what: string): void {
    const { timeline, now } = this.#world;
    const at = Math.max(now() + this.direction.conditions.latencyMs, this.#lastArrivesAt);
    scheduleSteps(timeline, at, what, () => timeline.queueTask(steps));
  }

  /** Loses all that is under way and all that comes. */
  cut(): void {
    this.#isCut = true;
  }

  launch(message: Message, arrivesAt: number): void {
    this.#world.digest.addNumber(arrivesAt);
    this.#lastArrivesAt = Math.max(this.#lastArrivesAt, arrivesAt);
    this.#world.timeline.schedule(message, arrivesAt, false);
  }

  drop(message: Message, reason: string): void {
    this.#world.ledger.dropped++;
    this.#world.digest.addText(reason);
    this.#tell('dropped', message, undefined, reason);
  }

  /** The message has come: a task of its own hands it over. */
  arrive(message: Message): void {
    this.#world.timeline.queueTask(() => this.#deliver(message));
  }

  #pass(message: Message): void {
    const { ledger, now } = this.#world;
    const passage = this.direction.pass(sizeOf(message.data), false, now());
    if (passage.drop !== undefined) {
      this.drop(message, passage.drop);
      return;
    }
    const { arrivesAt, copyArrivesAt, isDuplicated, isKept } = passage;
    const copy = isDuplicated ? new Message(this, message.number, copyOf(message.data), message.context) : undefined;
    if (copy !== undefined) {
      ledger.duplicated++;
      this.#tell('duplicated', copy);
    }
    if (isKept) {
      this.direction.keep(message, copy, now());
      return;
    }
    this.launch(message, arrivesAt);
    if (copy !== undefined) this.launch(copy, copyArrivesAt);
  }

  #deliver(message: Message): void {
    if (this.#isCut) {
      this.drop(message, 'closed');
      return;
    }
    this.#world.ledger.delivered++;
    this.#tell('delivered', message);
    this.#receive(message.data, message.context);
  }

  #tell(change: Change, message: Message, text?: string, reason?: string): void {
    const { from, to } = this;
    this.#world.journal.tell(() => ({
      type: 'signaling',
      change,
      message: message.number,
      from,
      to,
      ...(text === undefined ? {} : { text }),
      ...(reason === undefined ? {} : { reason }),
    }));
  }
}

/** A message under way. */
export class Message extends TimedEvent implements Keepable {
  readonly number: number;
  readonly data: unknown;
  readonly context: unknown;
  readonly #wire: Wire;

  constructor(wire: Wire, number: number, data: unknown, context: unknown) {
    super();
    this.#wire = wire;
    this.number = number;
    this.data = data;
    this.context = context;
  }

  launch(arrivesAt: number): void {
    this.#wire.launch(this, arrivesAt);
  }

  drop(reason: LinkDrop): void {
    this.#wire.drop(this, reason);
  }

  override get kind(): EventKind {
    return 'message';
  }

  override run(): void {
    this.#wire.arrive(this);
  }

  override describe(): string {
    return `signalling message ${this.number} from ${this.#wire.from} to ${this.#wire.to}`;
  }
}
