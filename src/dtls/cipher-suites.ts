import type { AeadAlgorithm, HashAlgorithm, KeyAgreementCurve, SigningKeyParameters } from '../ports/crypto.ts';

export interface CipherSuite {
  readonly id: number;
  /** IANA name. */
  readonly name: string;
  /** What the server's certificate must hold. */
  readonly keyType: SigningKeyParameters['type'];
  readonly aead: AeadAlgorithm;
  readonly keyBytes: number;
  /** Of the nonce, the part that comes from the key block: 4 of GCM's (RFC 5288 §3), all 12 of ChaCha20's (RFC 7905 §2). */
  readonly fixedIvBytes: 4 | 12;
  readonly prfHash: HashAlgorithm;
}

/** RFC 5289 §3.2 and RFC 7905 §2, in our order of preference. */
export const CIPHER_SUITES: readonly CipherSuite[] = [
  aes128Gcm(0xc02b, 'ecdsa'),
  aes128Gcm(0xc02f, 'rsa'),
  chaCha20(0xcca9, 'ecdsa'),
  chaCha20(0xcca8, 'rsa'),
  aes256Gcm(0xc02c, 'ecdsa'),
  aes256Gcm(0xc030, 'rsa'),
];

export interface Group {
  readonly id: number;
  readonly name: string;
  readonly curve: KeyAgreementCurve;
}

/** RFC 8422 §5.1.1, in our order of preference. */
export const GROUPS: readonly Group[] = [
  { id: 29, name: 'x25519', curve: 'x25519' },
  { id: 23, name: 'secp256r1', curve: 'p-256' },
];

function aes128Gcm(id: number, keyType: 'ecdsa' | 'rsa'): CipherSuite {
  const name = `TLS_ECDHE_${keyType.toUpperCase()}_WITH_AES_128_GCM_SHA256`;
  return { id, name, keyType, aead: 'aes-128-gcm', keyBytes: 16, fixedIvBytes: 4, prfHash: 'sha-256' };
}

function aes256Gcm(id: number, keyType: 'ecdsa' | 'rsa'): CipherSuite {
  const name = `TLS_ECDHE_${keyType.toUpperCase()}_WITH_AES_256_GCM_SHA384`;
  return { id, name, keyType, aead: 'aes-256-gcm', keyBytes: 32, fixedIvBytes: 4, prfHash: 'sha-384' };
}

function chaCha20(id: number, keyType: 'ecdsa' | 'rsa'): CipherSuite {
  const name = `TLS_ECDHE_${keyType.toUpperCase()}_WITH_CHACHA20_POLY1305_SHA256`;
  return { id, name, keyType, aead: 'chacha20-poly1305', keyBytes: 32, fixedIvBytes: 12, prfHash: 'sha-256' };
}
