import { nullable } from '../../webidl/composites.ts';
import { isObject, toDOMString, toDouble } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { InternalConstruction, promised, requireArguments } from '../../webidl/operations.ts';
import { getReceiveParameters } from '../algorithms/get-parameters.ts';
import { getStatsOf } from '../algorithms/get-stats.ts';
import { rtpCapabilities } from '../algorithms/rtp-capabilities.ts';
import { setJitterBufferTarget } from '../algorithms/set-jitter-buffer-target.ts';
import type { DtlsTransport } from '../records/dtls-transport.ts';
import type { Receiver } from '../records/transceiver.ts';
import type { FaceOf } from './face-of.ts';
import type { MediaStreamTrackInterface } from './media-stream-track.ts';

type Constructor = typeof RTCRtpReceiver;

export interface RtpReceiverInterface {
  readonly RTCRtpReceiver: Constructor;
  readonly faceOf: FaceOf<Receiver, RTCRtpReceiver>;
  readonly recordOf: (value: unknown) => Receiver | undefined;
}

const toNullableDouble = nullable(toDouble);

/** https://w3c.github.io/webrtc-pc/#rtcrtpreceiver-interface */
export function createRTCRtpReceiver(
  tracks: MediaStreamTrackInterface,
  dtlsFaceOf: FaceOf<DtlsTransport, RTCDtlsTransport>,
): RtpReceiverInterface {
  const construction = new InternalConstruction<Receiver>();
  let recordOf!: RtpReceiverInterface['recordOf'];

  class Face {
    /** lib.dom's; it comes with encoded transforms. */
    declare transform: RTCRtpReceiver['transform'];
    readonly #record: Receiver;
    static {
      recordOf = (value) => (isObject(value) && #record in value ? value.#record : undefined);
    }

    constructor() {
      this.#record = construction.take();
    }

    static getCapabilities(kind: string): RTCRtpCapabilities | null {
      requireArguments(arguments.length, 1, 'RTCRtpReceiver.getCapabilities');
      return rtpCapabilities(toDOMString(kind, 'kind'), 'receive');
    }

    get track(): MediaStreamTrack {
      return tracks.faceOf(this.#record.track);
    }
    get transport(): RTCDtlsTransport | null {
      const { transport } = this.#record;
      return transport === undefined ? null : dtlsFaceOf(transport);
    }
    get jitterBufferTarget(): DOMHighResTimeStamp | null {
      return this.#record.jitterBufferTarget;
    }
    set jitterBufferTarget(value: DOMHighResTimeStamp | null) {
      const record = this.#record;
      setJitterBufferTarget(record, toNullableDouble(value, 'jitterBufferTarget'));
    }

    getParameters(): RTCRtpReceiveParameters {
      return getReceiveParameters(this.#record);
    }
    /** Sources of packets played out in the last ten seconds, none of which has come. */
    getContributingSources(): RTCRtpContributingSource[] {
      return [...this.#record.contributingSources];
    }
    getSynchronizationSources(): RTCRtpSynchronizationSource[] {
      return [...this.#record.synchronizationSources];
    }
    getStats(): Promise<RTCStatsReport> {
      return promised(() => getStatsOf(this.#record));
    }
  }

  defineInterface('RTCRtpReceiver', Face);
  const faceOf = (record: Receiver): RTCRtpReceiver => {
    record.face ??= construction.create(Face, record);
    return record.face as RTCRtpReceiver;
  };
  return { RTCRtpReceiver: Face, faceOf, recordOf };
}
