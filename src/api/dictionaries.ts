import { toBoolean, toDOMString, toUSVString, isObject, type Convert } from '../webidl/convert.ts';
import { enumeration, interfaceType, isIterable, nullable, sequence } from '../webidl/composites.ts';
import { defaulting, dictionary, optional, required } from '../webidl/dictionary.ts';
import {
  toEnforcedOctet,
  toEnforcedUnsignedLongLong,
  toEnforcedUnsignedShort,
  toLong,
  toUnsignedLong,
  toUnsignedShort,
} from '../webidl/integers.ts';
import type { Configuration, ConfiguredCertificate } from './configuration.ts';
import type { Certificate } from './records/certificate.ts';

const toSdpType = enumeration('RTCSdpType', ['offer', 'pranswer', 'answer', 'rollback'] as const);
const toRelayProtocol = enumeration('RTCIceServerTransportProtocol', ['udp', 'tcp', 'tls'] as const);

export const toPriorityType = enumeration('RTCPriorityType', ['very-low', 'low', 'medium', 'high'] as const);

export const toBinaryType = enumeration('BinaryType', ['blob', 'arraybuffer'] as const);

export const toSessionDescriptionInit = dictionary('RTCSessionDescriptionInit', {
  type: required(toSdpType),
  sdp: defaulting(toDOMString, () => ''),
});

export const toLocalSessionDescriptionInit = dictionary('RTCLocalSessionDescriptionInit', {
  type: optional(toSdpType),
  sdp: defaulting(toDOMString, () => ''),
});

export const toIceCandidateInit = dictionary('RTCIceCandidateInit', {
  candidate: defaulting(toDOMString, () => ''),
  sdpMid: defaulting(nullable(toDOMString), () => null),
  sdpMLineIndex: defaulting(nullable(toUnsignedShort), () => null),
  usernameFragment: defaulting(nullable(toDOMString), () => null),
});

export const toLocalIceCandidateInit = dictionary(
  'RTCLocalIceCandidateInit',
  {
    relayProtocol: defaulting(nullable(toRelayProtocol), () => null),
    url: defaulting(nullable(toUSVString), () => null),
  },
  toIceCandidateInit,
);

export const toOfferOptions = dictionary('RTCOfferOptions', {
  iceRestart: defaulting(toBoolean, () => false),
  offerToReceiveAudio: optional(toBoolean),
  offerToReceiveVideo: optional(toBoolean),
});
export const toAnswerOptions = dictionary('RTCAnswerOptions', {});

export const toDataChannelInit = dictionary('RTCDataChannelInit', {
  ordered: defaulting(toBoolean, () => true),
  maxPacketLifeTime: optional(toEnforcedUnsignedShort),
  maxRetransmits: optional(toEnforcedUnsignedShort),
  protocol: defaulting(toUSVString, () => ''),
  negotiated: defaulting(toBoolean, () => false),
  id: optional(toEnforcedUnsignedShort),
  priority: defaulting(toPriorityType, () => 'low' as const),
});

export const toErrorInit = dictionary('RTCErrorInit', {
  errorDetail: required(
    enumeration('RTCErrorDetailType', [
      'data-channel-failure',
      'dtls-failure',
      'fingerprint-failure',
      'sctp-failure',
      'sdp-syntax-error',
      'hardware-encoder-not-available',
      'hardware-encoder-error',
      // https://w3c.github.io/webrtc-identity/identity.html#rtcerrordetailtype-enum
      'idp-bad-script-failure',
      'idp-execution-failure',
      'idp-load-failure',
      'idp-need-login',
      'idp-timeout',
      'idp-tls-failure',
      'idp-token-expired',
      'idp-token-invalid',
    ] as const),
  ),
  httpRequestStatusCode: optional(toLong),
  sdpLineNumber: optional(toLong),
  sctpCauseCode: optional(toLong),
  receivedAlert: optional(toUnsignedLong),
  sentAlert: optional(toUnsignedLong),
});

export const toCertificateExpiration = dictionary('RTCCertificateExpiration', {
  expires: optional(toEnforcedUnsignedLongLong),
});

export const toEventInit = dictionary('EventInit', {
  bubbles: defaulting(toBoolean, () => false),
  cancelable: defaulting(toBoolean, () => false),
  composed: defaulting(toBoolean, () => false),
});

const toIceTransportPolicy = enumeration<RTCIceTransportPolicy>('RTCIceTransportPolicy', ['relay', 'all']);

const toIceServer = dictionary('RTCIceServer', {
  urls: required(toUrls),
  username: optional(toDOMString),
  credential: optional(toDOMString),
});

/** `(USVString or sequence<USVString>)`; a single one becomes a list, which is also what getConfiguration then shows. */
function toUrls(value: unknown, what: string): string[] {
  return isObject(value) && isIterable(value) ? sequence(toUSVString)(value, what) : [toUSVString(value, what)];
}

/** https://w3c.github.io/webrtc-identity/ */
export const toIdentityProviderOptions = dictionary('RTCIdentityProviderOptions', {
  peerIdentity: optional(toDOMString),
  protocol: defaulting(toDOMString, () => 'default'),
  usernameHint: optional(toDOMString),
});

/** https://w3c.github.io/webrtc-ice/ */
export const toIceGatherOptions = dictionary('RTCIceGatherOptions', {
  gatherPolicy: defaulting(toIceTransportPolicy, () => 'all' as const),
  iceServers: optional(sequence(toIceServer)),
});

export const toIceParameters = dictionary('RTCIceParameters', {
  iceLite: optional(toBoolean),
  password: optional(toDOMString),
  usernameFragment: optional(toDOMString),
});

export const toStartRole = enumeration('RTCIceRole', ['controlling', 'controlled'] as const);

/** RTCConfiguration, of the realm whose certificates `recordOf` recognizes. */
export function configurationConverter(recordOf: (value: unknown) => Certificate | undefined): Convert<Configuration> {
  const toCertificate = interfaceType<ConfiguredCertificate>('RTCCertificate', (value) => {
    const record = recordOf(value);
    return record === undefined ? undefined : { face: value as RTCCertificate, record };
  });
  return dictionary('RTCConfiguration', {
    iceServers: defaulting(sequence(toIceServer), () => []),
    iceTransportPolicy: defaulting(toIceTransportPolicy, () => 'all' as const),
    bundlePolicy: defaulting(
      enumeration<RTCBundlePolicy>('RTCBundlePolicy', ['balanced', 'max-compat', 'max-bundle']),
      () => 'balanced' as const,
    ),
    rtcpMuxPolicy: defaulting(enumeration<RTCRtcpMuxPolicy>('RTCRtcpMuxPolicy', ['require']), () => 'require' as const),
    certificates: defaulting(sequence(toCertificate), () => []),
    iceCandidatePoolSize: defaulting(toEnforcedOctet, () => 0),
    peerIdentity: optional(toDOMString),
  });
}

/** What getConfiguration returns: a new dictionary each time. */
export function configurationDictionary(configuration: Configuration): RTCConfiguration {
  const { iceTransportPolicy, bundlePolicy, rtcpMuxPolicy, iceCandidatePoolSize, peerIdentity } = configuration;
  return {
    ...(peerIdentity === undefined ? {} : { peerIdentity }),
    bundlePolicy,
    certificates: configuration.certificates.map(({ face }) => face),
    iceCandidatePoolSize,
    iceServers: configuration.iceServers.map((server) => ({ ...server, urls: [...server.urls] })),
    iceTransportPolicy,
    rtcpMuxPolicy,
  };
}
