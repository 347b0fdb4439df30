import { defineInterface } from '../../webidl/define-interface.ts';
import { InternalConstruction, requireArguments } from '../../webidl/operations.ts';
import { toSessionDescriptionInit } from '../dictionaries.ts';
import type { SessionDescription } from '../records/session-description.ts';

type Constructor = typeof RTCSessionDescription;

export interface SessionDescriptionInterface {
  readonly RTCSessionDescription: Constructor;
  readonly create: (record: SessionDescription) => RTCSessionDescription;
}

/** https://w3c.github.io/webrtc-pc/#rtcsessiondescription-class */
export function createRTCSessionDescription(): SessionDescriptionInterface {
  const construction = new InternalConstruction<SessionDescription>();

  class Face {
    readonly #record: SessionDescription;

    constructor(descriptionInitDict: RTCSessionDescriptionInit) {
      this.#record = construction.takeIfAny() ?? Face.#construct(arguments.length, descriptionInitDict);
    }

    static #construct(given: number, descriptionInitDict: unknown): SessionDescription {
      requireArguments(given, 1, "Failed to construct 'RTCSessionDescription'");
      const { type, sdp } = toSessionDescriptionInit(descriptionInitDict, 'RTCSessionDescriptionInit');
      return { type, sdp };
    }

    get type(): RTCSdpType {
      return this.#record.type;
    }

    get sdp(): string {
      return this.#record.sdp;
    }

    toJSON(): RTCSessionDescriptionInit {
      return { type: this.#record.type, sdp: this.#record.sdp };
    }
  }

  defineInterface('RTCSessionDescription', Face);
  const Internal = Face as unknown as new () => RTCSessionDescription;
  return { RTCSessionDescription: Face, create: (record) => construction.create(Internal, record) };
}
