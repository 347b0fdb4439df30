import type { Crypto, HashAlgorithm, SigningKey, SigningKeyParameters } from '../ports/crypto.ts';
import type { Random } from '../ports/random.ts';
import type { LocalCertificate } from './certificate-types.ts';
import { derTime } from './calendar.ts';
import { DerTag, derBitString, derElement, derInteger, derSequence, derUtf8String } from './der.ts';
import { ObjectIdentifier, derObjectIdentifier, signatureAlgorithmIdentifier } from './object-identifiers.ts';

export { publicKeyInfoOf, validityOf, type CertificateValidity } from './certificate-reader.ts';
export { fingerprintOf, matchesFingerprint, FINGERPRINT_ALGORITHMS } from './fingerprint.ts';

export interface CertificateOptions {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly parameters: SigningKeyParameters;
  /** What the certificate is signed with; default 'sha-256'. */
  readonly hash?: HashAlgorithm;
  readonly notBeforeUnixMs: number;
  readonly expiresUnixMs: number;
  /** Default 'WebRTC'. Says nothing: the fingerprint is what identifies the certificate. */
  readonly commonName?: string;
}

/**
 * Generates a key and a self-signed X.509 v3 certificate (RFC 5280 §4.1) for it. Throws an Error for keys that this
 * Crypto cannot generate.
 */
export function generateCertificate(options: CertificateOptions): LocalCertificate {
  const { crypto, random, parameters, hash = 'sha-256' } = options;
  const key = crypto.generateSigningKey(parameters, random);
  const algorithm = signatureAlgorithmIdentifier(parameters.type, hash);
  const toBeSigned = toBeSignedCertificate(key, algorithm, serialNumberOf(crypto, key), options);
  const der = derSequence(toBeSigned, algorithm, derBitString(key.sign(hash, toBeSigned)));
  return { der, key, expiresAt: options.expiresUnixMs };
}

function toBeSignedCertificate(
  key: SigningKey,
  algorithm: Uint8Array,
  serial: Uint8Array,
  { commonName, notBeforeUnixMs, expiresUnixMs }: CertificateOptions,
): Uint8Array {
  const name = commonName === undefined ? DEFAULT_NAME : nameOf(commonName);
  return derSequence(
    VERSION_3,
    derInteger(serial),
    algorithm,
    name,
    derSequence(derTime(notBeforeUnixMs), derTime(expiresUnixMs)),
    name,
    key.publicKeyInfo,
  );
}

/** RFC 5280 §4.1.2.2: positive, and no other issuer's, which are as many as there are keys. */
function serialNumberOf(crypto: Crypto, { publicKeyInfo }: SigningKey): Uint8Array {
  const serial = new Uint8Array(9);
  serial.set(crypto.hash('sha-256', publicKeyInfo).subarray(0, 8), 1);
  serial[0] = 1;
  return serial;
}

/** RFC 5280 §4.1.2.4: one relative name with one attribute. */
function nameOf(commonName: string): Uint8Array {
  const attribute = derSequence(derObjectIdentifier(ObjectIdentifier.commonName), derUtf8String(commonName));
  return derSequence(derElement(DerTag.set, attribute));
}

const VERSION_3 = derElement(DerTag.context(0), derInteger(Uint8Array.of(2)));
const DEFAULT_NAME = nameOf('WebRTC');
