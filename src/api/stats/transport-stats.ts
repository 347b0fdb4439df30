import type { DtlsTransport } from '../records/dtls-transport.ts';
import { pairIdOf } from './ice-stats.ts';
import type { StatsIds } from './stats-ids.ts';

/** https://w3c.github.io/webrtc-stats/#transportstats-dict* */
export function transportStats(transport: DtlsTransport, ids: StatsIds): RTCStats {
  const { wire } = transport.ice;
  const { counters, session, role } = wire.dtls;
  const { selectedPair, selectedPairChanges } = wire.ice;
  return withoutUndefined({
    id: ids.of('T', transport.mid),
    type: 'transport',
    timestamp: 0,
    packetsSent: counters.packetsSent,
    packetsReceived: counters.packetsReceived,
    bytesSent: counters.bytesSent,
    bytesReceived: counters.bytesReceived,
    iceRole: transport.ice.role,
    iceLocalUsernameFragment: transport.ice.localParameters?.usernameFragment,
    dtlsState: transport.state,
    iceState: transport.ice.state,
    selectedCandidatePairId: selectedPair && pairIdOf(transport, selectedPair, ids),
    localCertificateId: ids.of('CF', transport.mid, 'local'),
    remoteCertificateId: transport.remoteCertificates.length > 0 ? ids.of('CF', transport.mid, 'remote', 0) : undefined,
    tlsVersion: session?.version,
    dtlsCipher: session?.cipherSuite,
    dtlsRole: role ?? transport.role ?? 'unknown',
    selectedCandidatePairChanges: selectedPairChanges,
  });
}

/** Members that do not exist are left out of a dictionary. */
export function withoutUndefined<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
