import { codecCapabilities, mediaCapabilities } from '../../jsep/media-capabilities.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtpsender-getcapabilities; the receiver's are the same. */
export function rtpCapabilities(kind: string): RTCRtpCapabilities | null {
  if (kind !== 'audio' && kind !== 'video') return null;
  return {
    codecs: codecCapabilities(kind).map((codec) => ({ ...codec })),
    headerExtensions: mediaCapabilities[kind].headerExtensions.map((extension) => ({ ...extension })),
  };
}
