import type { Random } from './random.ts';

export type HashAlgorithm = 'sha-1' | 'sha-224' | 'sha-256' | 'sha-384' | 'sha-512';
export type AeadAlgorithm = 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305';
export type KeyAgreementCurve = 'x25519' | 'p-256';
export type SigningKeyParameters =
  | { readonly type: 'ecdsa'; readonly curve: 'p-256' }
  | { readonly type: 'rsa'; readonly modulusBits: number; readonly publicExponent: number };
export type SignatureScheme =
  | { readonly type: 'ecdsa'; readonly hash: HashAlgorithm }
  | { readonly type: 'rsa-pkcs1'; readonly hash: HashAlgorithm }
  | { readonly type: 'rsa-pss'; readonly hash: HashAlgorithm };

/**
 * Synchronous cryptography. On a simulated host every random bit comes from the `Random` handed in, and ECDSA signatures
 * are deterministic (RFC 6979), so that a seed is reproducible; on a real one keys and nonces may be OpenSSL's.
 */
export interface Crypto {
  hash(algorithm: HashAlgorithm, data: Uint8Array): Uint8Array;
  hmac(algorithm: HashAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array;
  aead(algorithm: AeadAlgorithm, key: Uint8Array): Aead;
  generateAgreementKey(curve: KeyAgreementCurve, random: Random): AgreementKey;
  /** Throws an Error for parameters this port cannot generate (RSA in the portable one). */
  generateSigningKey(parameters: SigningKeyParameters, random: Random): SigningKey;
  /** `publicKeyInfo` is a SubjectPublicKeyInfo (DER). False for anything malformed; never throws. */
  verify(publicKeyInfo: Uint8Array, scheme: SignatureScheme, data: Uint8Array, signature: Uint8Array): boolean;
}

/** An AEAD with a 16-byte tag, working in place. */
export interface Aead {
  /** Encrypts `buffer[start, end)` in place and writes the tag to `buffer[end, end + 16)`. `nonce` has 12 bytes. */
  seal(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array, start: number, end: number): void;
  /** Decrypts `buffer[start, end)`, of which the last 16 bytes are the tag, in place. False (contents undefined) if forged. */
  open(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array, start: number, end: number): boolean;
}

/** One ephemeral key of an (EC)DH exchange. */
export interface AgreementKey {
  readonly curve: KeyAgreementCurve;
  /** x25519: 32 bytes. p-256: the uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array;
  /** The shared secret (32 bytes); undefined if the other side's key is not a valid point or gives all zeros. */
  deriveSecret(otherPublicKey: Uint8Array): Uint8Array | undefined;
}

export interface SigningKey {
  readonly parameters: SigningKeyParameters;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  /** ECDSA signatures are DER (Ecdsa-Sig-Value); RSA ones are PKCS #1 v1.5. */
  sign(hash: HashAlgorithm, data: Uint8Array): Uint8Array;
}
