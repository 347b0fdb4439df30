import type { IceAgent } from '../ice/agent.ts';
import type { IcePairSnapshot } from '../ice/types.ts';
import type { IceCandidatePairSnapshot, IceGatheringState, IceSnapshot } from './types.ts';

/** What getStats and RTCIceTransport show of an agent, as of now. */
export function iceSnapshotOf(agent: IceAgent, gatheringState: IceGatheringState): IceSnapshot {
  return {
    role: agent.role,
    state: agent.state,
    gatheringState,
    localParameters: agent.localParameters,
    remoteParameters: agent.remoteParameters,
    localCandidates: agent.localCandidates.map(({ candidate }) => candidate),
    remoteCandidates: agent.remoteCandidates.map(({ candidate }) => candidate),
    selectedPair: agent.selectedPair,
    pairs: agent.candidatePairs.map(pairSnapshotOf),
    selectedPairChanges: agent.selectedPairChanges,
  };
}

function pairSnapshotOf({
  totalRoundTripTime,
  currentRoundTripTime,
  ...pair
}: IcePairSnapshot): IceCandidatePairSnapshot {
  return {
    ...pair,
    totalRoundTripMs: totalRoundTripTime * 1000,
    currentRoundTripMs: currentRoundTripTime === undefined ? undefined : currentRoundTripTime * 1000,
  };
}
