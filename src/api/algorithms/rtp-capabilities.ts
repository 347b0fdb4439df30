import { codecCapabilities, mediaCapabilities } from '../../jsep/media-capabilities.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtpsender-getcapabilities and that of the receiver. */
export function rtpCapabilities(kind: string, use: 'send' | 'receive'): RTCRtpCapabilities | null {
  if (kind !== 'audio' && kind !== 'video') return null;
  return {
    codecs: codecCapabilities(kind, use).map((codec) => ({ ...codec })),
    headerExtensions: mediaCapabilities[kind].headerExtensions.map((extension) => ({ ...extension })),
  };
}
