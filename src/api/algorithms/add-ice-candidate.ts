import { sectionOfCandidate, withRemoteCandidate } from '../../jsep/candidates.ts';
import type { DescriptionRecord } from '../../jsep/types.ts';
import { parseCandidateAttribute, type CandidateAttribute } from '../../sdp/candidate-attribute.ts';
import { appended } from '../../util/lists.ts';
import type { Connection } from '../records/connection.ts';
import { describeIceCandidate, wireCandidateOf, type IceCandidateInit } from '../records/ice-candidate.ts';
import type { IceTransport } from '../records/ice-transport.ts';
import { inTask } from './in-task.ts';
import { addRemoteCandidate, endRemoteCandidates } from './remote-candidates.ts';

/** https://w3c.github.io/webrtc-pc/#dom-peerconnection-addicecandidate, the part behind the chain. */
export function addIceCandidate(connection: Connection, init: IceCandidateInit): Promise<void> {
  const { errors } = connection.faces;
  const remote = newestRemote(connection);
  if (remote === undefined) return Promise.reject(errors.invalidState('The remote description is null.'));
  const sections = sectionsOf(remote, init);
  if (sections === undefined) {
    return Promise.reject(errors.operation('The candidate names no m= section of the remote description.'));
  }
  if (isNamed(init) && remote.sections[sections[0]].isRejected) return Promise.resolve();
  if (init.usernameFragment !== null && !hasGeneration(connection, sections, init.usernameFragment)) {
    return Promise.reject(errors.operation('The usernameFragment is of no remote description.'));
  }
  return inTask(connection, () => {
    const candidate = init.candidate === '' ? undefined : parseCandidateAttribute(init.candidate);
    if (init.candidate !== '' && candidate === undefined) throw errors.operation('The candidate cannot be parsed.');
    for (const index of sections) addToSection(connection, index, init, candidate);
  });
}

function newestRemote({ negotiation }: Connection): DescriptionRecord | undefined {
  return negotiation.pendingRemote ?? negotiation.currentRemote;
}

function isNamed({ sdpMid, sdpMLineIndex }: IceCandidateInit): boolean {
  return sdpMid !== null || sdpMLineIndex !== null;
}

/** The section named, or all of them for an end of candidates that names none; undefined if there is none such. */
function sectionsOf(remote: DescriptionRecord, init: IceCandidateInit): readonly number[] | undefined {
  if (!isNamed(init)) return remote.sections.filter(({ isRejected }) => !isRejected).map(({ index }) => index);
  const index = sectionOfCandidate(remote, init.sdpMid, init.sdpMLineIndex);
  return index === undefined ? undefined : [index];
}

function hasGeneration({ negotiation }: Connection, sections: readonly number[], usernameFragment: string): boolean {
  const { pendingRemote, currentRemote } = negotiation;
  return sections.some((index) =>
    [pendingRemote, currentRemote].some((record) => generationOf(record, index) === usernameFragment),
  );
}

function generationOf(record: DescriptionRecord | undefined, index: number): string | undefined {
  return record?.sections[index]?.usernameFragment;
}

/** `candidate` undefined: end of candidates. */
function addToSection(
  connection: Connection,
  index: number,
  init: IceCandidateInit,
  candidate: CandidateAttribute | undefined,
): void {
  const remote = newestRemote(connection);
  const ice = transportOf(connection, remote, index);
  const generation = init.usernameFragment ?? candidate?.usernameFragment ?? generationOf(remote, index);
  if (ice === undefined || generation === undefined) return;
  if (candidate === undefined) endRemoteCandidates(ice, generation);
  else addToTransport(ice, init, candidate, generation);
  addToDescriptions(connection, index, candidate, generation);
}

function transportOf(
  connection: Connection,
  record: DescriptionRecord | undefined,
  index: number,
): IceTransport | undefined {
  const mid = record?.sections[index]?.transportMid;
  return mid === undefined ? undefined : connection.transports.get(mid)?.ice;
}

function addToTransport(
  ice: IceTransport,
  init: IceCandidateInit,
  attribute: CandidateAttribute,
  generation: string,
): void {
  const candidate = wireCandidateOf(attribute, generation);
  const face = ice.connection.faces.iceCandidate(describeIceCandidate(init, attribute));
  ice.remoteCandidates = appended(ice.remoteCandidates, face);
  if (candidate !== undefined) addRemoteCandidate(ice, candidate, generation);
}

/** The candidate becomes part of the remote descriptions of its generation. */
function addToDescriptions(
  connection: Connection,
  index: number,
  candidate: CandidateAttribute | undefined,
  generation: string,
): void {
  const add = (record: DescriptionRecord | undefined): DescriptionRecord | undefined => {
    if (record === undefined || generationOf(record, index) !== generation) return record;
    return replaceDescription(connection, record, withRemoteCandidate(record, index, candidate));
  };
  const { negotiation } = connection;
  connection.negotiation = {
    signalingState: negotiation.signalingState,
    currentLocal: negotiation.currentLocal,
    pendingLocal: negotiation.pendingLocal,
    currentRemote: add(negotiation.currentRemote),
    pendingRemote: add(negotiation.pendingRemote),
  };
}

function replaceDescription(
  connection: Connection,
  former: DescriptionRecord,
  record: DescriptionRecord,
): DescriptionRecord {
  const applied = connection.appliedDescriptions.get(former);
  if (applied !== undefined) {
    applied.change(record);
    connection.appliedDescriptions.set(record, applied);
  }
  return record;
}
