import type { IceCandidate, IceCandidatePairInfo } from '../../ice/types.ts';
import type { Host } from '../../ports/host.ts';
import type { IceCandidatePairSnapshot } from '../../transport/types.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import type { RTCIceCandidateStats } from './dictionaries.ts';
import type { StatsIds } from './stats-ids.ts';
import { withoutUndefined } from './transport-stats.ts';

type Side = 'local' | 'remote';

/** Candidates and candidate pairs of a transport. */
export function iceStats(transport: DtlsTransport, ids: StatsIds, host: Host): RTCStats[] {
  const { localCandidates, remoteCandidates, pairs } = transport.ice.wire.ice;
  return [
    ...localCandidates.map((candidate) => candidateStats(transport, candidate, 'local', ids)),
    ...remoteCandidates.map((candidate) => candidateStats(transport, candidate, 'remote', ids)),
    ...pairs.map((pair) => pairStats(transport, pair, ids, host)),
  ];
}

/** https://w3c.github.io/webrtc-stats/#icecandidate-dict* */
function candidateStats(
  transport: DtlsTransport,
  candidate: IceCandidate,
  side: Side,
  ids: StatsIds,
): RTCIceCandidateStats {
  const isHidden = side === 'remote' && candidate.type === 'prflx';
  return withoutUndefined({
    id: candidateIdOf(transport, candidate, side, ids),
    type: `${side}-candidate` as const,
    timestamp: 0,
    transportId: ids.of('T', transport.mid),
    address: isHidden ? null : candidate.address,
    port: candidate.port,
    protocol: candidate.protocol,
    candidateType: candidate.type,
    priority: candidate.priority,
    url: candidate.url,
    relayProtocol: candidate.relayProtocol,
    foundation: candidate.foundation,
    relatedAddress: candidate.relatedAddress,
    relatedPort: candidate.relatedPort,
    usernameFragment: candidate.usernameFragment,
    tcpType: candidate.tcpType,
  });
}

/** https://w3c.github.io/webrtc-stats/#candidatepair-dict* Round-trip times are in seconds there. */
function pairStats(transport: DtlsTransport, pair: IceCandidatePairSnapshot, ids: StatsIds, host: Host): RTCStats {
  const { timeOrigin } = host.clock;
  const unixTime = (time: number | undefined): number | undefined =>
    time === undefined ? undefined : timeOrigin + time;
  return withoutUndefined({
    id: pairIdOf(transport, pair, ids),
    type: 'candidate-pair' as const,
    timestamp: 0,
    transportId: ids.of('T', transport.mid),
    localCandidateId: candidateIdOf(transport, pair.local, 'local', ids),
    remoteCandidateId: candidateIdOf(transport, pair.remote, 'remote', ids),
    state: pair.state,
    nominated: pair.nominated,
    packetsSent: pair.packetsSent,
    packetsReceived: pair.packetsReceived,
    bytesSent: pair.bytesSent,
    bytesReceived: pair.bytesReceived,
    lastPacketSentTimestamp: unixTime(pair.lastPacketSentAt),
    lastPacketReceivedTimestamp: unixTime(pair.lastPacketReceivedAt),
    totalRoundTripTime: pair.totalRoundTripMs / 1000,
    currentRoundTripTime: pair.currentRoundTripMs === undefined ? undefined : pair.currentRoundTripMs / 1000,
    requestsReceived: pair.requestsReceived,
    requestsSent: pair.requestsSent,
    responsesReceived: pair.responsesReceived,
    responsesSent: pair.responsesSent,
    consentRequestsSent: pair.consentRequestsSent,
  });
}

export function pairIdOf(transport: DtlsTransport, { local, remote }: IceCandidatePairInfo, ids: StatsIds): string {
  return ids.of('CP', transport.mid, ...namesOf(local), ...namesOf(remote));
}

function candidateIdOf({ mid }: DtlsTransport, candidate: IceCandidate, side: Side, ids: StatsIds): string {
  return ids.of('I', mid, side, ...namesOf(candidate));
}

/** Without the type: a peer-reflexive candidate that is signalled later is the same candidate. */
function namesOf(candidate: IceCandidate): (string | number | undefined)[] {
  return [candidate.protocol, candidate.address, candidate.port, candidate.usernameFragment, candidate.relatedPort];
}
