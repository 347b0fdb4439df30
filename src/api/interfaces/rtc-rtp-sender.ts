import { interfaceType, nullable } from '../../webidl/composites.ts';
import { isObject, toDOMString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { InternalConstruction, promised, requireArguments } from '../../webidl/operations.ts';
import { getSendParameters } from '../algorithms/get-parameters.ts';
import { getStatsOf } from '../algorithms/get-stats.ts';
import { replaceTrack } from '../algorithms/replace-track.ts';
import { rtpCapabilities } from '../algorithms/rtp-capabilities.ts';
import { setParameters } from '../algorithms/set-parameters.ts';
import { setStreams } from '../algorithms/set-streams.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import type { DtmfSender } from '../records/dtmf-sender.ts';
import type { Sender } from '../records/transceiver.ts';
import { toSendParameters, toSetParameterOptions } from '../rtp-dictionaries.ts';
import type { FaceOf } from './face-of.ts';
import type { MediaStreamInterface } from './media-stream.ts';
import type { MediaStreamTrackInterface } from './media-stream-track.ts';

type Constructor = typeof RTCRtpSender;

export interface RtpSenderInterface {
  readonly RTCRtpSender: Constructor;
  readonly faceOf: FaceOf<Sender, RTCRtpSender>;
  readonly recordOf: (value: unknown) => Sender | undefined;
}

export interface RtpSenderParts {
  readonly tracks: MediaStreamTrackInterface;
  readonly streams: MediaStreamInterface;
  readonly dtlsFaceOf: FaceOf<DtlsTransport, RTCDtlsTransport>;
  readonly dtmfFaceOf: FaceOf<DtmfSender, RTCDTMFSender>;
}

/** https://w3c.github.io/webrtc-pc/#rtcrtpsender-interface */
export function createRTCRtpSender({ tracks, streams, dtlsFaceOf, dtmfFaceOf }: RtpSenderParts): RtpSenderInterface {
  const construction = new InternalConstruction<Sender>();
  const toNullableTrack = nullable(interfaceType('MediaStreamTrack', tracks.recordOf));
  const toStream = interfaceType('MediaStream', streams.recordOf);
  let recordOf!: RtpSenderInterface['recordOf'];

  class Face {
    /** lib.dom's; it comes with encoded transforms. */
    declare transform: RTCRtpSender['transform'];
    readonly #record: Sender;
    static {
      recordOf = (value) => (isObject(value) && #record in value ? value.#record : undefined);
    }

    constructor() {
      this.#record = construction.take();
    }

    static getCapabilities(kind: string): RTCRtpCapabilities | null {
      requireArguments(arguments.length, 1, 'RTCRtpSender.getCapabilities');
      return rtpCapabilities(toDOMString(kind, 'kind'), 'send');
    }

    get track(): MediaStreamTrack | null {
      const { track } = this.#record;
      return track === undefined ? null : tracks.faceOf(track);
    }
    get transport(): RTCDtlsTransport | null {
      const { transport } = this.#record;
      return transport === undefined ? null : dtlsFaceOf(transport);
    }
    get dtmf(): RTCDTMFSender | null {
      const { dtmf } = this.#record;
      return dtmf === undefined ? null : dtmfFaceOf(dtmf);
    }

    getParameters(): RTCRtpSendParameters {
      return getSendParameters(this.#record);
    }

    setParameters(parameters: RTCRtpSendParameters, setParameterOptions: RTCSetParameterOptions = {}): Promise<void> {
      return promised(() => {
        const record = this.#record;
        requireArguments(arguments.length, 1, 'RTCRtpSender.setParameters');
        const converted = toSendParameters(parameters, 'RTCRtpSendParameters');
        const options = toSetParameterOptions(setParameterOptions, 'RTCSetParameterOptions');
        return setParameters(record, converted, options);
      });
    }

    replaceTrack(withTrack: MediaStreamTrack | null): Promise<void> {
      return promised(() => {
        const record = this.#record;
        requireArguments(arguments.length, 1, 'RTCRtpSender.replaceTrack');
        return replaceTrack(record, toNullableTrack(withTrack, 'withTrack') ?? undefined);
      });
    }

    setStreams(...mediaStreams: MediaStream[]): void {
      const record = this.#record;
      setStreams(
        record,
        mediaStreams.map((stream) => toStream(stream, 'streams')),
      );
    }

    getStats(): Promise<RTCStatsReport> {
      return promised(() => getStatsOf(this.#record));
    }
  }

  defineInterface('RTCRtpSender', Face);
  const faceOf = (record: Sender): RTCRtpSender => {
    record.face ??= construction.create(Face, record);
    return record.face as RTCRtpSender;
  };
  return { RTCRtpSender: Face, faceOf, recordOf };
}
