/**
 * Dictionaries of https://w3c.github.io/webrtc-stats/ that lib.dom has no name for.
 * Times are in seconds, timestamps in Unix milliseconds; a member that does not exist is left out.
 */
export interface RTCCodecStats extends RTCStats {
  type: 'codec';
  payloadType: number;
  transportId: string;
  mimeType: string;
  clockRate?: number;
  channels?: number;
  sdpFmtpLine?: string;
}

export interface RTCRemoteInboundRtpStreamStats extends RTCReceivedRtpStreamStats {
  type: 'remote-inbound-rtp';
  packetsReceivedWithEct1?: number;
  packetsReceivedWithCe?: number;
  packetsReportedAsLost?: number;
  packetsReportedAsLostButRecovered?: number;
  localId?: string;
  roundTripTime?: number;
  totalRoundTripTime?: number;
  fractionLost?: number;
  roundTripTimeMeasurements?: number;
  packetsWithBleachedEct1Marking?: number;
}

export interface RTCRemoteOutboundRtpStreamStats extends RTCSentRtpStreamStats {
  type: 'remote-outbound-rtp';
  localId?: string;
  remoteTimestamp?: DOMHighResTimeStamp;
  reportsSent?: number;
  roundTripTime?: number;
  totalRoundTripTime?: number;
  roundTripTimeMeasurements?: number;
}

export interface RTCMediaSourceStats extends RTCStats {
  type: 'media-source';
  trackIdentifier: string;
  kind: string;
}

export interface RTCAudioSourceStats extends RTCMediaSourceStats {
  audioLevel?: number;
  totalAudioEnergy?: number;
  totalSamplesDuration?: number;
  echoReturnLoss?: number;
  echoReturnLossEnhancement?: number;
}

export interface RTCVideoSourceStats extends RTCMediaSourceStats {
  width?: number;
  height?: number;
  frames?: number;
  framesPerSecond?: number;
}

export interface RTCAudioPlayoutStats extends RTCStats {
  type: 'media-playout';
  kind: string;
  synthesizedSamplesDuration?: number;
  synthesizedSamplesEvents?: number;
  totalSamplesDuration?: number;
  totalPlayoutDelay?: number;
  totalSamplesCount?: number;
}

export interface RTCPeerConnectionStats extends RTCStats {
  type: 'peer-connection';
  dataChannelsOpened?: number;
  dataChannelsClosed?: number;
}

export interface RTCDataChannelStats extends RTCStats {
  type: 'data-channel';
  label?: string;
  protocol?: string;
  dataChannelIdentifier?: number;
  state: RTCDataChannelState;
  messagesSent?: number;
  bytesSent?: number;
  messagesReceived?: number;
  bytesReceived?: number;
}

export interface RTCIceCandidateStats extends RTCStats {
  type: 'local-candidate' | 'remote-candidate';
  transportId: string;
  address?: string | null;
  port?: number;
  protocol?: string;
  candidateType: RTCIceCandidateType;
  priority?: number;
  url?: string;
  relayProtocol?: 'udp' | 'tcp' | 'tls';
  foundation?: string;
  relatedAddress?: string;
  relatedPort?: number;
  usernameFragment?: string;
  tcpType?: RTCIceTcpCandidateType;
}

export interface RTCCertificateStats extends RTCStats {
  type: 'certificate';
  fingerprint: string;
  fingerprintAlgorithm: string;
  base64Certificate: string;
  issuerCertificateId?: string;
}
