import type { CipherState } from '../../dtls/cipher-state.ts';
import { CIPHER_SUITES } from '../../dtls/cipher-suites.ts';
import { cipherStatesOf } from '../../dtls/key-schedule.ts';
import { TAG_BYTES } from '../../dtls/protocol.ts';
import type { RecordHeader } from '../../dtls/record.ts';
import type { Crypto } from '../../ports/crypto.ts';
import { bytesOfHex } from '../../util/bytes.ts';
import type { SecretsEntry, TraceEndpoint } from '../entries.ts';
import type { OpenRecord } from './packet-description.ts';

/** The associations whose secrets a trace tells: opens records of any of them. */
export class KeyRing {
  readonly #crypto: Crypto;
  /** By client random: both ends tell the same secrets. */
  readonly #associations = new Map<string, KnownAssociation>();
  readonly #ends = new Set<string>();
  /** What opened the last record on a way. */
  readonly #lastUsed = new Map<string, CipherState>();

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  /** Secrets that make no sense are no secrets. */
  add({ host, clientRandom, serverRandom, masterSecret, cipherSuite }: SecretsEntry): void {
    const known = this.#associations.get(clientRandom);
    this.#ends.add(host);
    if (known !== undefined) {
      known.hosts.add(host);
      return;
    }
    const suite = CIPHER_SUITES.find(({ id }) => id === cipherSuite);
    if (suite === undefined || masterSecret.length !== 96) return;
    const [secret, ours, theirs] = [masterSecret, clientRandom, serverRandom].map(bytesOfHex);
    const { client, server } = cipherStatesOf(this.#crypto, suite, secret, ours, theirs);
    this.#associations.set(clientRandom, { hosts: new Set([host]), ciphers: [client, server] });
  }

  /** Whether a host is at an end of an association, and no relay between ends. */
  isEnd(host: string | undefined): boolean {
    return host !== undefined && this.#ends.has(host);
  }

  /** For packets that go from one end to the other. */
  opener(from: TraceEndpoint, to: TraceEndpoint): OpenRecord {
    const way = `${from.address} ${from.port} ${to.address} ${to.port}`;
    return (datagram, header) => {
      const last = this.#lastUsed.get(way);
      const opened = last === undefined ? undefined : open(last, datagram, header);
      return opened ?? this.#openWithAny(way, this.#candidates(from.host, to.host), datagram, header);
    };
  }

  #openWithAny(
    way: string,
    ciphers: readonly CipherState[],
    datagram: Uint8Array,
    header: RecordHeader,
  ): Uint8Array | undefined {
    for (const cipher of ciphers) {
      const opened = open(cipher, datagram, header);
      if (opened === undefined) continue;
      this.#lastUsed.set(way, cipher);
      return opened;
    }
    return undefined;
  }

  /** Those of the two hosts, else those of one of them (the other is a relay), else any (it is behind a NAT); newest first. */
  #candidates(from: string | undefined, to: string | undefined): CipherState[] {
    const all = [...this.#associations.values()].reverse();
    const isOf = ({ hosts }: KnownAssociation, host: string | undefined): boolean =>
      host !== undefined && hosts.has(host);
    const ofBoth = all.filter((one) => isOf(one, from) && isOf(one, to));
    const ofOne = ofBoth.length > 0 ? ofBoth : all.filter((one) => isOf(one, from) || isOf(one, to));
    const chosen = ofOne.length > 0 ? ofOne : all.slice(0, MOST_TRIED);
    return chosen.flatMap(({ ciphers }) => ciphers);
  }
}

const MOST_TRIED = 64;

interface KnownAssociation {
  readonly hosts: Set<string>;
  readonly ciphers: readonly CipherState[];
}

/** The plaintext, in bytes of its own. */
function open(cipher: CipherState, datagram: Uint8Array, header: RecordHeader): Uint8Array | undefined {
  const { type, epoch, sequence, start, end } = header;
  const fragment = datagram.slice(start, end);
  if (!cipher.open(type, epoch, sequence, fragment, 0, fragment.length)) return undefined;
  return fragment.subarray(cipher.explicitNonceBytes, fragment.length - TAG_BYTES);
}
