import type { IceCandidate as WireCandidate, IceCandidatePairInfo, IceParameters, IceState } from '../../ice/types.ts';
import { parseCandidateAttribute } from '../../sdp/candidate-attribute.ts';
import type { TransportNews } from '../../transport/types.ts';
import { BAD_PORTS } from '../bad-ports.ts';
import type { Binding } from '../binding.ts';
import type { IceServerInit } from '../configuration.ts';
import type { Faces } from '../faces.ts';
import {
  candidateLineOf,
  createIceCandidate,
  wireCandidateOf,
  type IceCandidate,
  type IceCandidateInit,
} from '../records/ice-candidate.ts';
import { StandaloneIce } from '../records/standalone-ice.ts';
import { makeIceParameters } from './make-ice-parameters.ts';
import { parseIceServers } from './set-configuration.ts';

/** https://w3c.github.io/webrtc-ice/#dom-rtcicetransport-constructor */
export function constructIceTransport(
  face: EventTarget,
  faces: Faces,
  { host, createTransport }: Binding,
): StandaloneIce {
  const ice = new StandaloneIce(face, faces, host, makeIceParameters(host.random));
  const onNews = (news: TransportNews): void => receiveNews(ice, news);
  ice.wire = createTransport({ host, iceServers: [], iceTransportPolicy: 'all', onNews });
  return ice;
}

/** RTCIceGatherOptions, converted. */
export interface GatherOptions {
  readonly gatherPolicy: RTCIceTransportPolicy;
  readonly iceServers?: readonly IceServerInit[];
}

/** https://w3c.github.io/webrtc-ice/#dom-rtcicetransport-gather */
export function gather(ice: StandaloneIce, { gatherPolicy, iceServers = [] }: GatherOptions): void {
  requireOpen(ice);
  if (ice.gatheringState !== 'new') throw ice.faces.errors.invalidState('Candidates were gathered already.');
  ice.wire.setIceServers(parseIceServers(iceServers, ice.faces.errors), gatherPolicy);
  ice.gatheringState = 'gathering';
  ice.wire.gather(ice.localParameters);
}

/** RTCIceParameters, converted. */
export interface RemoteParameters {
  readonly usernameFragment?: string;
  readonly password?: string;
  readonly iceLite?: boolean;
}

/** https://w3c.github.io/webrtc-ice/#dom-rtcicetransport-start */
export function start(ice: StandaloneIce, remote: RemoteParameters, role: 'controlling' | 'controlled'): void {
  requireOpen(ice);
  const parameters = checkParameters(ice, remote);
  const former = ice.remoteParameters;
  if (former !== undefined && role !== ice.role) throw ice.faces.errors.invalidState('The role cannot be changed.');
  if (former !== undefined && isSame(former, parameters)) return;
  if (former !== undefined) forgetRemote(ice);
  ice.role = role;
  ice.remoteParameters = parameters;
  ice.wire.setIceRole(role);
  ice.wire.setRemoteIceParameters(parameters, { isLite: remote.iceLite ?? false });
  for (const candidate of ice.usableRemoteCandidates) ice.wire.addRemoteCandidate(candidate);
  if (ice.hasRemoteEnded) ice.wire.endRemoteCandidates();
  startChecking(ice);
}

/** https://w3c.github.io/webrtc-ice/#dom-rtcicetransport-stop */
export function stop(ice: StandaloneIce): void {
  if (ice.state === 'closed') return;
  ice.state = 'closed';
  ice.selectedPair = undefined;
  ice.wire.close();
  ice.faces.fire(ice.face, 'statechange');
}

/**
 * https://w3c.github.io/webrtc-ice/#dom-rtcicetransport-addremotecandidate. `face`: the object script gave, if it was an
 * RTCIceCandidate.
 */
export function addRemoteCandidate(
  ice: StandaloneIce,
  init: IceCandidateInit,
  face: RTCIceCandidate | undefined,
): void {
  requireOpen(ice);
  if (init.candidate === '') return endRemoteCandidates(ice);
  const parsed = parseCandidateAttribute(init.candidate);
  if (parsed === undefined) throw ice.faces.errors.operation('The candidate cannot be parsed.');
  ice.remoteCandidates.push(face ?? ice.faces.iceCandidate(createIceCandidate(init)));
  const candidate = wireCandidateOf(parsed);
  if (candidate !== undefined && !BAD_PORTS.has(candidate.port)) addUsable(ice, candidate);
  startChecking(ice);
}

function addUsable(ice: StandaloneIce, candidate: WireCandidate): void {
  ice.usableRemoteCandidates.push(candidate);
  if (ice.remoteParameters !== undefined) ice.wire.addRemoteCandidate(candidate);
}

function endRemoteCandidates(ice: StandaloneIce): void {
  ice.hasRemoteEnded = true;
  if (ice.remoteParameters !== undefined) ice.wire.endRemoteCandidates();
}

/** The first of start and addRemoteCandidate that makes pairs possible sets the state, without an event. */
function startChecking(ice: StandaloneIce): void {
  const isPossible = ice.remoteParameters !== undefined && ice.remoteCandidates.length > 0;
  if (ice.state === 'new' && isPossible) ice.state = 'checking';
}

