import type { Codec, HeaderExtension, MediaCapabilities, MediaKind, SupportedCodec } from './media-types.ts';

/** The codecs of RTCRtpSender.getCapabilities ('send') and RTCRtpReceiver.getCapabilities ('receive'); without `use` both. */
export function codecCapabilities(kind: MediaKind, use?: 'send' | 'receive'): Codec[] {
  const codecs = use === undefined ? mediaCapabilities[kind].codecs : usable(mediaCapabilities[kind].codecs, use);
  return codecs.map(({ mimeType, clockRate, channels, sdpFmtpLine }) => ({
    mimeType,
    clockRate,
    ...(channels === undefined ? {} : { channels }),
    ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }),
  }));
}

/** The codecs that can be sent, or received. */
export function usable(codecs: readonly SupportedCodec[], use: 'send' | 'receive'): SupportedCodec[] {
  const other = use === 'send' ? 'recvonly' : 'sendonly';
  return codecs.filter(({ direction }) => direction !== other);
}

/** What WebRTC endpoints have in common: RFC 7874 §3 and the formats browsers add. */
function audioCodecs(): SupportedCodec[] {
  const plain = (name: string, clockRate: number, preferredPayloadType: number): SupportedCodec => ({
    mimeType: `audio/${name}`,
    clockRate,
    channels: 1,
    rtcpFeedback: [],
    preferredPayloadType,
  });
  const opus = { ...plain('opus', 48_000, 111), channels: 2, sdpFmtpLine: 'minptime=10;useinbandfec=1' };
  return [
    { ...opus, rtcpFeedback: ['transport-cc'] },
    // RFC 2198: the parameters name the payload types it repeats.
    { ...plain('red', 48_000, 63), channels: 2, sdpFmtpLine: '111/111' },
    plain('G722', 8000, 9),
    plain('PCMU', 8000, 0),
    plain('PCMA', 8000, 8),
    plain('CN', 8000, 13),
    plain('telephone-event', 48_000, 110),
    plain('telephone-event', 8000, 126),
  ];
}

const videoFeedback = ['goog-remb', 'transport-cc', 'ccm fir', 'nack', 'nack pli'];

/** RFC 7742 §5, and VP9 and AV1. */
function videoCodecs(): SupportedCodec[] {
  return [
    pictures('VP8', undefined, 96, 97),
    { mimeType: 'video/rtx', clockRate: 90_000, rtcpFeedback: [], preferredPayloadType: 97 },
    pictures('H264', h264('42001f', 1), 102, 103),
    pictures('H264', h264('42001f', 0), 104, 105),
    pictures('H264', h264('42e01f', 1), 106, 107),
    pictures('H264', h264('42e01f', 0), 108, 109),
    pictures('H264', h264('4d001f', 1), 127, 125),
    pictures('H264', h264('4d001f', 0), 39, 40),
    // Decoders know profiles that encoders do not, and encoders in hardware reach levels that decoders need not.
    { ...pictures('H264', h264('f4001f', 1), 41, 42), direction: 'recvonly' },
    { ...pictures('H264', h264('64001f', 1), 112, 113), direction: 'recvonly' },
    { ...pictures('H264', h264('640033', 1), 112, 113), direction: 'sendonly' },
    pictures('AV1', 'level-idx=5;profile=0;tier=0', 45, 46),
    pictures('VP9', 'profile-id=0', 98, 99),
    pictures('VP9', 'profile-id=2', 100, 101),
    { ...pictures('red', undefined, 114, 115), rtcpFeedback: [] },
    { mimeType: 'video/ulpfec', clockRate: 90_000, rtcpFeedback: [], preferredPayloadType: 116 },
    {
      mimeType: 'video/flexfec-03',
      clockRate: 90_000,
      sdpFmtpLine: 'repair-window=10000000',
      rtcpFeedback: ['goog-remb', 'transport-cc'],
      preferredPayloadType: 49,
    },
  ];
}

function pictures(
  name: string,
  sdpFmtpLine: string | undefined,
  preferredPayloadType: number,
  preferredRtxPayloadType: number,
): SupportedCodec {
  return {
    mimeType: `video/${name}`,
    clockRate: 90_000,
    ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }),
    rtcpFeedback: videoFeedback,
    preferredPayloadType,
    preferredRtxPayloadType,
  };
}

function h264(profileLevelId: string, packetizationMode: number): string {
  return `level-asymmetry-allowed=1;packetization-mode=${packetizationMode};profile-level-id=${profileLevelId}`;
}

/** RFC 8834 §5.2 and what congestion control and rendering use; the preferred ids are in `extension-ids.ts`. */
function headerExtensionsOf(kind: MediaKind): HeaderExtension[] {
  const specific = kind === 'audio' ? audioExtensions : videoExtensions;
  return [...specific, ...commonExtensions].map((uri) => ({ uri, direction: 'sendrecv' }));
}

export const midExtension = 'urn:ietf:params:rtp-hdrext:sdes:mid';
export const ridExtension = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
export const repairedRidExtension = 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id';

const audioExtensions = ['urn:ietf:params:rtp-hdrext:ssrc-audio-level'];

const videoExtensions = [
  'urn:ietf:params:rtp-hdrext:toffset',
  'urn:3gpp:video-orientation',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  'http://www.webrtc.org/experiments/rtp-hdrext/video-content-type',
  'http://www.webrtc.org/experiments/rtp-hdrext/video-timing',
  'http://www.webrtc.org/experiments/rtp-hdrext/color-space',
  ridExtension,
  repairedRidExtension,
];

const commonExtensions = [
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  midExtension,
];

/** What this stack can negotiate for sending and for receiving, in order of preference. */
export const mediaCapabilities: MediaCapabilities = {
  audio: { codecs: audioCodecs(), headerExtensions: headerExtensionsOf('audio') },
  video: { codecs: videoCodecs(), headerExtensions: headerExtensionsOf('video') },
};
