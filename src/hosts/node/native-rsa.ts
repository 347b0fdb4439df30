import { checkPrimeSync, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { bigIntOf, bytesOfBigInt, inverseModulo } from '../../crypto/big-integer.ts';
import { derInteger, derSequence } from '../../crypto/der.ts';
import type { SigningKey, SigningKeyParameters } from '../../ports/crypto.ts';
import type { Random } from '../../ports/random.ts';
import { NATIVE_HASHES, plainBytes } from './native-bytes.ts';

type RsaParameters = Extract<SigningKeyParameters, { type: 'rsa' }>;

/**
 * An RSA key of OpenSSL's making; the Random is not used. It is encoded by the job that makes it and read back: exporting
 * the job's own key object can deadlock Node 20 when garbage collection destroys the job meanwhile.
 */
export function nativeRsaKey(parameters: RsaParameters): SigningKey {
  const { modulusBits: modulusLength, publicExponent } = checked(parameters);
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength,
    publicExponent,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return signingKeyOf(createPrivateKey({ key: privateKey, type: 'pkcs8', format: 'der' }), parameters);
}

/** An RSA key whose primes come from the Random. */
export function deterministicRsaKey(parameters: RsaParameters, random: Random): SigningKey {
  const { modulusBits, publicExponent } = checked(parameters);
  const e = BigInt(publicExponent);
  const p = drawPrime(modulusBits >> 1, e, random);
  let q = drawPrime(modulusBits - (modulusBits >> 1), e, random);
  while (q === p) q = drawPrime(modulusBits - (modulusBits >> 1), e, random);
  return signingKeyOf(privateKeyOf(p, q, e), parameters);
}

function checked(parameters: RsaParameters): RsaParameters {
  const { modulusBits, publicExponent } = parameters;
  if (modulusBits < 1024 || modulusBits > 8192) throw new Error(`RSA keys of ${modulusBits} bits are not supported`);
  const isOdd = publicExponent % 2 === 1;
  if (!isOdd || publicExponent < 3 || publicExponent > 0xffff_ffff) {
    throw new Error(`The RSA public exponent ${publicExponent} is not supported`);
  }
  return parameters;
}

function signingKeyOf(key: KeyObject, parameters: RsaParameters): SigningKey {
  return {
    parameters,
    publicKeyInfo: plainBytes(createPublicKey(key).export({ type: 'spki', format: 'der' })),
    sign: (hash, data) => plainBytes(sign(NATIVE_HASHES[hash], data, key)),
  };
}

/** RSAPrivateKey, RFC 8017 appendix A.1.2. */
function privateKeyOf(p: bigint, q: bigint, e: bigint): KeyObject {
  const d = inverseModulo(e, (p - 1n) * (q - 1n));
  const numbers = [0n, p * q, e, d, p, q, d % (p - 1n), d % (q - 1n), inverseModulo(q, p)];
  const der = derSequence(...numbers.map((number) => derInteger(bytesOf(number))));
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs1' });
}

/**
 * A prime p of `bits` bits with p - 1 prime to e: the first at or after a random odd number whose two highest bits are
 * set, so that the product of two has all its bits.
 */
function drawPrime(bits: number, e: bigint, random: Random): bigint {
  const bytes = new Uint8Array(Math.ceil(bits / 8));
  for (;;) {
    random.fill(bytes);
    const top = 3n << BigInt(bits - 2);
    const start = (bigIntOf(bytes) & ((1n << BigInt(bits)) - 1n)) | top | 1n;
    const prime = firstPrimeFrom(start, e);
    if (prime < 1n << BigInt(bits)) return prime;
  }
}

function firstPrimeFrom(start: bigint, e: bigint): bigint {
  const residues = SMALL_PRIMES.map((prime) => Number(start % BigInt(prime)));
  for (let step = 0; ; step += 2) {
    const isDivisible = residues.some((residue, i) => (residue + step) % SMALL_PRIMES[i] === 0);
    const candidate = start + BigInt(step);
    if (!isDivisible && isCoprime(candidate - 1n, e) && checkPrimeSync(candidate)) return candidate;
  }
}

function isCoprime(a: bigint, b: bigint): boolean {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 1n;
}

function bytesOf(number: bigint): Uint8Array {
  return bytesOfBigInt(number, Math.max(1, Math.ceil(number.toString(16).length / 2)));
}

/** Odd primes below 2000: they spare most candidates the expensive test. */
const SMALL_PRIMES = Array.from({ length: 2000 }, (_, n) => n).filter((n) => {
  if (n < 3 || n % 2 === 0) return false;
  for (let divisor = 3; divisor * divisor <= n; divisor += 2) if (n % divisor === 0) return false;
  return true;
});
