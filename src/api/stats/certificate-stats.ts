import { fingerprintOf } from '../../crypto/certificate.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import { base64Of } from '../../util/base64.ts';
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

function stats({ connection }: DtlsTransport, der: Uint8Array, id: string, issuerCertificateId?: string): RTCStats {
  return withoutUndefined({
    id,
    type: 'certificate' as const,
    timestamp: 0,
    fingerprint: fingerprintOf(connection.host.crypto, 'sha-256', der),
    fingerprintAlgorithm: 'sha-256',
    base64Certificate: base64Of(der),
    issuerCertificateId,
  });
}
