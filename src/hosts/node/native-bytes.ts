import type { HashAlgorithm } from '../../ports/crypto.ts';

/** OpenSSL's names. */
export const NATIVE_HASHES: Readonly<Record<HashAlgorithm, string>> = {
  'sha-1': 'sha1',
  'sha-224': 'sha224',
  'sha-256': 'sha256',
  'sha-384': 'sha384',
  'sha-512': 'sha512',
};

/** The same bytes as a plain Uint8Array: `Buffer.prototype.slice` means something else than everybody's. */
export function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** As JSON Web Keys write bytes, RFC 7518 §2. */
export function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
}

export function bytesOfBase64Url(text: string): Uint8Array {
  return plainBytes(Buffer.from(text, 'base64url'));
}
