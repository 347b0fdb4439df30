import type { Crypto, HashAlgorithm } from '../ports/crypto.ts';
import { concatBytes, utf8Of } from '../util/bytes.ts';
import { CipherState } from './cipher-state.ts';
import type { CipherSuite } from './cipher-suites.ts';

const MASTER_SECRET_BYTES = 48;
const VERIFY_DATA_BYTES = 12;

/** PRF and P_hash, RFC 5246 §5. */
export function pseudoRandom(
  crypto: Crypto,
  hash: HashAlgorithm,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  const labelled = concatBytes(utf8Of(label), seed);
  const output = new Uint8Array(length);
  let chain = crypto.hmac(hash, secret, labelled);
  const input = concatBytes(chain, labelled);
  for (let offset = 0; ;) {
    const block = crypto.hmac(hash, secret, input);
    output.set(block.length <= length - offset ? block : block.subarray(0, length - offset), offset);
    offset += block.length;
    if (offset >= length) return output;
    chain = crypto.hmac(hash, secret, chain);
    input.set(chain);
  }
}

/** RFC 5246 §8.1 */
export function masterSecretOf(
  crypto: Crypto,
  hash: HashAlgorithm,
  premasterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): Uint8Array {
  const seed = concatBytes(clientRandom, serverRandom);
  return pseudoRandom(crypto, hash, premasterSecret, 'master secret', seed, MASTER_SECRET_BYTES);
}

/** RFC 7627 §4. `sessionHash` covers everything up to and including ClientKeyExchange. */
export function extendedMasterSecretOf(
  crypto: Crypto,
  hash: HashAlgorithm,
  premasterSecret: Uint8Array,
  sessionHash: Uint8Array,
): Uint8Array {
  return pseudoRandom(crypto, hash, premasterSecret, 'extended master secret', sessionHash, MASTER_SECRET_BYTES);
}

/** The ciphers of both directions, cut from the key block as RFC 5246 §6.3 lays it out (AEADs have no MAC keys). */
export function cipherStatesOf(
  crypto: Crypto,
  suite: CipherSuite,
  masterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): { readonly client: CipherState; readonly server: CipherState } {
  const { keyBytes, fixedIvBytes, aead } = suite;
  const seed = concatBytes(serverRandom, clientRandom);
  const length = 2 * (keyBytes + fixedIvBytes);
  const block = pseudoRandom(crypto, suite.prfHash, masterSecret, 'key expansion', seed, length);
  const stateAt = (side: 0 | 1): CipherState => {
    const key = block.slice(side * keyBytes, (side + 1) * keyBytes);
    const ivStart = 2 * keyBytes + side * fixedIvBytes;
    return new CipherState(crypto.aead(aead, key), block.slice(ivStart, ivStart + fixedIvBytes));
  };
  return { client: stateAt(0), server: stateAt(1) };
}

/** verify_data of a Finished message, RFC 5246 §7.4.9. */
export function verifyDataOf(
  crypto: Crypto,
  hash: HashAlgorithm,
  masterSecret: Uint8Array,
  sender: 'client' | 'server',
  transcriptHash: Uint8Array,
): Uint8Array {
  return pseudoRandom(crypto, hash, masterSecret, `${sender} finished`, transcriptHash, VERIFY_DATA_BYTES);
}
