import { hexOf } from '../util/bytes.ts';
import type { DtlsSecrets } from './types.ts';

/** A line of the key log format of NSS (draft-ietf-tls-keylogfile §2), which Wireshark reads, with its end. */
export function keyLogLine({ clientRandom, masterSecret }: Pick<DtlsSecrets, 'clientRandom' | 'masterSecret'>): string {
  return `CLIENT_RANDOM ${hexOf(clientRandom)} ${hexOf(masterSecret)}\n`;
}
