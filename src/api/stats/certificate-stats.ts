import { fingerprintOf } from '../../crypto/certificate.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import { assert } from '../../util/assert.ts';
import { base64Of } from '../../util/base64.ts';
import type { RTCCertificateStats } from './dictionaries.ts';
import type { StatsIds } from './stats-ids.ts';
import { withoutUndefined } from './transport-stats.ts';

/** https://w3c.github.io/webrtc-stats/#certificatestats-dict*: ours, and the chain of the peer. */
export function certificateStats(transport: DtlsTransport, ids: StatsIds): RTCStats[] {
  const { connection, mid, remoteCertificates } = transport;
  const local = connection.certificates.slice(0, 1);
  return [
    ...local.map((certificate) => stats(transport, certificate.local.der, ids.of('CF', mid, 'local'), undefined)),
    ...remoteCertificates.map((der, i) => {
      const issuer = i + 1 < remoteCertificates.length ? ids.of('CF', mid, 'remote', i + 1) : undefined;
      return stats(transport, der, ids.of('CF', mid, 'remote', i), issuer);
    }),
  ];
}

function stats(
  { connection }: DtlsTransport,
  der: Uint8Array,
  id: string,
  issuerCertificateId?: string,
): RTCCertificateStats {
  const fingerprint = fingerprintOf(connection.host.crypto, 'sha-256', der);
  assert(fingerprint !== undefined, 'SHA-256 is known');
  return withoutUndefined({
    id,
    type: 'certificate' as const,
    timestamp: 0,
    fingerprint,
    fingerprintAlgorithm: 'sha-256',
    base64Certificate: base64Of(der),
    issuerCertificateId,
  });
}
