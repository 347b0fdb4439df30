import type { Certificate } from './records/certificate.ts';

/** RTCIceServer, converted. */
export interface IceServerInit {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** RTCConfiguration, converted. */
export interface Configuration {
  readonly iceServers: readonly IceServerInit[];
  readonly iceTransportPolicy: RTCIceTransportPolicy;
  readonly bundlePolicy: RTCBundlePolicy;
  readonly rtcpMuxPolicy: RTCRtcpMuxPolicy;
  readonly certificates: readonly ConfiguredCertificate[];
  readonly iceCandidatePoolSize: number;
  /** The target peer identity of https://w3c.github.io/webrtc-identity/. */
  readonly peerIdentity?: string;
}

/** The object script gave, and its slots. */
export interface ConfiguredCertificate {
  readonly face: RTCCertificate;
  readonly record: Certificate;
}
