import type { Random } from '../../../ports/random.ts';
import { equalBytes, readUint32 } from '../../../util/bytes.ts';
import { SeededRandom } from '../seeded-random.ts';

/** Enough for the connections of a small mesh, few enough that each key is soon in use for the second time. */
const LIST_LENGTH = 64;

/** Fixed keys of one kind, each made when it is first taken, and found again by its public half. */
export class KeyList<K> {
  readonly #name: string;
  readonly #make: (random: Random) => K;
  readonly #publicOf: (key: K) => Uint8Array;
  readonly #keys: (K | undefined)[] = Array.from({ length: LIST_LENGTH }, () => undefined);
  readonly #byLastBytes = new Map<number, K>();

  /** The list's name is part of what its keys are derived from. */
  constructor(name: string, make: (random: Random) => K, publicOf: (key: K) => Uint8Array) {
    this.#name = name;
    this.#make = make;
    this.#publicOf = publicOf;
  }

  at(index: number): K {
    return this.#keys[index] ?? this.#add(index);
  }

  /** The key of the list with this public half. */
  find(publicBytes: Uint8Array): K | undefined {
    if (publicBytes.length < 4) return undefined;
    const key = this.#byLastBytes.get(lastBytesOf(publicBytes));
    return key !== undefined && equalBytes(this.#publicOf(key), publicBytes) ? key : undefined;
  }

  #add(index: number): K {
    const key = this.#make(new SeededRandom(index, this.#name));
    this.#keys[index] = key;
    this.#byLastBytes.set(lastBytesOf(this.#publicOf(key)), key);
    return key;
  }
}

/** One world's way through a list: in an order that its randomness decides, and no key twice. */
export class KeyDraw<K> {
  readonly #list: KeyList<K>;
  readonly #isTaken = new Uint8Array(LIST_LENGTH);
  #left = LIST_LENGTH;

  constructor(list: KeyList<K>) {
    this.#list = list;
  }

  /** Undefined when every key of the list is taken. */
  next(random: Random): K | undefined {
    if (this.#left === 0) return undefined;
    random.fill(DRAWN);
    let index = DRAWN[0] % LIST_LENGTH;
    while (this.#isTaken[index] === 1) index = (index + 1) % LIST_LENGTH;
    this.#isTaken[index] = 1;
    this.#left--;
    return this.#list.at(index);
  }
}

function lastBytesOf(bytes: Uint8Array): number {
  return readUint32(bytes, bytes.length - 4);
}

const DRAWN = new Uint8Array(1);
