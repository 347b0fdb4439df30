import { fingerprintOf, generateCertificate } from '../../crypto/certificate.ts';
import type { LocalCertificate } from '../../crypto/certificate-types.ts';
import type { SigningKeyParameters } from '../../ports/crypto.ts';
import type { Host } from '../../ports/host.ts';
import { assert } from '../../util/assert.ts';
import type { Certificate } from '../records/certificate.ts';
import type { Connection } from '../records/connection.ts';

/** What certificates live when nothing is said: 30 days. */
export const DEFAULT_EXPIRATION_MS = 30 * 24 * 60 * 60 * 1000;
/** Certificates are valid from a day ago, for peers whose clock is behind. */
const BACKDATING_MS = 24 * 60 * 60 * 1000;

/** A connection constructed without certificates gets its own ECDSA one when it is first needed. */
export function ensureCertificates(connection: Connection): void {
  if (connection.certificates.length > 0) return;
  connection.certificates = [
    makeCertificate(connection.host, { type: 'ecdsa', curve: 'p-256' }, DEFAULT_EXPIRATION_MS),
  ];
}

/** Throws an Error for a key the host's Crypto cannot generate. */
export function makeCertificate(host: Host, parameters: SigningKeyParameters, lifetimeMs: number): Certificate {
  const now = unixNow(host);
  return certificateOf(
    host,
    generateCertificate({
      crypto: host.crypto,
      random: host.random,
      parameters,
      notBeforeUnixMs: now - BACKDATING_MS,
      expiresUnixMs: now + lifetimeMs,
    }),
  );
}

function certificateOf(host: Host, local: LocalCertificate): Certificate {
  const value = fingerprintOf(host.crypto, 'sha-256', local.der);
  assert(value !== undefined, 'every Crypto has SHA-256');
  return { local, fingerprint: { algorithm: 'sha-256', value } };
}

/** Unix milliseconds. */
export function unixNow(host: Host): number {
  return host.clock.timeOrigin + host.clock.now();
}
