import { isObject, toDOMString, toUSVString } from '../../webidl/convert.ts';
import { interfaceType, nullable, toCallback, type Callback } from '../../webidl/composites.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defineEventHandlers } from '../../webidl/event-handlers.ts';
import { promised, requireArguments } from '../../webidl/operations.ts';
import { addIceCandidate } from '../algorithms/add-ice-candidate.ts';
import { addTrack, collectSenders } from '../algorithms/add-track.ts';
import { addTransceiver } from '../algorithms/add-transceiver.ts';
import { chainOperation } from '../algorithms/chain-operation.ts';
import { closeConnection } from '../algorithms/close-connection.ts';
import { constructConnection } from '../algorithms/construct-connection.ts';
import { createAnswer } from '../algorithms/create-answer.ts';
import { createDataChannel } from '../algorithms/create-data-channel.ts';
import { createOffer } from '../algorithms/create-offer.ts';
import { generateCertificate } from '../algorithms/generate-certificate.ts';
import { getStats } from '../algorithms/get-stats.ts';
import {
  getIdentityAssertion,
  peerIdentityOf,
  setIdentityProvider,
  type IdentityProviderOptions,
} from '../algorithms/identity.ts';
import { offerToReceive } from '../algorithms/offer-to-receive.ts';
import { removeTrack } from '../algorithms/remove-track.ts';
import { restartIce } from '../algorithms/restart-ice.ts';
import { setConfiguration } from '../algorithms/set-configuration.ts';
import { setLocalDescription } from '../algorithms/set-local-description.ts';
import { setRemoteDescription } from '../algorithms/set-remote-description.ts';
import { bindingOf, type Binding } from '../binding.ts';
import {
  configurationConverter,
  configurationDictionary,
  toAnswerOptions,
  toDataChannelInit,
  toIceCandidateInit,
  toIdentityProviderOptions,
  toLocalSessionDescriptionInit,
  toOfferOptions,
  toSessionDescriptionInit,
} from '../dictionaries.ts';
import type { Faces } from '../faces.ts';
import type { DescriptionRecord } from '../../jsep/types.ts';
import type { Realm } from '../realm.ts';
import type { MediaFaces, RtpFaces } from '../create-interfaces.ts';
import type { Connection } from '../records/connection.ts';
import { signalledCandidate } from '../records/ice-candidate.ts';
import { transceiverInitConverter } from '../rtp-dictionaries.ts';
import { told } from '../watcher.ts';
import type { RTCIdentityAssertion } from './rtc-identity-assertion.ts';
import type { CertificateInterface } from './rtc-certificate.ts';

/** Kept for those who name the type; it is lib.dom's. */
export type PeerConnection = RTCPeerConnection;
export type PeerConnectionConstructor = typeof RTCPeerConnection;

const EVENT_TYPES = [
  'negotiationneeded',
  'icecandidate',
  'icecandidateerror',
  'signalingstatechange',
  'iceconnectionstatechange',
  'icegatheringstatechange',
  'connectionstatechange',
  'datachannel',
  'track',
];

