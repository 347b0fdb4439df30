import { isObject } from '../../webidl/convert.ts';
import { defineInterface } from '../../webidl/define-interface.ts';
import { InternalConstruction } from '../../webidl/operations.ts';
import { toLocalIceCandidateInit } from '../dictionaries.ts';
import { createIceCandidate, type IceCandidate, type IceServerTransportProtocol } from '../records/ice-candidate.ts';

type Constructor = typeof RTCIceCandidate;

export interface IceCandidateInterface {
  readonly RTCIceCandidate: Constructor;
  readonly create: (record: IceCandidate) => RTCIceCandidate;
  readonly isInstance: (value: unknown) => boolean;
}

/** https://w3c.github.io/webrtc-pc/#rtcicecandidate-interface */
export function createRTCIceCandidate(): IceCandidateInterface {
  const construction = new InternalConstruction<IceCandidate>();
  let isInstance!: IceCandidateInterface['isInstance'];

  class Face {
    readonly #record: IceCandidate;
    static {
      isInstance = (value) => isObject(value) && #record in value;
    }

    constructor(candidateInitDict: RTCLocalIceCandidateInit = {}) {
      this.#record = construction.takeIfAny() ?? Face.#construct(candidateInitDict);
    }

    static #construct(candidateInitDict: unknown): IceCandidate {
      const init = toLocalIceCandidateInit(candidateInitDict, 'RTCLocalIceCandidateInit');
      if (init.sdpMid === null && init.sdpMLineIndex === null) {
        throw new TypeError("Failed to construct 'RTCIceCandidate': sdpMid and sdpMLineIndex are both null");
      }
      return createIceCandidate(init);
    }

    get candidate(): string {
      return this.#record.candidate;
    }
    get sdpMid(): string | null {
      return this.#record.sdpMid;
    }
    get sdpMLineIndex(): number | null {
      return this.#record.sdpMLineIndex;
    }
    get foundation(): string | null {
      return this.#record.foundation;
    }
    get component(): RTCIceComponent | null {
      return this.#record.component;
    }
    get priority(): number | null {
      return this.#record.priority;
    }
    get address(): string | null {
      return this.#record.address;
    }
    get protocol(): RTCIceProtocol | null {
      return this.#record.protocol;
    }
    get port(): number | null {
      return this.#record.port;
    }
    get type(): RTCIceCandidateType | null {
      return this.#record.type;
    }
    get tcpType(): RTCIceTcpCandidateType | null {
      return this.#record.tcpType;
    }
    get relatedAddress(): string | null {
      return this.#record.relatedAddress;
    }
    get relatedPort(): number | null {
      return this.#record.relatedPort;
    }
    get usernameFragment(): string | null {
      return this.#record.usernameFragment;
    }
    get relayProtocol(): IceServerTransportProtocol | null {
      return this.#record.relayProtocol;
    }
    get url(): string | null {
      return this.#record.url;
    }

    toJSON(): RTCIceCandidateInit {
      const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = this.#record;
      return { candidate, sdpMid, sdpMLineIndex, usernameFragment };
    }
  }

  defineInterface('RTCIceCandidate', Face);
  return { RTCIceCandidate: Face, create: (record) => construction.create(Face, record), isInstance };
}
