import type { IceCandidate as WireCandidate } from '../../ice/types.ts';
import { withCandidates } from '../../jsep/candidates.ts';
import { iceCredentialsOf } from '../../jsep/ice-credentials.ts';
import type { DescriptionRecord } from '../../jsep/types.ts';
import { serializeCandidateAttribute, type CandidateAttribute } from '../../sdp/candidate-attribute.ts';
import { appended } from '../../util/lists.ts';
import type { Connection } from '../records/connection.ts';
import { candidateAttributeOf, describeIceCandidate } from '../records/ice-candidate.ts';
import type { IceTransport } from '../records/ice-transport.ts';
import type { SessionDescription } from '../records/session-description.ts';
import { queueTask } from './in-task.ts';
import { gatheredCandidates } from './session-snapshot.ts';

/** https://w3c.github.io/webrtc-pc/#rtcicetransport, "a new ICE candidate is available". */
export function candidateGathered(ice: IceTransport, candidate: WireCandidate): void {
  queueTask(ice.connection, () => {
    if (isDescribed(ice.connection, generationOf(ice, candidate))) surfaceCandidate(ice, candidate);
    else ice.connection.earlyCandidates.push({ transport: ice, candidate });
  });
}

/** https://w3c.github.io/webrtc-pc/#dfn-release-early-candidates */
export function releaseEarlyCandidates(connection: Connection): void {
  for (const { transport, candidate } of connection.earlyCandidates.splice(0)) {
    queueTask(connection, () => surfaceCandidate(transport, candidate));
  }
}

/** https://w3c.github.io/webrtc-pc/#dfn-surface-the-candidate */
function surfaceCandidate(ice: IceTransport, candidate: WireCandidate): void {
  const { connection } = ice;
  const generation = generationOf(ice, candidate);
  ice.gathered = appended(ice.gathered, { candidate, usernameFragment: generation });
  refreshLocalDescriptions(connection, generation);
  const face = createCandidateFace(ice, generation, candidate);
  ice.localCandidates = appended(ice.localCandidates, face);
  connection.faces.fireIceCandidate(connection.face, face, candidate.url ?? null);
}

function generationOf(ice: IceTransport, candidate: WireCandidate): string {
  return candidate.usernameFragment ?? ice.localParameters?.usernameFragment ?? '';
}

/** `candidate`: what was gathered; undefined for an end-of-candidates indication. */
export function createCandidateFace(
  ice: IceTransport,
  usernameFragment: string,
  candidate: WireCandidate | undefined,
): RTCIceCandidate {
  const attribute = candidate && candidateAttributeOf(candidate, usernameFragment);
  const init = {
    candidate: attribute === undefined ? '' : serializeCandidateAttribute(attribute),
    sdpMid: ice.sdpMid,
    sdpMLineIndex: ice.sdpMLineIndex,
    usernameFragment,
    relayProtocol: candidate?.relayProtocol ?? null,
    url: candidate?.url ?? null,
  };
  return ice.connection.faces.iceCandidate(describeIceCandidate(init, attribute));
}

/** The text of the local descriptions of a generation has changed; it is made anew when it is next read. */
export function refreshLocalDescriptions(connection: Connection, usernameFragment: string): void {
  const { pendingLocal, currentLocal } = connection.negotiation;
  refresh(connection, pendingLocal, usernameFragment);
  refresh(connection, currentLocal, usernameFragment);
}

function refresh(connection: Connection, record: DescriptionRecord | undefined, usernameFragment: string): void {
  if (record === undefined || !isOfGeneration(record, usernameFragment)) return;
  connection.appliedDescriptions.get(record)?.change(new DescriptionWithCandidates(connection, record));
}

function isDescribed({ negotiation }: Connection, generation: string): boolean {
  const { pendingLocal, currentLocal } = negotiation;
  return isOfGeneration(pendingLocal, generation) || isOfGeneration(currentLocal, generation);
}

function isOfGeneration(record: DescriptionRecord | undefined, generation: string): boolean {
  return record?.sections.some(({ usernameFragment }) => usernameFragment === generation) === true;
}

/** A local description and what was gathered for it; written when it is read. */
class DescriptionWithCandidates implements SessionDescription {
  readonly #connection: Connection;
  readonly #record: DescriptionRecord;

  constructor(connection: Connection, record: DescriptionRecord) {
    this.#connection = connection;
    this.#record = record;
  }

  get type(): DescriptionRecord['type'] {
    return this.#record.type;
  }

  get sdp(): string {
    return textWithCandidates(this.#connection, this.#record);
  }
}

function textWithCandidates(connection: Connection, record: DescriptionRecord): string {
  const candidates = new Map<string, CandidateAttribute[]>();
  const ended = new Set<string>();
  for (const [mid, { ice }] of connection.transports) {
    for (const { usernameFragment } of iceCredentialsOf(record)) {
      const gathered = gatheredCandidates(ice, usernameFragment);
      if (gathered.length > 0) candidates.set(mid, gathered);
      if (ice.endedLocalGenerations.includes(usernameFragment)) ended.add(mid);
    }
  }
  return withCandidates(record, candidates, ended);
}
