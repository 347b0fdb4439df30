import { FaultHandle } from './fault-handle.ts';

/** What happens in a world besides packets. */
export type JournalEntry =
  /** A host has these addresses from now on. */
  | { readonly type: 'host'; readonly host: string; readonly addresses: readonly string[] }
  /** A fault comes into force or is healed; `fault` numbers them. */
  | { readonly type: 'fault'; readonly fault: number; readonly change: 'applied' | 'healed'; readonly what: string }
  /** Something was changed that nobody heals: the conditions of a link, say. */
  | { readonly type: 'change'; readonly what: string }
  /** A message of the application's signalling, or the state of its connection; `message` numbers what is sent. */
  | {
      readonly type: 'signaling';
      readonly change: 'sent' | 'delivered' | 'dropped' | 'duplicated' | 'opened' | 'closed';
      readonly message?: number;
      readonly from: string;
      readonly to: string;
      readonly text?: string;
      readonly reason?: string;
    };

export type JournalListener = (at: number, entry: JournalEntry) => void;

/** Where a world's parts say what happens to them. While nobody listens nothing is kept, and no text is made. */
export class Journal {
  readonly #now: () => number;
  #listeners: readonly JournalListener[] = [];
  #faults = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Returns the function that ends it. */
  listen(listener: JournalListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => (this.#listeners = this.#listeners.filter((other) => other !== listener));
  }

  /** The entry is made only if somebody listens. */
  tell(entry: () => JournalEntry): void {
    if (this.#listeners.length === 0) return;
    const told = entry();
    for (const listener of this.#listeners) listener(this.#now(), told);
  }

  /** The handle of a fault that is in force from now on; `undo` ends it. `what` says it to people: kind, place, extent. */
  fault(what: () => string, undo: () => void): FaultHandle {
    const fault = ++this.#faults;
    this.tell(() => ({ type: 'fault', fault, change: 'applied', what: what() }));
    return new FaultHandle(() => {
      undo();
      this.tell(() => ({ type: 'fault', fault, change: 'healed', what: what() }));
    });
  }
}
