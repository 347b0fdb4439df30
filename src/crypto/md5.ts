import { md5 as digest } from '@noble/hashes/legacy.js';

/**
 * Not in the Crypto port, because nothing new may rest on it: STUN's long-term credentials are keyed with it
 * (RFC 8489 §9.2.2), and every TURN server of today asks for that.
 */
export function md5(data: Uint8Array): Uint8Array {
  return digest(data);
}
