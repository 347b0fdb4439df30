/** First in, first out, in amortised constant time. */
export class Queue<T> {
  #items: (T | undefined)[] = NOTHING;
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    // Most queues hold one thing at a time; a list that grows by `push` has room for sixteen more at once.
    if (this.#items.length === 0) this.#items = [item];
    else this.#items.push(item);
  }

  peek(): T | undefined {
    return this.#items[this.#head];
  }

  shift(): T | undefined {
    if (this.#head === this.#items.length) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) this.clear();
    else if (this.#head >= 64 && 2 * this.#head >= this.#items.length) this.#compact();
    return item;
  }

  clear(): void {
    this.#items = NOTHING;
    this.#head = 0;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let i = this.#head; i < this.#items.length; i++) yield this.#items[i] as T;
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}

/** Of every empty queue; `push` begins a list of its own. */
const NOTHING: never[] = [];
