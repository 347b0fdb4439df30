import { interfaceType, sequence } from '../../webidl/composites.ts';
import { toDOMString } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defaulting, dictionary, required } from '../../webidl/dictionary.ts';
import { requireArguments } from '../../webidl/operations.ts';
import { toEventInit } from '../dictionaries.ts';
import type { Realm } from '../realm.ts';

type IsInstance = (value: unknown) => boolean;
type TrackEvent = typeof RTCTrackEvent;
type ToneChangeEvent = typeof RTCDTMFToneChangeEvent;

/** How to tell objects of this realm. */
export interface TrackEventParts {
  readonly isReceiver: IsInstance;
  readonly isTrack: IsInstance;
  readonly isStream: IsInstance;
  readonly isTransceiver: IsInstance;
}

/** https://w3c.github.io/webrtc-pc/#rtctrackevent */
export function createRTCTrackEvent(realm: Realm, parts: TrackEventParts): TrackEvent {
  const instance = <T>(name: string, isInstance: IsInstance) =>
    interfaceType<T>(name, (value) => (isInstance(value) ? (value as T) : undefined));
  const members = {
    receiver: required(instance<RTCRtpReceiver>('RTCRtpReceiver', parts.isReceiver)),
    streams: defaulting(sequence(instance<MediaStream>('MediaStream', parts.isStream)), () => []),
    track: required(instance<MediaStreamTrack>('MediaStreamTrack', parts.isTrack)),
    transceiver: required(instance<RTCRtpTransceiver>('RTCRtpTransceiver', parts.isTransceiver)),
  };
  const toInit = dictionary('RTCTrackEventInit', members, toEventInit);

  class Face extends realm.Event {
    readonly #receiver: RTCRtpReceiver;
    readonly #track: MediaStreamTrack;
    readonly #streams: readonly MediaStream[];
    readonly #transceiver: RTCRtpTransceiver;

    constructor(type: string, eventInitDict: RTCTrackEventInit) {
      requireArguments(arguments.length, 2, "Failed to construct 'RTCTrackEvent'");
      const init = toInit(eventInitDict, 'RTCTrackEventInit');
      super(toDOMString(type, 'type'), init);
      this.#receiver = init.receiver;
      this.#track = init.track;
      this.#streams = Object.freeze(init.streams);
      this.#transceiver = init.transceiver;
    }

    get receiver(): RTCRtpReceiver {
      return this.#receiver;
    }
    get track(): MediaStreamTrack {
      return this.#track;
    }
    get streams(): readonly MediaStream[] {
      return this.#streams;
    }
    get transceiver(): RTCRtpTransceiver {
      return this.#transceiver;
    }
  }

  defineInterface('RTCTrackEvent', Face);
  return Face;
}

const toToneChangeEventInit = dictionary(
  'RTCDTMFToneChangeEventInit',
  { tone: defaulting(toDOMString, () => '') },
  toEventInit,
);

/** https://w3c.github.io/webrtc-pc/#rtcdtmftonechangeevent */
export function createRTCDTMFToneChangeEvent(realm: Realm): ToneChangeEvent {
  class Face extends realm.Event {
    readonly #tone: string;

    constructor(type: string, eventInitDict: RTCDTMFToneChangeEventInit = {}) {
      requireArguments(arguments.length, 1, "Failed to construct 'RTCDTMFToneChangeEvent'");
      const init = toToneChangeEventInit(eventInitDict, 'RTCDTMFToneChangeEventInit');
      super(toDOMString(type, 'type'), init);
      this.#tone = init.tone;
    }

    get tone(): string {
      return this.#tone;
    }
  }

  defineInterface('RTCDTMFToneChangeEvent', Face);
  return Face;
}
