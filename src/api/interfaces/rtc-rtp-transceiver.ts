import { sequence } from '../../webidl/composites.ts';
import { isObject, toDOMString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { InternalConstruction, requireArguments } from '../../webidl/operations.ts';
import { setHeaderExtensionsToNegotiate } from '../algorithms/header-extension-control.ts';
import { setCodecPreferences } from '../algorithms/set-codec-preferences.ts';
import { setDirection } from '../algorithms/set-direction.ts';
import { stop } from '../algorithms/stop-transceiver.ts';
import type { HeaderExtension } from '../../jsep/media-types.ts';
import type { Transceiver } from '../records/transceiver.ts';
import { isTransceiverDirection, toHeaderExtensionCapability, toRtpCodec } from '../rtp-dictionaries.ts';
import type { FaceOf } from './face-of.ts';
import type { RtpReceiverInterface } from './rtc-rtp-receiver.ts';
import type { RtpSenderInterface } from './rtc-rtp-sender.ts';

type Constructor = typeof RTCRtpTransceiver;

export interface RtpTransceiverInterface {
  readonly RTCRtpTransceiver: Constructor;
  readonly faceOf: FaceOf<Transceiver, RTCRtpTransceiver>;
  readonly isInstance: (value: unknown) => boolean;
}

const toCodecs = sequence(toRtpCodec);
const toHeaderExtensions = sequence(toHeaderExtensionCapability);

/** https://w3c.github.io/webrtc-pc/#rtcrtptransceiver-interface, and header extension control of webrtc-extensions. */
export function createRTCRtpTransceiver(
  senders: RtpSenderInterface,
  receivers: RtpReceiverInterface,
): RtpTransceiverInterface {
  const construction = new InternalConstruction<Transceiver>();
  let isInstance!: (value: unknown) => boolean;

  class Face {
    readonly #record: Transceiver;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor() {
      this.#record = construction.take();
    }

    get mid(): string | null {
      return this.#record.mid;
    }
    get sender(): RTCRtpSender {
      return senders.faceOf(this.#record.sender);
    }
    get receiver(): RTCRtpReceiver {
      return receivers.faceOf(this.#record.receiver);
    }
    get direction(): RTCRtpTransceiverDirection {
      const { isStopping, direction } = this.#record;
      return isStopping ? 'stopped' : direction;
    }
    /** An unknown value is ignored, as attributes of enumeration types do. */
    set direction(value: RTCRtpTransceiverDirection) {
      const record = this.#record;
      const direction = toDOMString(value, 'direction');
      if (isTransceiverDirection(direction)) setDirection(record, direction);
    }
    get currentDirection(): RTCRtpTransceiverDirection | null {
      const { isStopped, currentDirection } = this.#record;
      return isStopped ? 'stopped' : (currentDirection ?? null);
    }

    /** Gone from the specification, and still in every browser. */
    get stopped(): boolean {
      return this.#record.isStopped;
    }

    stop(): void {
      stop(this.#record);
    }

    setCodecPreferences(codecs: Iterable<RTCRtpCodec>): void {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'RTCRtpTransceiver.setCodecPreferences');
      setCodecPreferences(record, toCodecs(codecs, 'codecs'));
    }

    getHeaderExtensionsToNegotiate(): HeaderExtension[] {
      return this.#record.headerExtensionsToNegotiate.map((extension) => ({ ...extension }));
    }

    setHeaderExtensionsToNegotiate(extensions: Iterable<HeaderExtension>): void {
      const record = this.#record;
      requireArguments(arguments.length, 1, 'RTCRtpTransceiver.setHeaderExtensionsToNegotiate');
      setHeaderExtensionsToNegotiate(record, toHeaderExtensions(extensions, 'extensions'));
    }

    getNegotiatedHeaderExtensions(): HeaderExtension[] {
      return this.#record.negotiatedHeaderExtensions.map((extension) => ({ ...extension }));
    }
  }

  defineInterface('RTCRtpTransceiver', Face);
  const faceOf = (record: Transceiver): RTCRtpTransceiver => {
    record.face ??= construction.create(Face, record);
    return record.face as RTCRtpTransceiver;
  };
  return { RTCRtpTransceiver: Face, faceOf, isInstance };
}
