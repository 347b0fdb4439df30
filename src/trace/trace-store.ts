import type { TraceEntry } from './entries.ts';

/** What an entry costs beside its packet: an object of a few fields and the strings nobody else holds. */
const ENTRY_BYTES = 200;

/**
 * The entries of a recording, within a limit of memory: the oldest go first, but what later ones are read with (hosts
 * and secrets) stays.
 */
export class TraceStore implements Iterable<TraceEntry> {
  readonly #maxBytes: number;
  readonly #kept: TraceEntry[] = [];
  #entries: TraceEntry[] = [];
  #head = 0;
  #bytes = 0;
  #lost = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many entries are gone. */
  get lost(): number {
    return this.#lost;
  }

  get length(): number {
    return this.#kept.length + this.#entries.length - this.#head;
  }

  push(entry: TraceEntry): void {
    this.#entries.push(entry);
    this.#bytes += bytesOf(entry);
    while (this.#bytes > this.#maxBytes && this.#head < this.#entries.length - 1) this.#forgetOldest();
    if (this.#head > 1024 && 2 * this.#head > this.#entries.length) this.#compact();
  }

  /** Of the moment: what is recorded meanwhile is seen, what is forgotten meanwhile is not. */
  *[Symbol.iterator](): Generator<TraceEntry, undefined> {
    yield* this.#kept;
    yield* this.#entries.slice(this.#head);
  }

  #forgetOldest(): void {
    const entry = this.#entries[this.#head++];
    this.#bytes -= bytesOf(entry);
    if (entry.type === 'host' || entry.type === 'secrets') this.#kept.push(entry);
    else this.#lost++;
  }

  #compact(): void {
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }
}

function bytesOf(entry: TraceEntry): number {
  if ('data' in entry) return ENTRY_BYTES + entry.data.length;
  return 'argument' in entry && entry.argument !== undefined ? ENTRY_BYTES + 2 * entry.argument.length : ENTRY_BYTES;
}
