/** A packet or a signalling message arrives, a queue lets something go, a timer wakes. */
export type EventKind = 'packet' | 'message' | 'queue' | 'timer';

/** Something that happens at a virtual time: a datagram arrives, an alarm wakes. */
export abstract class TimedEvent {
  at = Infinity;
  /** Among events of one time the one scheduled first comes first. */
  sequence = 0;
  isBackground = false;
  /** Where the queue keeps it; −1 while it is in none. */
  heapIndex = -1;

  /** What it is, for whoever counts. */
  get kind(): EventKind {
    return 'timer';
  }

  abstract run(now: number): void;
  /** For people: what it is and whose. */
  abstract describe(): string;
}

/** Events by (time, sequence): a binary heap in which an event can be moved and removed, as alarms are with every packet. */
export class EventQueue {
  readonly #heap: TimedEvent[] = [];

  get length(): number {
    return this.#heap.length;
  }

  get first(): TimedEvent | undefined {
    return this.#heap[0];
  }

  get nextAt(): number {
    return this.#heap.length === 0 ? Infinity : this.#heap[0].at;
  }

  add(event: TimedEvent): void {
    event.heapIndex = this.#heap.length;
    this.#heap.push(event);
    this.#rise(event);
  }

  remove(event: TimedEvent): void {
    const index = event.heapIndex;
    const last = this.#heap.pop() as TimedEvent;
    event.heapIndex = -1;
    if (last === event) return;
    last.heapIndex = index;
    this.#heap[index] = last;
    this.moved(last);
  }

  /** The event's time or sequence has changed. */
  moved(event: TimedEvent): void {
    this.#rise(event);
    this.#sink(event);
  }

  /** In order. */
  list(): TimedEvent[] {
    return [...this.#heap].sort((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  clear(): void {
    for (const event of this.#heap) event.heapIndex = -1;
    this.#heap.length = 0;
  }

  #rise(event: TimedEvent): void {
    const heap = this.#heap;
    let index = event.heapIndex;
    while (index > 0) {
      const parent = heap[(index - 1) >> 1];
      if (!isBefore(event, parent)) break;
      heap[index] = parent;
      const parentIndex = parent.heapIndex;
      parent.heapIndex = index;
      index = parentIndex;
    }
    heap[index] = event;
    event.heapIndex = index;
  }

  #sink(event: TimedEvent): void {
    const heap = this.#heap;
    let index = event.heapIndex;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], event)) break;
      heap[index] = heap[child];
      heap[index].heapIndex = index;
      index = child;
    }
    heap[index] = event;
    event.heapIndex = index;
  }
}

export function isBefore(a: TimedEvent, b: TimedEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
}