/** https://w3c.github.io/webrtc-pc/#interface-definition and #rtcpeerconnection-interface-extensions. */
export function createRTCPeerConnection(
  realm: Realm,
  faces: Faces,
  certificates: CertificateInterface,
  { tracks, streams }: MediaFaces,
  { senders, receivers, transceivers }: RtpFaces,
): PeerConnectionConstructor {
  const toConfiguration = configurationConverter(certificates.recordOf);
  const toTrack = interfaceType('MediaStreamTrack', tracks.recordOf);
  const toNullableTrack = nullable(toTrack);
  const toStream = interfaceType('MediaStream', streams.recordOf);
  const toSender = interfaceType('RTCRtpSender', senders.recordOf);
  const toTransceiverInit = transceiverInitConverter(toStream);
  let isInstance!: (value: unknown) => boolean;

  class Face extends realm.EventTarget {
    declare onnegotiationneeded: RTCPeerConnection['onnegotiationneeded'];
    declare onicecandidate: RTCPeerConnection['onicecandidate'];
    declare onicecandidateerror: RTCPeerConnection['onicecandidateerror'];
    declare onsignalingstatechange: RTCPeerConnection['onsignalingstatechange'];
    declare oniceconnectionstatechange: RTCPeerConnection['oniceconnectionstatechange'];
    declare onicegatheringstatechange: RTCPeerConnection['onicegatheringstatechange'];
    declare onconnectionstatechange: RTCPeerConnection['onconnectionstatechange'];
    declare ondatachannel: RTCPeerConnection['ondatachannel'];
    declare ontrack: RTCPeerConnection['ontrack'];
    readonly #record: Connection;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor(configuration: RTCConfiguration = {}) {
      const binding = requireBinding(new.target);
      const converted = toConfiguration(configuration, 'RTCConfiguration');
      super();
      this.#record = constructConnection(this, faces, binding, converted);
      this.#record.watcher?.called('new RTCPeerConnection', configurationDictionary(converted));
    }

    static generateCertificate(keygenAlgorithm: AlgorithmIdentifier): Promise<RTCCertificate> {
      return promised(() => {
        requireArguments(arguments.length, 1, 'RTCPeerConnection.generateCertificate');
        const { host } = bindingOf(this) ?? requireBinding(Face);
        return generateCertificate(host, faces.errors, keygenAlgorithm).then(certificates.create);
      });
    }

    createOffer(options?: RTCOfferOptions): Promise<RTCSessionDescriptionInit>;
    createOffer(
      successCallback: RTCSessionDescriptionCallback,
      failureCallback: RTCPeerConnectionErrorCallback,
      options?: RTCOfferOptions,
    ): Promise<void>;
    createOffer(...args: readonly unknown[]): Promise<RTCSessionDescriptionInit | void> {
      return promised(() => {
        const record = this.#record;
        if (args.length < 2) return offer(record, args[0]);
        const callbacks = toCallbacks(args[0], args[1]);
        return withCallbacks(offer(record, args[2]), callbacks);
      });
    }

    createAnswer(options?: RTCAnswerOptions): Promise<RTCSessionDescriptionInit>;
    createAnswer(
      successCallback: RTCSessionDescriptionCallback,
      failureCallback: RTCPeerConnectionErrorCallback,
    ): Promise<void>;
    createAnswer(...args: readonly unknown[]): Promise<RTCSessionDescriptionInit | void> {
      return promised(() => {
        const record = this.#record;
        if (args.length < 2) return answer(record, args[0]);
        const callbacks = toCallbacks(args[0], args[1]);
        return withCallbacks(answer(record, undefined), callbacks);
      });
    }

    setLocalDescription(description?: RTCLocalSessionDescriptionInit): Promise<void>;
    setLocalDescription(
      description: RTCLocalSessionDescriptionInit,
      successCallback: VoidFunction,
      failureCallback: RTCPeerConnectionErrorCallback,
    ): Promise<void>;
    setLocalDescription(...args: readonly unknown[]): Promise<void> {
      return promised(() => {
        const record = this.#record;
        const { type, sdp } = toLocalSessionDescriptionInit(args[0], 'description');
        const callbacks = args.length < 3 ? undefined : toCallbacks(args[1], args[2]);
        return withCallbacks(
          chainOperation(
            record,
            told(record, 'setLocalDescription', { type, sdp }, () => setLocalDescription(record, type, sdp)),
          ),
          callbacks,
        );
      });
    }

    setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void>;
    setRemoteDescription(
      description: RTCSessionDescriptionInit,
      successCallback: VoidFunction,
      failureCallback: RTCPeerConnectionErrorCallback,
    ): Promise<void>;
    setRemoteDescription(description: RTCSessionDescriptionInit, ...rest: readonly unknown[]): Promise<void> {
      return promised(() => {
        const record = this.#record;
        requireArguments(arguments.length, 1, 'RTCPeerConnection.setRemoteDescription');
        const { type, sdp } = toSessionDescriptionInit(description, 'description');
        const callbacks = rest.length < 2 ? undefined : toCallbacks(rest[0], rest[1]);
        return withCallbacks(
          chainOperation(
            record,
            told(record, 'setRemoteDescription', { type, sdp }, () => setRemoteDescription(record, type, sdp)),
          ),
          callbacks,
        );
      });
    }

    addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void>;
    addIceCandidate(
      candidate: RTCIceCandidateInit | null,
      successCallback: VoidFunction,
      failureCallback: RTCPeerConnectionErrorCallback,
    ): Promise<void>;
    addIceCandidate(...args: readonly unknown[]): Promise<void> {
      return promised(() => {
        const record = this.#record;
        const init = signalledCandidate(toIceCandidateInit(args[0], 'candidate'));
        const callbacks = args.length < 3 ? undefined : toCallbacks(args[1], args[2]);
        if (init.candidate !== '' && init.sdpMid === null && init.sdpMLineIndex === null) {
          throw new TypeError('sdpMid and sdpMLineIndex are both null');
        }
        return withCallbacks(
          chainOperation(
            record,
            told(record, 'addIceCandidate', init, () => addIceCandidate(record, init)),
          ),
          callbacks,
        );
      });
    }

    setIdentityProvider(provider: string, options: Partial<IdentityProviderOptions> = {}): void {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'RTCPeerConnection.setIdentityProvider');
      const name = toDOMString(provider, 'provider');
      setIdentityProvider(record, name, toIdentityProviderOptions(options, 'RTCIdentityProviderOptions'));
    }

    getIdentityAssertion(): Promise<string> {
      return promised(() => getIdentityAssertion(this.#record));
    }

    get peerIdentity(): Promise<RTCIdentityAssertion> {
      return promised(() => peerIdentityOf(this.#record));
    }
    get idpLoginUrl(): string | null {
      void this.#record; // the brand check; no provider has ever been asked
      return null;
    }
    get idpErrorInfo(): string | null {
      void this.#record;
      return null;
    }

    restartIce(): void {
      this.#record.watcher?.called('restartIce');
      restartIce(this.#record);
    }

    getConfiguration(): RTCConfiguration {
      return configurationDictionary(this.#record.configuration);
    }

    setConfiguration(configuration: RTCConfiguration = {}): void {
      const record = this.#record;
      const converted = toConfiguration(configuration, 'RTCConfiguration');
      record.watcher?.called('setConfiguration', configurationDictionary(converted));
      if (record.isClosed) throw faces.errors.closed();
      setConfiguration(record, converted);
    }

    close(): void {
      this.#record.watcher?.called('close');
      closeConnection(this.#record);
    }

    createDataChannel(label: string, dataChannelDict: RTCDataChannelInit = {}): RTCDataChannel {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'RTCPeerConnection.createDataChannel');
      const init = toDataChannelInit(dataChannelDict, 'RTCDataChannelInit');
      record.watcher?.called('createDataChannel', { label, ...init });
      return createDataChannel(record, toUSVString(label, 'label'), init);
    }

    getSenders(): RTCRtpSender[] {
      return collectSenders(this.#record).map(senders.faceOf);
    }
    getReceivers(): RTCRtpReceiver[] {
      return collectSenders(this.#record).map(({ transceiver }) => receivers.faceOf(transceiver.receiver));
    }
    getTransceivers(): RTCRtpTransceiver[] {
      return this.#record.transceivers.map(transceivers.faceOf);
    }

    addTrack(track: MediaStreamTrack, ...mediaStreams: MediaStream[]): RTCRtpSender {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'RTCPeerConnection.addTrack');
      const converted = toTrack(track, 'track');
      const ofStreams = mediaStreams.map((stream) => toStream(stream, 'streams'));
      record.watcher?.called('addTrack', { kind: converted.kind, streams: ofStreams.map(({ id }) => id) });
      return senders.faceOf(addTrack(record, converted, ofStreams));
    }

    removeTrack(sender: RTCRtpSender): void {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'RTCPeerConnection.removeTrack');
      record.watcher?.called('removeTrack');
      removeTrack(record, toSender(sender, 'sender'));
    }

    addTransceiver(trackOrKind: MediaStreamTrack | string, init: RTCRtpTransceiverInit = {}): RTCRtpTransceiver {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'RTCPeerConnection.addTransceiver');
      const converted = tracks.recordOf(trackOrKind) ?? toDOMString(trackOrKind, 'trackOrKind');
      const convertedInit = toTransceiverInit(init, 'RTCRtpTransceiverInit');
      const kind = typeof converted === 'string' ? converted : converted.kind;
      record.watcher?.called('addTransceiver', { kind, direction: convertedInit.direction });
      return transceivers.faceOf(addTransceiver(record, converted, convertedInit));
    }

    getStats(selector: MediaStreamTrack | null = null): Promise<RTCStatsReport> {
      return promised(() => {
        const record = this.#record;
        return getStats(record, toNullableTrack(selector, 'selector') ?? undefined);
      });
    }

    get localDescription(): RTCSessionDescription | null {
      const { pendingLocal, currentLocal } = this.#record.negotiation;
      return faceOf(this.#record, pendingLocal ?? currentLocal);
    }
    get currentLocalDescription(): RTCSessionDescription | null {
      return faceOf(this.#record, this.#record.negotiation.currentLocal);
    }
    get pendingLocalDescription(): RTCSessionDescription | null {
      return faceOf(this.#record, this.#record.negotiation.pendingLocal);
    }
    get remoteDescription(): RTCSessionDescription | null {
      const { pendingRemote, currentRemote } = this.#record.negotiation;
      return faceOf(this.#record, pendingRemote ?? currentRemote);
    }
    get currentRemoteDescription(): RTCSessionDescription | null {
      return faceOf(this.#record, this.#record.negotiation.currentRemote);
    }
    get pendingRemoteDescription(): RTCSessionDescription | null {
      return faceOf(this.#record, this.#record.negotiation.pendingRemote);
    }
    get signalingState(): RTCSignalingState {
      return this.#record.signalingState;
    }
    get iceGatheringState(): RTCIceGatheringState {
      return this.#record.iceGatheringState;
    }
    get iceConnectionState(): RTCIceConnectionState {
      return this.#record.iceConnectionState;
    }
    get connectionState(): RTCPeerConnectionState {
      return this.#record.connectionState;
    }
    get canTrickleIceCandidates(): boolean | null {
      return this.#record.canTrickleIceCandidates;
    }
    get sctp(): RTCSctpTransport | null {
      const { sctp } = this.#record;
      return sctp === undefined ? null : faces.sctpTransport(sctp);
    }
  }

  function requireBinding(constructor: unknown): Binding {
    const binding = bindingOf(constructor);
    if (binding === undefined) throw faces.errors.notSupported('This RTCPeerConnection is not bound to a host.');
    return binding;
  }

  defineEventHandlers(Face, EVENT_TYPES, isInstance);
  defineInterface('RTCPeerConnection', Face);
  return Face;
}

function offer(record: Connection, options: unknown): Promise<RTCSessionDescriptionInit> {
  const { iceRestart, offerToReceiveAudio, offerToReceiveVideo } = toOfferOptions(options, 'RTCOfferOptions');
  if (!record.isClosed) {
    offerToReceive(record, 'audio', offerToReceiveAudio);
    offerToReceive(record, 'video', offerToReceiveVideo);
  }
  return chainOperation(
    record,
    told(record, 'createOffer', { iceRestart }, () => createOffer(record, { iceRestart })),
  );
}

function answer(record: Connection, options: unknown): Promise<RTCSessionDescriptionInit> {
  toAnswerOptions(options, 'RTCAnswerOptions');
  return chainOperation(
    record,
    told(record, 'createAnswer', undefined, () => createAnswer(record)),
  );
}

function faceOf(record: Connection, description: DescriptionRecord | undefined): RTCSessionDescription | null {
  if (description === undefined) return null;
  return record.appliedDescriptions.get(description)?.face ?? null;
}

interface LegacyCallbacks {
  readonly success: Callback;
  readonly failure: Callback;
}

function toCallbacks(success: unknown, failure: unknown): LegacyCallbacks {
  return { success: toCallback(success, 'successCallback'), failure: toCallback(failure, 'failureCallback') };
}

/** https://w3c.github.io/webrtc-pc/#legacy-interface-extensions: the promise is fulfilled whatever comes of it. */
function withCallbacks<T>(promise: Promise<T>, callbacks: undefined): Promise<T>;
function withCallbacks<T>(promise: Promise<T>, callbacks: LegacyCallbacks | undefined): Promise<T | void>;
function withCallbacks<T>(promise: Promise<T>, callbacks: LegacyCallbacks | undefined): Promise<T | void> {
  if (callbacks === undefined) return promise;
  const { success, failure } = callbacks;
  promise.then(
    (value) => void Reflect.apply(success, undefined, value === undefined ? [] : [value]),
    (reason: unknown) => void Reflect.apply(failure, undefined, [reason]),
  );
  return Promise.resolve();
}
