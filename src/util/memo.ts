/**
 * What a pure function said of the texts it was asked about of late. When there is no more room it begins anew, so that
 * what came once makes way for what comes always.
 */
export class Memo<T> {
  readonly #read: (text: string) => T;
  readonly #maxTexts: number;
  readonly #maxLength: number;
  readonly #known = new Map<string, T>();

  /** Texts longer than `maxLength` are not worth the room. */
  constructor(read: (text: string) => T, maxTexts: number, maxLength: number) {
    this.#read = read;
    this.#maxTexts = maxTexts;
    this.#maxLength = maxLength;
  }

  of(text: string): T {
    const known = this.#known.get(text);
    return known === undefined ? this.#readAnew(text) : known;
  }

  /** What says `undefined` is nothing to remember. */
  #readAnew(text: string): T {
    const read = this.#read(text);
    if (read === undefined || text.length > this.#maxLength) return read;
    if (this.#known.size === this.#maxTexts) this.#known.clear();
    this.#known.set(text, read);
    return read;
  }
}
