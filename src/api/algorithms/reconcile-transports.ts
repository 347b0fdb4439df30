import type { Fingerprint } from '../../crypto/certificate-types.ts';
import type { DtlsRole } from '../../dtls/types.ts';
import type { NegotiationPlan, RemoteIceParameters, SectionPlan, TransportPlan } from '../../jsep/types.ts';
import type { TransportNews } from '../../transport/types.ts';
import type { Connection } from '../records/connection.ts';
import { DtlsTransport } from '../records/dtls-transport.ts';
import { IceTransport } from '../records/ice-transport.ts';
import type { SctpTransport } from '../records/sctp-transport.ts';
import { wireCandidateOf } from '../records/ice-candidate.ts';
import { handleTransportNews } from './handle-transport-news.ts';
import { queueTask } from './in-task.ts';
import { addRemoteCandidate, endRemoteCandidates, handOverRemoteCandidates } from './remote-candidates.ts';
import { sctpLost } from './sctp-closed.ts';
import { updateConnectionState } from './update-aggregate-states.ts';

/** Whether transports came, or went. */
export interface TransportChanges {
  readonly haveCome: boolean;
  readonly haveGone: boolean;
}

/** Makes the transports of a connection those of a plan: closes, creates, configures. */
export function reconcileTransports(connection: Connection, plan: NegotiationPlan): TransportChanges {
  const { size } = connection.transports;
  if (size > 0) discardUnwanted(connection, plan);
  const haveGone = connection.transports.size < size;
  const haveCome = connection.transports.size < plan.transports.length;
  for (const transportPlan of plan.transports) {
    const transport = connection.transports.get(transportPlan.mid) ?? createTransport(connection, transportPlan.mid);
    configureIce(transport.ice, transportPlan, plan);
    if (plan.isAnswerApplied) configureDtls(transport, transportPlan);
  }
  return { haveCome, haveGone };
}

function discardUnwanted(connection: Connection, plan: NegotiationPlan): void {
  const wanted = new Set(plan.transports.map(({ mid }) => mid));
  for (const transport of [...connection.transports.values()]) {
    if (!wanted.has(transport.mid)) discardTransport(connection, transport);
  }
}

function createTransport(connection: Connection, mid: string): DtlsTransport {
  const wire = connection.createTransport({
    host: connection.host,
    certificate: connection.certificates[0].local,
    iceServers: connection.iceServers,
    iceTransportPolicy: connection.configuration.iceTransportPolicy,
    onNews: (news: TransportNews) => handleTransportNews(transport, news),
  });
  const transport = new DtlsTransport(connection, new IceTransport(connection, wire), mid);
  connection.transports.set(mid, transport);
  return transport;
}

function discardTransport(connection: Connection, transport: DtlsTransport): void {
  connection.transports.delete(transport.mid);
  transport.ice.wire.close();
  queueTask(connection, () => {
    transport.ice.state = 'closed';
    transport.state = 'closed';
    connection.faces.fire(transport.ice.face, 'statechange');
    connection.faces.fire(transport.face, 'statechange');
  });
}

function configureIce(ice: IceTransport, transportPlan: TransportPlan, plan: NegotiationPlan): void {
  placeInDescription(ice, transportPlan, plan);
  if (ice.role === 'unknown' && plan.iceRole !== undefined) {
    ice.role = plan.iceRole;
    ice.wire.setIceRole(plan.iceRole);
  }
  configureLocal(ice, transportPlan, plan);
  configureRemote(ice, transportPlan);
  if (plan.isAnswerApplied || plan.type === 'rollback') putRemoteParametersToUse(ice);
}

/** Candidates are of the section that speaks for the transport, which need not be the first: sections are recycled. */
function placeInDescription(ice: IceTransport, { sectionMids }: TransportPlan, { sections }: NegotiationPlan): void {
  const isOwn = ({ mid }: SectionPlan): boolean => sectionMids.includes(mid);
  const section = sections.find((each) => !each.isBundled && isOwn(each)) ?? sections.find(isOwn);
  if (section === undefined) return;
  ice.sdpMid = section.mid;
  ice.sdpMLineIndex = section.index;
}

