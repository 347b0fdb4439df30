import type { SigningKey } from '../ports/crypto.ts';

/** A certificate this side owns: what DTLS presents and RTCCertificate wraps. */
export interface LocalCertificate {
  /** X.509, DER. */
  readonly der: Uint8Array;
  readonly key: SigningKey;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** RFC 8122 §5. */
export interface Fingerprint {
  /** Lower-case hash name as SDP writes it: `sha-256`. */
  readonly algorithm: string;
  /** Upper-case hex pairs separated by colons. */
  readonly value: string;
}
