import type { Stream } from '../media/stream.ts';
import type { Track } from '../media/track.ts';
import type { Errors } from './errors.ts';
import type { DataChannel } from './records/data-channel.ts';
import type { IceCandidate } from './records/ice-candidate.ts';
import type { SctpTransport } from './records/sctp-transport.ts';
import type { SessionDescription } from './records/session-description.ts';
import type { Transceiver } from './records/transceiver.ts';

/**
 * How algorithms, which work on records, reach the objects script sees: the classes of one realm. A target that is
 * undefined has no listeners, because script never got hold of it.
 */
export interface Faces {
  readonly errors: Errors;
  sessionDescription(record: SessionDescription): RTCSessionDescription;
  iceCandidate(record: IceCandidate): RTCIceCandidate;
  /** Attaches a new face to a channel. */
  dataChannel(record: DataChannel): RTCDataChannel;
  sctpTransport(record: SctpTransport): RTCSctpTransport;
  blob(bytes: Uint8Array): Blob;
  statsReport(entries: readonly RTCStats[]): RTCStatsReport;

  fire(target: EventTarget | undefined, type: string): void;
  fireMessage(target: EventTarget, data: string | ArrayBuffer | Blob): void;
  fireError(target: EventTarget | undefined, error: RTCError): void;
  fireIceCandidate(target: EventTarget, candidate: RTCIceCandidate | null, url: string | null): void;
  fireIceCandidateError(target: EventTarget, init: RTCPeerConnectionIceErrorEventInit): void;
  fireTrack(target: EventTarget, transceiver: Transceiver, streams: readonly Stream[]): void;
  fireAddStream(target: EventTarget, stream: Stream): void;
  fireStreamTrack(stream: Stream, type: 'addtrack' | 'removetrack', track: Track): void;
  fireToneChange(target: EventTarget | undefined, tone: string): void;
  fireDataChannel(target: EventTarget, channel: RTCDataChannel): void;
}
