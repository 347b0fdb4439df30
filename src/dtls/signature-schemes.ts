import type { SignatureScheme, SigningKeyParameters } from '../ports/crypto.ts';

/** A SignatureAndHashAlgorithm of RFC 5246 §7.4.1.4.1, under the numbers RFC 8446 §4.2.3 gives them. */
export interface NumberedScheme {
  readonly id: number;
  readonly scheme: SignatureScheme;
}

/** What we accept, best first. SHA-1 is left out, RFC 9155. */
export const SIGNATURE_SCHEMES: readonly NumberedScheme[] = [
  { id: 0x0403, scheme: { type: 'ecdsa', hash: 'sha-256' } },
  { id: 0x0804, scheme: { type: 'rsa-pss', hash: 'sha-256' } },
  { id: 0x0401, scheme: { type: 'rsa-pkcs1', hash: 'sha-256' } },
  { id: 0x0503, scheme: { type: 'ecdsa', hash: 'sha-384' } },
  { id: 0x0805, scheme: { type: 'rsa-pss', hash: 'sha-384' } },
  { id: 0x0501, scheme: { type: 'rsa-pkcs1', hash: 'sha-384' } },
  { id: 0x0603, scheme: { type: 'ecdsa', hash: 'sha-512' } },
  { id: 0x0806, scheme: { type: 'rsa-pss', hash: 'sha-512' } },
  { id: 0x0601, scheme: { type: 'rsa-pkcs1', hash: 'sha-512' } },
];

export const SIGNATURE_SCHEME_IDS: readonly number[] = SIGNATURE_SCHEMES.map(({ id }) => id);

/** `undefined` for one that we did not offer. */
export function signatureSchemeOf(id: number): SignatureScheme | undefined {
  return SIGNATURE_SCHEMES.find((candidate) => candidate.id === id)?.scheme;
}

/** The scheme to sign with, of those the other side takes. Our RSA keys sign with PKCS #1 v1.5 only. */
export function chooseSignatureScheme(
  keyType: SigningKeyParameters['type'],
  offered: readonly number[],
): NumberedScheme | undefined {
  const wanted = keyType === 'ecdsa' ? 'ecdsa' : 'rsa-pkcs1';
  return SIGNATURE_SCHEMES.find(({ id, scheme }) => scheme.type === wanted && offered.includes(id));
}

/** Whether a key of this type can have made such a signature. */
export function fitsKey(scheme: SignatureScheme, keyType: SigningKeyParameters['type']): boolean {
  return (scheme.type === 'ecdsa') === (keyType === 'ecdsa');
}