function configureLocal(ice: IceTransport, { local }: TransportPlan, plan: NegotiationPlan): void {
  if (local === undefined || local.usernameFragment === ice.localParameters?.usernameFragment) return;
  if (ice.localParameters !== undefined && plan.type === 'rollback') forgetRemoteParametersInUse(ice);
  ice.localParameters = local;
  ice.localCandidates = [];
  ice.wire.gather(local);
}

function configureRemote(ice: IceTransport, transportPlan: TransportPlan): void {
  const { remote } = transportPlan;
  if (remote === undefined) return;
  if (remote.usernameFragment !== ice.remoteParameters?.usernameFragment) ice.remoteCandidates = [];
  ice.remoteParameters = remote;
  for (const attribute of transportPlan.remoteCandidates) {
    const candidate = wireCandidateOf(attribute, remote.usernameFragment);
    if (candidate !== undefined) addRemoteCandidate(ice, candidate, remote.usernameFragment);
  }
  if (transportPlan.hasRemoteEndOfCandidates) endRemoteCandidates(ice, remote.usernameFragment);
}

/** Going back to the former local generation restarts the wire, which then needs the peer's side again. */
function forgetRemoteParametersInUse(ice: IceTransport): void {
  ice.remoteParametersInUse = undefined;
  for (const known of ice.knownRemoteCandidates) known.isHandedOver = false;
}

/**
 * The peer's parameters take effect with the answer: until then a restart that a pending offer asks for may still be
 * rolled back, and the running generation goes on.
 */
function putRemoteParametersToUse(ice: IceTransport): void {
  const remote = ice.remoteParameters;
  if (remote === undefined || isSame(remote, ice.remoteParametersInUse)) return;
  // Another peer answers, or the same one anew, where ours did not restart: a forked or handed-over session.
  const isOtherPeer = ice.remoteParametersInUse !== undefined && ice.localParameters === ice.localParametersInUse;
  if (isOtherPeer) ice.wire.forgetRemote();
  ice.remoteParametersInUse = remote;
  ice.localParametersInUse = ice.localParameters;
  ice.wire.setRemoteIceParameters(
    { usernameFragment: remote.usernameFragment, password: remote.password },
    { isLite: remote.isLite },
  );
  handOverRemoteCandidates(ice);
}

function isSame(a: RemoteIceParameters, b: RemoteIceParameters | undefined): boolean {
  return a.usernameFragment === b?.usernameFragment && a.password === b.password;
}

function configureDtls(transport: DtlsTransport, plan: TransportPlan): void {
  const { dtlsRole, remoteFingerprints } = plan;
  if (dtlsRole === undefined) return;
  const association = nameOfAssociation(plan);
  const isRestart = transport.association !== undefined && transport.association !== association;
  transport.association = association;
  transport.role = dtlsRole;
  if (isRestart) restartDtls(transport, dtlsRole, remoteFingerprints);
  else transport.ice.wire.startDtls(dtlsRole, remoteFingerprints);
}

/** RFC 8842 §4: other fingerprints or another tls-id are another association. */
function nameOfAssociation({ remoteFingerprints, remoteTlsId = '' }: TransportPlan): string {
  return [remoteTlsId, ...remoteFingerprints.map(({ algorithm, value }) => `${algorithm} ${value}`).sort()].join();
}

function restartDtls(transport: DtlsTransport, role: DtlsRole, remoteFingerprints: readonly Fingerprint[]): void {
  const { connection } = transport;
  transport.ice.wire.restartDtls(role, remoteFingerprints);
  transport.isFailing = false;
  transport.state = 'new';
  transport.remoteCertificates = [];
  transport.announcedCertificates = [];
  connection.faces.fire(transport.face, 'statechange');
  if (connection.sctp?.dtls === transport) replaceSctp(connection, connection.sctp);
  queueTask(connection, () => updateConnectionState(connection));
}

/** The channels of the former association end with it; those not yet open wait for the next. */
function replaceSctp(connection: Connection, former: SctpTransport): void {
  sctpLost(
    former,
    [...connection.dataChannels].filter(({ isTransportOpen }) => isTransportOpen),
  );
  for (const channel of connection.dataChannels) channel.isOpenSent = false;
  connection.sctp = undefined;
}
