/** Records that came before they could be read, oldest first; what exceeds the bounds is refused, as the network might. */
export class HeldRecords {
  readonly #maxRecords: number;
  readonly #maxBytes: number;
  #records: Uint8Array[] = [];
  #bytes = 0;

  constructor(maxRecords: number, maxBytes: number) {
    this.#maxRecords = maxRecords;
    this.#maxBytes = maxBytes;
  }

  /** False if there is no room. */
  add(record: Uint8Array): boolean {
    if (this.#records.length >= this.#maxRecords || this.#bytes + record.length > this.#maxBytes) return false;
    this.#records.push(record);
    this.#bytes += record.length;
    return true;
  }

  takeAll(): readonly Uint8Array[] {
    const records = this.#records;
    this.#records = [];
    this.#bytes = 0;
    return records;
  }

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }
}