function forgetRemote(ice: StandaloneIce): void {
  ice.wire.forgetRemote();
  ice.remoteCandidates = [];
  ice.usableRemoteCandidates = [];
  ice.hasRemoteEnded = false;
  ice.selectedPair = undefined;
  ice.state = 'new';
}

function requireOpen({ state, faces: { errors } }: StandaloneIce): void {
  if (state === 'closed') throw errors.invalidState('The RTCIceTransport is closed.');
}

/** RFC 8839 §5.4. */
function checkParameters({ faces: { errors } }: StandaloneIce, remote: RemoteParameters): IceParameters {
  const { usernameFragment, password } = remote;
  if (usernameFragment === undefined || password === undefined) {
    throw errors.type('The remote parameters need a usernameFragment and a password.');
  }
  if (!isIceText(usernameFragment, 4)) throw errors.syntax('The usernameFragment is malformed.');
  if (!isIceText(password, 22)) throw errors.syntax('The password is malformed.');
  return { usernameFragment, password };
}

function isIceText(text: string, minLength: number): boolean {
  return text.length >= minLength && text.length <= 256 && !/[^a-zA-Z0-9+/]/.test(text);
}

function isSame(a: IceParameters, b: IceParameters): boolean {
  return a.usernameFragment === b.usernameFragment && a.password === b.password;
}

/** At the end of a turn of the wire: each piece of news becomes a task. */
function receiveNews(ice: StandaloneIce, news: TransportNews): void {
  switch (news.type) {
    case 'ice-candidate':
      return queueTask(ice, () => announceCandidate(ice, news.candidate));
    case 'ice-candidate-error':
      return queueTask(ice, () => fireCandidateError(ice, news));
    case 'ice-gathering-state':
      return news.state === 'complete' ? finishGathering(ice) : undefined;
    case 'ice-state':
      return queueTask(ice, () => changeState(ice, news.state));
    case 'ice-selected-pair':
      return queueTask(ice, () => changePair(ice, news.pair));
    case 'ice-role':
      return queueTask(ice, () => {
        ice.role = news.role;
      });
    default: // there is neither DTLS nor SCTP over it
  }
}

function queueTask(ice: StandaloneIce, steps: () => void): void {
  ice.host.clock.queueTask(() => {
    if (ice.state !== 'closed') steps();
  });
}

/** Candidates of a peer that was forgotten are announced once. */
function announceCandidate(ice: StandaloneIce, candidate: WireCandidate): void {
  const record = describe(candidate, ice.localParameters.usernameFragment);
  if (ice.localCandidates.some((known) => known.candidate === record.candidate)) return;
  const face = ice.faces.iceCandidate(record);
  ice.localCandidates.push(face);
  ice.faces.fireIceCandidate(ice.face, face, candidate.url ?? null);
}

function finishGathering(ice: StandaloneIce): void {
  queueTask(ice, () => {
    if (ice.gatheringState !== 'complete') ice.faces.fireIceCandidate(ice.face, null, null);
  });
  queueTask(ice, () => {
    if (ice.gatheringState === 'complete') return;
    ice.gatheringState = 'complete';
    ice.faces.fire(ice.face, 'gatheringstatechange');
  });
}

function fireCandidateError(ice: StandaloneIce, news: Extract<TransportNews, { type: 'ice-candidate-error' }>): void {
  const isExposed = ice.localCandidates.some(({ address }) => address !== null && address === news.address);
  ice.faces.fireIceCandidateError(ice.face, {
    address: isExposed ? news.address : null,
    port: isExposed ? news.port : null,
    url: news.url,
    errorCode: news.errorCode,
    errorText: news.errorText,
  });
}

/** Only start and addRemoteCandidate end 'new'. */
function changeState(ice: StandaloneIce, state: IceState): void {
  const isAnnouncedElsewhere = state === 'checking' && ice.state !== 'disconnected';
  if (state === ice.state || state === 'new' || isAnnouncedElsewhere) return;
  ice.state = state;
  ice.faces.fire(ice.face, 'statechange');
}

function changePair(ice: StandaloneIce, pair: IceCandidatePairInfo | undefined): void {
  ice.selectedPair = pair && {
    local: knownOr(ice, ice.localCandidates, pair.local),
    remote: knownOr(ice, ice.remoteCandidates, pair.remote),
    face: undefined,
  };
  ice.faces.fire(ice.face, 'selectedcandidatepairchange');
}

/** The object script knows, or a new one of a candidate learned from checks. */
function knownOr(ice: StandaloneIce, known: readonly RTCIceCandidate[], wanted: WireCandidate): RTCIceCandidate {
  const found = known.find(
    ({ address, port, type }) => address === wanted.address && port === wanted.port && type === wanted.type,
  );
  return found ?? ice.faces.iceCandidate(describe(wanted, wanted.usernameFragment));
}

function describe(candidate: WireCandidate, usernameFragment: string | undefined): IceCandidate {
  return createIceCandidate({
    candidate: candidateLineOf({ ...candidate, usernameFragment }),
    sdpMid: '',
    sdpMLineIndex: 0,
    usernameFragment: usernameFragment ?? null,
    relayProtocol: candidate.relayProtocol ?? null,
    url: candidate.url ?? null,
  });
}
