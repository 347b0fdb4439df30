import type { Codec } from '../jsep/media-types.ts';
import { enumeration, sequence } from '../webidl/composites.ts';
import { toBoolean, toDOMString, toDouble, type Convert } from '../webidl/convert.ts';
import { defaulting, dictionary, optional, required } from '../webidl/dictionary.ts';
import { toOctet, toUnsignedLong, toUnsignedShort } from '../webidl/integers.ts';

const toPriority = enumeration('RTCPriorityType', ['very-low', 'low', 'medium', 'high'] as const);

/** Also what setCodecPreferences takes. */
export const toRtpCodec: Convert<Codec> = dictionary('RTCRtpCodec', {
  mimeType: required(toDOMString),
  clockRate: required(toUnsignedLong),
  channels: optional(toUnsignedShort),
  sdpFmtpLine: optional(toDOMString),
});

const toCodecParameters = dictionary('RTCRtpCodecParameters', { payloadType: required(toOctet) }, toRtpCodec);

const toResolutionRestriction = dictionary('RTCResolutionRestriction', {
  maxWidth: optional(toUnsignedLong),
  maxHeight: optional(toUnsignedLong),
});

const toCodingParameters = dictionary('RTCRtpCodingParameters', { rid: optional(toDOMString) });

/** With the members of webrtc-priority, webrtc-svc and webrtc-extensions. */
export const toEncodingParameters = dictionary(
  'RTCRtpEncodingParameters',
  {
    active: defaulting(toBoolean, () => true),
    adaptivePtime: defaulting(toBoolean, () => false),
    codec: optional(toRtpCodec),
    maxBitrate: optional(toUnsignedLong),
    maxFramerate: optional(toDouble),
    networkPriority: optional(toPriority),
    priority: defaulting(toPriority, () => 'low' as const),
    ptime: optional(toUnsignedLong),
    scalabilityMode: optional(toDOMString),
    scaleResolutionDownBy: optional(toDouble),
    scaleResolutionDownTo: optional(toResolutionRestriction),
  },
  toCodingParameters,
);

/** RTCRtpEncodingParameters, converted: members that are absent are not there. */
export type EncodingParameters = ReturnType<typeof toEncodingParameters>;

const toHeaderExtensionParameters = dictionary('RTCRtpHeaderExtensionParameters', {
  uri: required(toDOMString),
  id: required(toUnsignedShort),
  encrypted: defaulting(toBoolean, () => false),
});

const toRtcpParameters = dictionary('RTCRtcpParameters', {
  cname: optional(toDOMString),
  reducedSize: optional(toBoolean),
});

const toRtpParameters = dictionary('RTCRtpParameters', {
  headerExtensions: required(sequence(toHeaderExtensionParameters)),
  rtcp: required(toRtcpParameters),
  codecs: required(sequence(toCodecParameters)),
});

export const toSendParameters = dictionary(
  'RTCRtpSendParameters',
  {
    transactionId: required(toDOMString),
    encodings: required(sequence(toEncodingParameters)),
    degradationPreference: optional(
      enumeration('RTCDegradationPreference', [
        'maintain-framerate',
        'maintain-resolution',
        'balanced',
        'maintain-framerate-and-resolution',
      ] as const),
    ),
  },
  toRtpParameters,
);

/** RTCRtpSendParameters, converted. */
export type SendParameters = ReturnType<typeof toSendParameters>;

const toEncodingOptions = dictionary('RTCEncodingOptions', { keyFrame: defaulting(toBoolean, () => false) });

export const toSetParameterOptions = dictionary('RTCSetParameterOptions', {
  encodingOptions: defaulting(sequence(toEncodingOptions), () => []),
});

/** RTCSetParameterOptions, converted. */
export type SetParameterOptions = ReturnType<typeof toSetParameterOptions>;

const DIRECTIONS = ['sendrecv', 'sendonly', 'recvonly', 'inactive', 'stopped'] as const;

export const toTransceiverDirection = enumeration('RTCRtpTransceiverDirection', DIRECTIONS);

export function isTransceiverDirection(text: string): text is RTCRtpTransceiverDirection {
  return (DIRECTIONS as readonly string[]).includes(text);
}

export const toHeaderExtensionCapability = dictionary('RTCRtpHeaderExtensionCapability', {
  uri: required(toDOMString),
  direction: required(toTransceiverDirection),
});

/** RTCRtpTransceiverInit, of the realm whose streams `toStream` knows. */
export function transceiverInitConverter<S>(toStream: Convert<S>): Convert<TransceiverInit<S>> {
  return dictionary('RTCRtpTransceiverInit', {
    direction: defaulting(toTransceiverDirection, () => 'sendrecv' as const),
    streams: defaulting(sequence(toStream), () => []),
    sendEncodings: defaulting(sequence(toEncodingParameters), () => []),
  });
}

interface TransceiverInit<S> {
  direction: RTCRtpTransceiverDirection;
  streams: S[];
  sendEncodings: EncodingParameters[];
}
