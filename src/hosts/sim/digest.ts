/**
 * A running 64-bit hash of everything the network was given and what it did with it: two runs with equal digests had the
 * same packets at the same times with the same fate. It tells runs apart; it is no protection against forgery.
 */
export class Digest {
  /** Addresses come again and again: the words that stand for them. */
  readonly #addressWords = new Map<string, number>();
  #a = 0x6a09_e667;
  #b = 0xbb67_ae85;

  /** Sixteen hex digits. */
  get hex(): string {
    const a = finish(this.#a ^ this.#b);
    const b = finish(this.#b + a);
    return a.toString(16).padStart(8, '0') + b.toString(16).padStart(8, '0');
  }

  addNumber(value: number): void {
    scratchNumber[0] = value;
    this.#addWord(scratchWords[0]);
    this.#addWord(scratchWords[1]);
  }

  addText(text: string): void {
    this.#addWord(text.length);
    for (let i = 0; i < text.length; i++) this.#addWord(text.charCodeAt(i));
  }

  addAddress(address: string, port: number): void {
    this.#addWord(this.#addressWords.get(address) ?? this.#learnAddress(address));
    this.#addWord(port);
  }

  addBytes(bytes: Uint8Array): void {
    const { length } = bytes;
    let a = Math.imul(this.#a ^ length, 0xcc9e_2d51);
    let b = Math.imul(this.#b + length, 0x1b87_3593);
    let i = 0;
    for (const whole = length - 3; i < whole; i += 4) {
      const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
      a = Math.imul(a ^ word, 0x85eb_ca6b);
      a ^= a >>> 15;
      b = Math.imul(b + word, 0xc2b2_ae35);
      b ^= b >>> 13;
    }
    this.#a = a;
    this.#b = b;
    for (; i < length; i++) this.#addWord(bytes[i]);
  }

  #learnAddress(address: string): number {
    let word = address.length;
    for (let i = 0; i < address.length; i++) word = finish(Math.imul(word, 31) + address.charCodeAt(i));
    this.#addressWords.set(address, word);
    return word;
  }

  #addWord(word: number): void {
    const a = Math.imul(this.#a ^ word, 0x85eb_ca6b);
    const b = Math.imul(this.#b + word, 0xc2b2_ae35);
    this.#a = a ^ (a >>> 15);
    this.#b = b ^ (b >>> 13);
  }
}

function finish(value: number): number {
  value = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

const scratchNumber = new Float64Array(1);
const scratchWords = new Uint32Array(scratchNumber.buffer);
