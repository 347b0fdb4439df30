import type { SigningKeyParameters } from '../../ports/crypto.ts';
import type { Host } from '../../ports/host.ts';
import { isObject, toDOMString } from '../../webidl/convert.ts';
import { dictionary, required } from '../../webidl/dictionary.ts';
import { toEnforcedUnsignedLong } from '../../webidl/integers.ts';
import { toCertificateExpiration } from '../dictionaries.ts';
import type { Errors } from '../errors.ts';
import type { Certificate } from '../records/certificate.ts';
import { DEFAULT_EXPIRATION_MS, makeCertificate } from './ensure-certificates.ts';

const MAX_EXPIRATION_MS = 365 * 24 * 60 * 60 * 1000;
const MIN_MODULUS_BITS = 1024;
const MAX_MODULUS_BITS = 8192;

/**
 * https://w3c.github.io/webrtc-pc/#dom-rtcpeerconnection-generatecertificate. Throws what the promise is to be rejected
 * with before anything runs in parallel.
 */
export function generateCertificate(host: Host, errors: Errors, keygenAlgorithm: unknown): Promise<Certificate> {
  const algorithm = isObject(keygenAlgorithm)
    ? keygenAlgorithm
    : { name: toDOMString(keygenAlgorithm, 'keygenAlgorithm') };
  const { expires = DEFAULT_EXPIRATION_MS } = toCertificateExpiration(algorithm, 'keygenAlgorithm');
  const parameters = normalizeAlgorithm(algorithm, errors);
  return new Promise((resolve, reject) => {
    host.clock.queueTask(() => {
      try {
        resolve(makeCertificate(host, parameters, Math.min(expires, MAX_EXPIRATION_MS)));
      } catch (error) {
        reject(errors.notSupported(error instanceof Error ? error.message : 'The key cannot be generated.'));
      }
    });
  });
}

const toAlgorithm = dictionary('Algorithm', { name: required(toDOMString) });
const toEcKeyGenParams = dictionary('EcKeyGenParams', { namedCurve: required(toDOMString) }, toAlgorithm);
const toRsaHashedKeyGenParams = dictionary(
  'RsaHashedKeyGenParams',
  {
    hash: required(toHashName),
    modulusLength: required(toEnforcedUnsignedLong),
    publicExponent: required(toBigInteger),
  },
  toAlgorithm,
);

/** https://w3c.github.io/webcrypto/#dfn-normalize-an-algorithm for the two algorithms that make certificates. */
function normalizeAlgorithm(algorithm: object, errors: Errors): SigningKeyParameters {
  const name = toAlgorithm(algorithm, 'keygenAlgorithm').name.toLowerCase();
  if (name === 'ecdsa') return ecdsaParameters(algorithm, errors);
  if (name === 'rsassa-pkcs1-v1_5') return rsaParameters(algorithm, errors);
  throw errors.notSupported(`Certificates cannot be made with the algorithm '${name}'.`);
}

function ecdsaParameters(algorithm: object, errors: Errors): SigningKeyParameters {
  const { namedCurve } = toEcKeyGenParams(algorithm, 'keygenAlgorithm');
  if (namedCurve !== 'P-256') throw errors.notSupported(`Certificates cannot be made on the curve '${namedCurve}'.`);
  return { type: 'ecdsa', curve: 'p-256' };
}

function rsaParameters(algorithm: object, errors: Errors): SigningKeyParameters {
  const { hash, modulusLength, publicExponent } = toRsaHashedKeyGenParams(algorithm, 'keygenAlgorithm');
  if (!/^sha-(?:256|384|512)$/i.test(hash)) throw errors.notSupported(`Certificates cannot be made with '${hash}'.`);
  if (modulusLength < MIN_MODULUS_BITS || modulusLength > MAX_MODULUS_BITS) {
    throw errors.notSupported(`An RSA modulus of ${modulusLength} bits is not supported.`);
  }
  if (publicExponent !== 3 && publicExponent !== 65537) {
    throw errors.notSupported(`The RSA public exponent ${publicExponent} is not supported.`);
  }
  return { type: 'rsa', modulusBits: modulusLength, publicExponent };
}

/** HashAlgorithmIdentifier: a name, or an object with one. */
function toHashName(value: unknown, what: string): string {
  return isObject(value) ? toAlgorithm(value, what).name : toDOMString(value, what);
}

/** BigInteger: big-endian bytes. Numbers beyond 2^53 lose precision, which does not make them supported. */
function toBigInteger(value: unknown, what: string): number {
  if (!(value instanceof Uint8Array)) throw new TypeError(`${what} is not a Uint8Array`);
  return value.reduce((number, byte) => number * 256 + byte, 0);
}
