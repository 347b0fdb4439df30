/** Values by address and port, found without making a key of the two. */
export class EndpointMap<T> {
  readonly #byAddress = new Map<string, Map<number, T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(address: string, port: number): T | undefined {
    return this.#byAddress.get(address)?.get(port);
  }

  set(address: string, port: number, value: T): void {
    let byPort = this.#byAddress.get(address);
    if (byPort === undefined) this.#byAddress.set(address, (byPort = new Map()));
    if (!byPort.has(port)) this.#size++;
    byPort.set(port, value);
  }

  delete(address: string, port: number): void {
    const byPort = this.#byAddress.get(address);
    if (byPort === undefined || !byPort.delete(port)) return;
    this.#size--;
    if (byPort.size === 0) this.#byAddress.delete(address);
  }

  /** Keeps what the predicate holds for. */
  filter(isKept: (value: T) => boolean): void {
    for (const [address, byPort] of this.#byAddress)
      for (const [port, value] of byPort) if (!isKept(value)) this.delete(address, port);
  }

  *values(): IterableIterator<T> {
    for (const byPort of this.#byAddress.values()) yield* byPort.values();
  }
}
