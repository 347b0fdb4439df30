import { toDOMString, toUSVString } from '../../webidl/convert.ts';
import { interfaceType, nullable } from '../../webidl/composites.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { defaulting, dictionary, required } from '../../webidl/dictionary.ts';
import { toUnsignedShort } from '../../webidl/integers.ts';
import { InternalConstruction, requireArguments } from '../../webidl/operations.ts';
import { toEventInit } from '../dictionaries.ts';
import type { Realm } from '../realm.ts';

type IsInstance = (value: unknown) => boolean;
type IceErrorEvent = typeof RTCPeerConnectionIceErrorEvent;
type DataChannelEvent = typeof RTCDataChannelEvent;
type ErrorEvent = typeof RTCErrorEvent;

interface IceEventInit extends EventInit {
  readonly candidate: RTCIceCandidate | null;
  readonly url: string | null;
}

export interface IceEventInterface {
  readonly RTCPeerConnectionIceEvent: typeof RTCPeerConnectionIceEvent;
  readonly create: (init: IceEventInit) => RTCPeerConnectionIceEvent;
}

/** https://w3c.github.io/webrtc-pc/#rtcpeerconnectioniceevent */
export function createRTCPeerConnectionIceEvent(realm: Realm, isIceCandidate: IsInstance): IceEventInterface {
  const construction = new InternalConstruction<IceEventInit>();
  const toCandidate = interfaceType('RTCIceCandidate', (value) =>
    isIceCandidate(value) ? (value as RTCIceCandidate) : undefined,
  );
  const members = {
    candidate: defaulting(nullable(toCandidate), () => null),
    url: defaulting(nullable(toUSVString), () => null),
  };
  const toInit = dictionary('RTCPeerConnectionIceEventInit', members, toEventInit);

  class Face extends realm.Event {
    readonly #candidate: RTCIceCandidate | null;
    readonly #url: string | null;

    constructor(type: string, eventInitDict: RTCPeerConnectionIceEventInit = {}) {
      requireArguments(arguments.length, 1, "Failed to construct 'RTCPeerConnectionIceEvent'");
      const init = construction.takeIfAny() ?? toInit(eventInitDict, 'RTCPeerConnectionIceEventInit');
      super(toDOMString(type, 'type'), init);
      this.#candidate = init.candidate;
      this.#url = init.url;
    }

    get candidate(): RTCIceCandidate | null {
      return this.#candidate;
    }
    get url(): string | null {
      return this.#url;
    }
  }

  defineInterface('RTCPeerConnectionIceEvent', Face);
  return { RTCPeerConnectionIceEvent: Face, create: (init) => construction.create(Face, init, 'icecandidate') };
}

const toIceErrorEventInit = dictionary(
  'RTCPeerConnectionIceErrorEventInit',
  {
    address: defaulting(nullable(toDOMString), () => null),
    port: defaulting(nullable(toUnsignedShort), () => null),
    url: defaulting(toUSVString, () => ''),
    errorCode: required(toUnsignedShort),
    errorText: defaulting(toUSVString, () => ''),
  },
  toEventInit,
);

/** https://w3c.github.io/webrtc-pc/#rtcpeerconnectioniceerrorevent */
export function createRTCPeerConnectionIceErrorEvent(realm: Realm): IceErrorEvent {
  class Face extends realm.Event {
    readonly #init: ReturnType<typeof toIceErrorEventInit>;

    constructor(type: string, eventInitDict: RTCPeerConnectionIceErrorEventInit) {
      requireArguments(arguments.length, 2, "Failed to construct 'RTCPeerConnectionIceErrorEvent'");
      const init = toIceErrorEventInit(eventInitDict, 'RTCPeerConnectionIceErrorEventInit');
      super(toDOMString(type, 'type'), init);
      this.#init = init;
    }

    get address(): string | null {
      return this.#init.address;
    }
    get port(): number | null {
      return this.#init.port;
    }
    get url(): string {
      return this.#init.url;
    }
    get errorCode(): number {
      return this.#init.errorCode;
    }
    get errorText(): string {
      return this.#init.errorText;
    }
  }

  defineInterface('RTCPeerConnectionIceErrorEvent', Face);
  return Face;
}

/** https://w3c.github.io/webrtc-pc/#rtcdatachannelevent */
export function createRTCDataChannelEvent(realm: Realm, isDataChannel: IsInstance): DataChannelEvent {
  const toChannel = interfaceType('RTCDataChannel', (value) =>
    isDataChannel(value) ? (value as RTCDataChannel) : undefined,
  );
  const toInit = dictionary('RTCDataChannelEventInit', { channel: required(toChannel) }, toEventInit);

  class Face extends realm.Event {
    readonly #channel: RTCDataChannel;

    constructor(type: string, eventInitDict: RTCDataChannelEventInit) {
      requireArguments(arguments.length, 2, "Failed to construct 'RTCDataChannelEvent'");
      const init = toInit(eventInitDict, 'RTCDataChannelEventInit');
      super(toDOMString(type, 'type'), init);
      this.#channel = init.channel;
    }

    get channel(): RTCDataChannel {
      return this.#channel;
    }
  }

  defineInterface('RTCDataChannelEvent', Face);
  return Face;
}

/** https://w3c.github.io/webrtc-pc/#rtcerrorevent-interface */
export function createRTCErrorEvent(realm: Realm, isError: IsInstance): ErrorEvent {
  const toError = interfaceType('RTCError', (value) => (isError(value) ? (value as RTCError) : undefined));
  const toInit = dictionary('RTCErrorEventInit', { error: required(toError) }, toEventInit);

  class Face extends realm.Event {
    readonly #error: RTCError;

    constructor(type: string, eventInitDict: RTCErrorEventInit) {
      requireArguments(arguments.length, 2, "Failed to construct 'RTCErrorEvent'");
      const init = toInit(eventInitDict, 'RTCErrorEventInit');
      super(toDOMString(type, 'type'), init);
      this.#error = init.error;
    }

    get error(): RTCError {
      return this.#error;
    }
  }

  defineInterface('RTCErrorEvent', Face);
  return Face;
}
