import { md5 } from '../crypto/md5.ts';
import type { Crypto } from '../ports/crypto.ts';
import { utf8Of } from '../util/bytes.ts';
import type { PasswordAlgorithm } from './password-algorithms.ts';

export interface LongTermCredential {
  readonly username: string;
  readonly realm: string;
  readonly password: string;
}

/** The key of a long-term credential, RFC 8489 §9.2.2: 16 bytes of MD5 or 32 of SHA-256. */
export function longTermKey(crypto: Crypto, algorithm: PasswordAlgorithm, credential: LongTermCredential): Uint8Array {
  const { username, realm, password } = credential;
  const text = utf8Of(`${opaqueString(username)}:${opaqueString(realm)}:${opaqueString(password)}`);
  return algorithm === 'md5' ? md5(text) : crypto.hash('sha-256', text);
}

/** USERHASH, RFC 8489 §14.4: 32 bytes. */
export function userHash(crypto: Crypto, username: string, realm: string): Uint8Array {
  return crypto.hash('sha-256', utf8Of(`${opaqueString(username)}:${opaqueString(realm)}`));
}

/** What OpaqueString (RFC 8265 §4.2.2) makes of allowed text: every space is a plain one, and equal text equal bytes. */
function opaqueString(text: string): string {
  return text.replace(/\p{Zs}/gu, ' ').normalize('NFC');
}
