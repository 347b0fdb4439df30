import type { SecretsEntry } from './entries.ts';

/** A line of the key log format of NSS (draft-ietf-tls-keylogfile §2), which Wireshark reads, with its end. */
export function keyLogLine({
  clientRandom,
  masterSecret,
}: Pick<SecretsEntry, 'clientRandom' | 'masterSecret'>): string {
  return `CLIENT_RANDOM ${clientRandom} ${masterSecret}\n`;
}
